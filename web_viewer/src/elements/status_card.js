// The card in the middle: what is going on, in one sentence, and the one thing that can be done about it.
import { JoinForm } from "./join_form.js";
import { part, setIcon, setText } from "./parts.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../class/page_view.js").View} View
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 */

/** @type {Readonly<Record<View, string>>} */
const ICONS = {
  connecting: "connecting",
  join: "door",
  live: "waiting",
  waiting: "waiting",
  lobby: "check",
  approval: "door",
  no_class: "waiting",
  reconnecting: "reconnecting",
  blocked: "blocked",
  full: "full",
  busy: "full",
  not_found: "code",
  needs_code: "code",
  unsupported: "unsupported",
  ended: "flag",
  removed: "door",
};

/** @type {Readonly<Record<View, SentenceKey>>} */
export const TITLES = {
  connecting: "state.connecting.title",
  join: "state.join.title",
  live: "state.live.title",
  waiting: "state.waiting.title",
  lobby: "state.lobby.title",
  approval: "state.approval.title",
  no_class: "state.no_class.title",
  reconnecting: "state.reconnecting.title",
  blocked: "state.blocked.title",
  full: "state.full.title",
  busy: "state.busy.title",
  not_found: "state.not_found.title",
  needs_code: "state.needs_code.title",
  unsupported: "state.unsupported.title",
  ended: "state.ended.title",
  removed: "state.removed.title",
};

/** @type {Readonly<Record<View, SentenceKey>>} */
export const DETAILS = {
  connecting: "state.connecting.detail",
  join: "state.join.detail",
  live: "state.live.detail",
  waiting: "state.waiting.detail",
  lobby: "state.lobby.detail",
  approval: "state.approval.detail",
  no_class: "state.no_class.detail",
  reconnecting: "state.reconnecting.detail",
  blocked: "state.blocked.detail",
  full: "state.full.detail",
  busy: "state.busy.detail",
  not_found: "state.not_found.detail",
  needs_code: "state.needs_code.detail",
  unsupported: "state.unsupported.detail",
  ended: "state.ended.detail",
  removed: "state.removed.detail",
};

/** A pause shorter than this is over before anybody has read a number. */
const COUNTDOWN_FROM_MS = 2000;

export class StatusCard {
  #root;
  #classroom;
  #translator;
  #form;
  #countdown = 0;
  #pauseShown = -1;

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(root, classroom, translator) {
    this.#root = root;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#form = new JoinForm(part(root, "join", HTMLFormElement), classroom, translator);
  }

  show() {
    const { view } = this.#classroom;
    const { title, detail } = sentences(this.#classroom, this.#translator);
    setIcon(this.#root, ICONS[view]);
    setText(part(this.#root, "title", HTMLHeadingElement), title);
    setText(part(this.#root, "detail", HTMLParagraphElement), detail);
    this.#form.show();
    const { mediaPort, state } = this.#classroom.player;
    const aside = part(this.#root, "aside", HTMLParagraphElement);
    aside.hidden = view !== "blocked" || mediaPort === null;
    setText(aside, this.#translator.say("state.blocked.aside", { host: location.hostname, port: mediaPort ?? 0 }));
    const pauseMs = Math.max(state.pauseMs, this.#classroom.entrance.state.pauseMs);
    this.#countDown(view === "full" || view === "busy" ? pauseMs : 0);
  }

  /** @param {number} pauseMs */
  #countDown(pauseMs) {
    if (pauseMs === this.#pauseShown) return;
    this.#pauseShown = pauseMs;
    clearInterval(this.#countdown);
    const next = part(this.#root, "next", HTMLParagraphElement);
    next.hidden = pauseMs < COUNTDOWN_FROM_MS;
    if (next.hidden) return;
    const endsAt = performance.now() + pauseMs;
    const tick = () => {
      const seconds = Math.max(1, Math.ceil((endsAt - performance.now()) / 1000));
      next.textContent = this.#translator.say("state.next_try", { seconds });
    };
    this.#countdown = window.setInterval(tick, 500);
    tick();
  }
}

/**
 * What the card says now.
 * @param {Classroom} classroom
 * @param {Translator} translator
 */
export function sentences(classroom, translator) {
  const { view, entrance } = classroom;
  const { session, identity } = entrance.state;
  const name = classroom.state.you?.name || identity.name;
  const isNamed = view === "join" && session !== null && session.id !== "practice";
  const title = isNamed
    ? translator.say("join.into", { title: session.title })
    : translator.say(TITLES[view], { name });
  return { title, detail: translator.say(DETAILS[view], { name }) };
}
