// What a student tells the teacher with one touch: a hand, "I'm lost", a reaction.
import { label } from "../i18n/translator.js";
import { make, part, setText } from "./parts.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 * @typedef {import("../contract.d.ts").components["schemas"]["React"]["reaction"]} ReactionName
 */

/** @type {Readonly<Record<ReactionName, string>>} */
export const FACES = {
  thumbs_up: "👍",
  clap: "👏",
  heart: "❤️",
  laugh: "😄",
  surprised: "😮",
  slower: "🐢",
  faster: "🐇",
};

/** @type {Readonly<Record<ReactionName, SentenceKey>>} */
const NAMES = {
  thumbs_up: "reaction.thumbs_up",
  clap: "reaction.clap",
  heart: "reaction.heart",
  laugh: "reaction.laugh",
  surprised: "reaction.surprised",
  slower: "reaction.slower",
  faster: "reaction.faster",
};

/** The box counts "I'm lost" at most once in this time. */
const LOST_EVERY_MS = 10_000;

export class ActionBar {
  #root;
  #menu;
  #classroom;
  #translator;
  #notConnected;
  #lostUntilMs = 0;

  /**
   * @param {HTMLElement} root the class panel
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {() => void} notConnected tells that something could not be said
   */
  constructor(root, classroom, translator, notConnected) {
    this.#root = root;
    this.#menu = part(root, "reactions", HTMLElement);
    this.#classroom = classroom;
    this.#translator = translator;
    this.#notConnected = notConnected;
    this.#button("hand").addEventListener("click", () => this.#toggleHand());
    this.#button("lost").addEventListener("click", () => this.#sayLost());
    this.#button("react").addEventListener("click", () => this.#toggleMenu(this.#menu.hidden));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#menu.hidden) return;
      event.stopPropagation();
      this.#toggleMenu(false);
      this.#button("react").focus();
    });
    for (const name of /** @type {ReactionName[]} */ (Object.keys(FACES))) this.#menu.append(this.#reaction(name));
  }

  show() {
    const say = this.#translator.say.bind(this.#translator);
    const place = this.#handPlace;
    const hand = this.#button("hand");
    hand.setAttribute("aria-pressed", String(place > 0));
    setText(part(hand, "hand-text", HTMLElement), place > 0 ? say("actions.hand_place", { place }) : say("actions.raise"));
    const isSaid = performance.now() < this.#lostUntilMs;
    const lost = this.#button("lost");
    lost.setAttribute("aria-disabled", String(isSaid));
    setText(part(lost, "lost-text", HTMLElement), say(isSaid ? "actions.lost_said" : "actions.lost"));
    for (const button of this.#menu.querySelectorAll("button")) {
      label(button, say(NAMES[/** @type {ReactionName} */ (button.dataset.reaction)]));
    }
  }

  /** Place in the queue of hands; 0 when the own hand is down. */
  get #handPlace() {
    const { hands, you } = this.#classroom.state;
    return hands.findIndex((hand) => hand.participant_id === you?.person_id) + 1;
  }

  #toggleHand() {
    const feed = this.#classroom.feed;
    if (this.#handPlace > 0) feed?.say({ type: "hand_lower", participant_id: null, lowers_all: false });
    else feed?.say({ type: "hand_raise" });
  }

  #sayLost() {
    if (performance.now() < this.#lostUntilMs) return;
    const ref = this.#classroom.feed?.say({ type: "lost" }) ?? null;
    if (ref === null) return this.#notConnected();
    this.#lostUntilMs = performance.now() + LOST_EVERY_MS;
    window.setTimeout(() => this.show(), LOST_EVERY_MS + 50);
    this.show();
  }

  /** @param {boolean} isOpen */
  #toggleMenu(isOpen) {
    this.#menu.hidden = !isOpen;
    this.#button("react").setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {ReactionName} name */
  #reaction(name) {
    const button = make("button", { of: "reaction", text: FACES[name], with: { type: "button", "data-reaction": name } });
    button.addEventListener("click", () => {
      const ref = this.#classroom.feed?.say({ type: "react", reaction: name }) ?? null;
      if (ref === null) this.#notConnected();
    });
    return button;
  }

  /** @param {"hand" | "lost" | "react"} role */
  #button(role) {
    return part(this.#root, role, HTMLButtonElement);
  }
}
