// The card in the middle: what is going on, in one sentence, and the one thing that can be done about it.
import { cleanCode } from "../session/session_finder.js";
import { part, setIcon } from "./parts.js";

/**
 * @typedef {import("../player/stage_player.js").StagePlayer} StagePlayer
 * @typedef {import("../player/player_state.js").View} View
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 */

/** @type {Readonly<Record<View, string>>} */
const ICONS = {
  connecting: "connecting",
  live: "waiting",
  waiting: "waiting",
  reconnecting: "reconnecting",
  blocked: "blocked",
  full: "full",
  not_found: "code",
  needs_code: "code",
  unsupported: "unsupported",
};

/** @type {Readonly<Record<View, SentenceKey>>} */
export const TITLES = {
  connecting: "state.connecting.title",
  live: "state.live.title",
  waiting: "state.waiting.title",
  reconnecting: "state.reconnecting.title",
  blocked: "state.blocked.title",
  full: "state.full.title",
  not_found: "state.not_found.title",
  needs_code: "state.needs_code.title",
  unsupported: "state.unsupported.title",
};

/** @type {Readonly<Record<View, SentenceKey>>} */
export const DETAILS = {
  connecting: "state.connecting.detail",
  live: "state.live.detail",
  waiting: "state.waiting.detail",
  reconnecting: "state.reconnecting.detail",
  blocked: "state.blocked.detail",
  full: "state.full.detail",
  not_found: "state.not_found.detail",
  needs_code: "state.needs_code.detail",
  unsupported: "state.unsupported.detail",
};

/** A pause shorter than this is over before anybody has read a number. */
const COUNTDOWN_FROM_MS = 2000;

export class StatusCard {
  #root;
  #countdown = 0;

  /**
   * @param {HTMLElement} root
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  constructor(root, player, translator) {
    this.#root = root;
    const form = part(root, "code-form", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = cleanCode(String(new FormData(form).get("code") ?? ""));
      if (code === null) return;
      history.replaceState(null, "", `?code=${encodeURIComponent(code)}`);
      player.useCode(code);
    });
    const show = () => this.#show(player, translator);
    player.addEventListener("change", show);
    translator.addEventListener("change", show);
    show();
  }

  /**
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  #show(player, translator) {
    const view = player.view;
    setIcon(this.#root, ICONS[view]);
    part(this.#root, "title", HTMLHeadingElement).textContent = translator.say(TITLES[view]);
    part(this.#root, "detail", HTMLParagraphElement).textContent = translator.say(DETAILS[view]);
    this.#showForm(view === "not_found" || view === "needs_code");
    const aside = part(this.#root, "aside", HTMLParagraphElement);
    aside.hidden = view !== "blocked" || player.mediaPort === null;
    aside.textContent = translator.say("state.blocked.aside", { host: location.hostname, port: player.mediaPort ?? 0 });
    this.#countDown(view === "full" ? player.state.pauseMs : 0, translator);
  }

  /** @param {boolean} isAsked */
  #showForm(isAsked) {
    const form = part(this.#root, "code-form", HTMLFormElement);
    const isNew = form.hidden && isAsked;
    form.hidden = !isAsked;
    if (isNew) form.querySelector("input")?.focus();
  }

  /**
   * @param {number} pauseMs
   * @param {Translator} translator
   */
  #countDown(pauseMs, translator) {
    clearInterval(this.#countdown);
    const next = part(this.#root, "next", HTMLParagraphElement);
    next.hidden = pauseMs < COUNTDOWN_FROM_MS;
    if (next.hidden) return;
    const endsAt = performance.now() + pauseMs;
    const tick = () => {
      const seconds = Math.max(1, Math.ceil((endsAt - performance.now()) / 1000));
      next.textContent = translator.say("state.next_try", { seconds });
    };
    this.#countdown = window.setInterval(tick, 500);
    tick();
  }
}
