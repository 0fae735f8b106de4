// The whole page: puts the state where styles, tests and screen readers find it, and lets the controls rest.
import { watchIdle } from "./idle.js";
import { dropLastPicture, keepLastPicture } from "./last_picture.js";
import { part } from "./parts.js";
import { PicturePanel } from "./picture_panel.js";
import { StageControls } from "./stage_controls.js";
import { DETAILS, StatusCard, TITLES } from "./status_card.js";

/**
 * @typedef {import("../player/stage_player.js").StagePlayer} StagePlayer
 * @typedef {import("../player/player_state.js").View} View
 * @typedef {import("../i18n/translator.js").Translator} Translator
 */

const PRACTICE_SESSION = "practice";

/** Shorter states are not read out: nobody wants to hear a blink. */
const ANNOUNCE_AFTER_MS = 600;

export class ClassStage {
  #root;
  /** @type {View | null} */
  #view = null;
  #announcement = 0;
  #isIdle = false;

  /**
   * @param {HTMLElement} root
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  constructor(root, player, translator) {
    this.#root = root;
    const video = part(root, "picture", HTMLVideoElement);
    const soundPrompt = part(root, "sound-prompt", HTMLButtonElement);
    const panel = new PicturePanel(part(root, "panel", HTMLElement), player, translator);
    new StatusCard(part(root, "status", HTMLElement), player, translator);
    new StageControls(part(root, "controls", HTMLElement), player, translator, {
      stage: root,
      video,
      panel,
      soundPrompt,
    });
    const speak = () => this.#speak(player, translator);
    translator.addEventListener("change", speak);
    player.addEventListener("change", () => this.#show(player, translator));
    player.addEventListener("leave", () => keepLastPicture(video, part(root, "last-picture", HTMLCanvasElement)));
    watchIdle(root, (isIdle) => this.#rest(isIdle));
    speak();
    this.#show(player, translator);
  }

  /**
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  #speak(player, translator) {
    document.documentElement.lang = translator.language;
    translator.translate(document);
    this.#entitle(player, translator);
    this.#announce(player, translator);
  }

  /**
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  #entitle(player, translator) {
    const title = titleOf(player.state.session, translator);
    part(this.#root, "class-title", HTMLHeadingElement).textContent = title;
    document.title = title === "" ? "AIRClass" : `${title} · AIRClass`;
  }

  /**
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  #show(player, translator) {
    this.#entitle(player, translator);
    if (player.view === this.#view) return;
    this.#view = player.view;
    document.documentElement.dataset.state = this.#view;
    const lastPicture = part(this.#root, "last-picture", HTMLCanvasElement);
    if (this.#view !== "reconnecting") dropLastPicture(lastPicture);
    this.#root.toggleAttribute("data-has-picture", !lastPicture.hidden);
    this.#rest(this.#isIdle);
    this.#announce(player, translator);
  }

  /**
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  #announce(player, translator) {
    clearTimeout(this.#announcement);
    this.#announcement = window.setTimeout(() => {
      const text = `${translator.say(TITLES[player.view])}. ${translator.say(DETAILS[player.view])}`;
      part(this.#root, "announcer", HTMLParagraphElement).textContent = text;
    }, ANNOUNCE_AFTER_MS);
  }

  /** @param {boolean} isIdle */
  #rest(isIdle) {
    this.#isIdle = isIdle;
    this.#root.toggleAttribute("data-idle", isIdle && this.#view === "live");
  }
}

/**
 * A teacher's title is shown as it was written; the practice class has none but ours.
 * @param {{id: string, title: string} | null} session
 * @param {Translator} translator
 */
function titleOf(session, translator) {
  if (session === null) return "";
  return session.id === PRACTICE_SESSION ? translator.say("class.practice") : session.title;
}
