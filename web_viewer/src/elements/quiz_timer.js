// The time that is left for a run, on the card and on the tab that stands for it. Read out once, near the end.
import { progress } from "../quiz/quiz_state.js";
import { part, setText } from "./parts.js";
import { pageOf } from "./quiz_page.js";
import { minutesAndSeconds, secondsLeft } from "./time_words.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../quiz/quiz_state.js").PublicRun} PublicRun
 */

const TICK_MS = 200;

/** Read out once, with this many seconds left. */
const WARN_SECONDS = 10;

export class QuizTimer {
  #root;
  #tab;
  #classroom;
  #translator;
  #announcer;
  /** @type {string | null} */
  #warned = null;

  /**
   * @param {{root: HTMLElement, tab: HTMLElement}} places
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {import("./announcer.js").Announcer} announcer
   */
  constructor({ root, tab }, classroom, translator, announcer) {
    this.#root = root;
    this.#tab = tab;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#announcer = announcer;
    window.setInterval(() => this.show(), TICK_MS);
  }

  show() {
    const page = pageOf(this.#classroom.state.quiz);
    const feed = this.#classroom.feed;
    if (page === null || feed === null) return;
    const { run } = page;
    const endsMs = run?.state === "open" ? run.closes_ms : null;
    const left = endsMs === null ? null : secondsLeft(endsMs, feed.boxMs);
    this.#showTab(page.result !== null, left);
    part(this.#root, "quiz-timer", HTMLElement).hidden = left === null;
    part(this.#root, "quiz-bar", HTMLElement).hidden = left === null;
    if (run === null || endsMs === null || left === null) return;
    const wholeMs = Math.max(1, endsMs - (run.opened_ms ?? endsMs));
    this.#showTime(left, Math.max(0, Math.min(1, (endsMs - feed.boxMs) / wholeMs)));
    this.#warn(run, left);
  }

  /**
   * @param {number} left
   * @param {number} share of the whole time
   */
  #showTime(left, share) {
    const timer = part(this.#root, "quiz-timer", HTMLElement);
    const bar = part(this.#root, "quiz-bar", HTMLElement);
    const time = minutesAndSeconds(left);
    setText(part(timer, "quiz-time", HTMLElement), time);
    timer.setAttribute("aria-label", `${this.#translator.say("quiz.time_left_label")} ${time}`);
    for (const element of [timer, bar]) element.toggleAttribute("data-soon", left <= WARN_SECONDS);
    part(bar, "quiz-bar-fill", HTMLElement).style.setProperty("--share", String(share));
  }

  /**
   * @param {boolean} isRevealed
   * @param {number | null} left
   */
  #showTab(isRevealed, left) {
    const say = this.#translator.say.bind(this.#translator);
    const unfold = left === null ? say("quiz.unfold") : say("quiz.unfold_time", { time: minutesAndSeconds(left) });
    setText(part(this.#tab, "quiz-tab-text", HTMLElement), isRevealed ? say("quiz.unfold_result") : unfold);
  }

  /**
   * @param {PublicRun} run
   * @param {number} left
   */
  #warn(run, left) {
    const key = `${run.run_id}/${run.closes_ms}`;
    if (left > WARN_SECONDS || left === 0 || this.#warned === key) return;
    this.#warned = key;
    const { asked, answered } = progress(this.#classroom.state.quiz, run);
    if (answered < asked) this.#announcer.say(this.#translator.say("quiz.time_left", { seconds: left }));
  }
}
