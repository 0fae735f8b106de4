// The whole page: puts the state where styles, tests and screen readers find it, and has every element show it.
import { Announcer } from "./announcer.js";
import { ClassPanel } from "./class_panel.js";
import { watchIdle } from "./idle.js";
import { dropLastPicture, keepLastPicture } from "./last_picture.js";
import { Notices } from "./notices.js";
import { part } from "./parts.js";
import { PicturePanel } from "./picture_panel.js";
import { QuizCard } from "./quiz_card.js";
import { ReactionShower } from "./reaction_shower.js";
import { refusalText } from "./refusals.js";
import { StageControls } from "./stage_controls.js";
import { StatusCard, sentences } from "./status_card.js";
import { Toast } from "./toast.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../class/page_view.js").View} View
 * @typedef {import("../i18n/translator.js").Translator} Translator
 */

const PRACTICE_SESSION = "practice";

/** Shorter states are not read out: nobody wants to hear a blink. */
const ANNOUNCE_AFTER_MS = 600;

export class ClassPage {
  #root;
  #classroom;
  #translator;
  #announcer;
  #toast;
  #shower;
  #status;
  #notices;
  #panel;
  #quiz;
  /** @type {View | null} */
  #view = null;
  #announcement = 0;
  #isIdle = false;
  #isAwaitingFrame = false;
  #shownPick = 0;
  /** @type {string | null} */
  #shownRefusal = null;

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(root, classroom, translator) {
    this.#root = root;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#announcer = new Announcer(part(root, "announcer", HTMLElement));
    this.#toast = new Toast(part(root, "toast", HTMLElement), this.#announcer);
    this.#shower = new ReactionShower(part(root, "reactions-shown", HTMLElement));
    this.#status = new StatusCard(part(root, "status", HTMLElement), classroom, translator);
    this.#notices = new Notices(part(root, "notices", HTMLElement), classroom, translator, this.#announcer);
    this.#panel = new ClassPanel(root, classroom, translator, this.#toast);
    this.#quiz = new QuizCard(root, classroom, translator, this.#announcer);
    this.#controlPicture();
    part(root, "take-part", HTMLButtonElement).addEventListener("click", () =>
      classroom.entrance.dispatch({ type: "take_part" }),
    );
    translator.addEventListener("change", () => this.#speak());
    classroom.addEventListener("change", () => this.#showSoon());
    watchIdle(root, (isIdle) => this.#rest(isIdle));
    this.#speak();
  }

  #controlPicture() {
    const { player } = this.#classroom;
    const video = part(this.#root, "picture", HTMLVideoElement);
    const panel = new PicturePanel(part(this.#root, "panel", HTMLElement), player, this.#translator);
    new StageControls(part(this.#root, "controls", HTMLElement), this.#classroom, this.#translator, {
      page: this.#root,
      video,
      panel,
      soundPrompt: part(this.#root, "sound-prompt", HTMLButtonElement),
    });
    player.addEventListener("leave", () => keepLastPicture(video, part(this.#root, "last-picture", HTMLCanvasElement)));
  }

  #speak() {
    document.documentElement.lang = this.#translator.language;
    this.#translator.translate(document);
    this.#announceView();
    this.#show();
  }

  /** Many events may come at once: they are drawn together. */
  #showSoon() {
    if (this.#isAwaitingFrame) return;
    this.#isAwaitingFrame = true;
    const show = () => {
      this.#isAwaitingFrame = false;
      this.#show();
    };
    // A hidden tab has no frames, but its title and its voice go on.
    if (document.hidden) window.setTimeout(show, 100);
    else requestAnimationFrame(show);
  }

  #show() {
    this.#entitle();
    this.#showView();
    this.#status.show();
    this.#panel.show();
    this.#quiz.show();
    this.#notices.show();
    this.#shower.show(this.#classroom.state.reactions);
    part(this.#root, "take-part", HTMLButtonElement).hidden =
      this.#classroom.part !== "guest" || this.#classroom.view === "join";
    this.#showToasts();
  }

  #entitle() {
    const title = titleOf(this.#classroom, this.#translator);
    part(this.#root, "class-title", HTMLHeadingElement).textContent = title;
    document.title = title === "" ? "AIRClass" : `${title} · AIRClass`;
  }

  #showView() {
    const { view, player } = this.#classroom;
    this.#root.toggleAttribute("data-watching", player.view === "live" && view === "join");
    document.documentElement.dataset.part = this.#classroom.part;
    document.documentElement.dataset.link = this.#classroom.state.link;
    if (view === this.#view) return;
    this.#view = view;
    document.documentElement.dataset.state = view;
    const lastPicture = part(this.#root, "last-picture", HTMLCanvasElement);
    if (view !== "reconnecting") dropLastPicture(lastPicture);
    this.#root.toggleAttribute("data-has-picture", !lastPicture.hidden);
    this.#rest(this.#isIdle);
    this.#announceView();
  }

  #announceView() {
    clearTimeout(this.#announcement);
    this.#announcement = window.setTimeout(() => {
      const { title, detail } = sentences(this.#classroom, this.#translator);
      this.#announcer.say(`${title}. ${detail}`);
    }, ANNOUNCE_AFTER_MS);
  }

  #showToasts() {
    const { picked, refusal, you } = this.#classroom.state;
    if (picked !== null && picked.number !== this.#shownPick) {
      this.#shownPick = picked.number;
      const isYou = picked.participantId === you?.person_id;
      this.#toast.show(this.#translator.say(isYou ? "picked.you" : "picked.other", { name: picked.name }));
    }
    if (refusal !== null && refusal.ref !== this.#shownRefusal) {
      this.#shownRefusal = refusal.ref;
      this.#toast.show(refusalText(refusal, this.#translator));
    }
  }

  /** @param {boolean} isIdle */
  #rest(isIdle) {
    this.#isIdle = isIdle;
    this.#root.toggleAttribute("data-idle", isIdle && this.#view === "live");
  }
}

/**
 * A teacher's title is shown as it was written; the practice class has none but ours.
 * @param {Classroom} classroom
 * @param {Translator} translator
 */
function titleOf(classroom, translator) {
  const { session } = classroom.entrance.state;
  if (session === null) return "";
  if (session.id === PRACTICE_SESSION) return translator.say("class.practice");
  return classroom.state.session?.title ?? session.title;
}
