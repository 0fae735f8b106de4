// What lies over the picture for everybody: announcement, countdown, trouble of the box, a break of the connection.
import { part, setText } from "./parts.js";
import { minutesAndSeconds, secondsLeft } from "./time_words.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("./announcer.js").Announcer} Announcer
 */

/** Shorter breaks are mended before anybody has read of them. */
const SHOW_BREAK_AFTER_MS = 1500;
const TICK_MS = 250;

/** An ended countdown stays in sight this long. */
const LINGER_MS = 10_000;

export class Notices {
  #root;
  #classroom;
  #translator;
  #announcer;
  #awaySinceMs = 0;
  /** @type {string | null} */
  #heardAnnouncement = null;
  /** @type {number | null} */
  #heardTimer = null;

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {Announcer} announcer
   */
  constructor(root, classroom, translator, announcer) {
    this.#root = root;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#announcer = announcer;
    part(root, "announcement-close", HTMLButtonElement).addEventListener("click", () =>
      classroom.feed?.note({ type: "announcement_closed" }),
    );
    window.setInterval(() => this.#tick(), TICK_MS);
  }

  show() {
    const { state } = this.#classroom;
    this.#showAnnouncement(state);
    const trouble = part(this.#root, "trouble", HTMLElement);
    trouble.hidden = state.trouble === null || !this.#isInside;
    setText(part(this.#root, "trouble-text", HTMLElement), this.#troubleText());
    this.#awaySinceMs = state.link === "away" ? this.#awaySinceMs || performance.now() : 0;
    this.#tick();
  }

  get #isInside() {
    return this.#classroom.part !== "outside";
  }

  #troubleText() {
    const { trouble } = this.#classroom.state;
    const own = this.#translator.language === "ko" ? trouble?.ko : trouble?.en;
    return own || this.#translator.say("trouble.storage");
  }

  /** @param {import("../class/class_state.js").ClassState} state */
  #showAnnouncement({ announcement, closedAnnouncement }) {
    const place = part(this.#root, "announcement", HTMLElement);
    place.hidden = !announcement || announcement.announcement_id === closedAnnouncement || !this.#isInside;
    setText(part(this.#root, "announcement-text", HTMLElement), announcement?.text ?? "");
    if (!place.hidden && announcement && announcement.announcement_id !== this.#heardAnnouncement) {
      this.#heardAnnouncement = announcement.announcement_id;
      this.#announcer.say(this.#translator.say("announcement.said", { text: announcement.text }));
    }
  }

  #tick() {
    const isAway = this.#awaySinceMs > 0 && performance.now() - this.#awaySinceMs > SHOW_BREAK_AFTER_MS;
    const isSaidElsewhere = this.#classroom.view === "reconnecting";
    part(this.#root, "link", HTMLElement).hidden = !isAway || isSaidElsewhere || this.#classroom.part !== "student";
    this.#showCountdown();
  }

  #showCountdown() {
    const { timer } = this.#classroom.state;
    const boxMs = this.#classroom.feed?.boxMs ?? 0;
    const place = part(this.#root, "countdown", HTMLElement);
    place.hidden = timer === null || !this.#isInside || boxMs > timer.ends_ms + LINGER_MS;
    if (timer === null || place.hidden) return;
    const left = secondsLeft(timer.ends_ms, boxMs);
    const text = left > 0 ? minutesAndSeconds(left) : this.#translator.say("countdown.over");
    setText(part(this.#root, "countdown-time", HTMLElement), text);
    setText(part(this.#root, "countdown-label", HTMLElement), timer.label);
    place.toggleAttribute("data-soon", left <= 10);
    this.#speak(timer.ends_ms, left);
  }

  /**
   * Read out when it starts and when it is over, never in between.
   * @param {number} endsMs
   * @param {number} left
   */
  #speak(endsMs, left) {
    const key = left > 0 ? endsMs : -endsMs;
    if (key === this.#heardTimer) return;
    const isOver = left === 0 && this.#heardTimer === endsMs;
    const isNew = left > 0;
    this.#heardTimer = key;
    if (isOver) this.#announcer.say(this.#translator.say("countdown.over"));
    if (isNew) this.#announcer.say(this.#translator.say("countdown.said", { time: minutesAndSeconds(left) }));
  }
}
