// The card over the picture: one question at a time, its timer, where the answer is, and after the reveal what came of it.
import { answerOf, asksForAnswer, draftOf } from "../quiz/answer_draft.js";
import { answerKey } from "../quiz/kept_answers.js";
import { answerTo, draftTo, isAnswered, nextOpenRun, runOf } from "../quiz/quiz_state.js";
import { focusMark, restoreFocus } from "./focus_place.js";
import { drawing, make, part, setText } from "./parts.js";
import { answerField } from "./quiz_fields.js";
import { footButtons } from "./quiz_foot.js";
import { pageOf } from "./quiz_page.js";
import { resultOfQuestion } from "./quiz_result.js";
import { QuizTimer } from "./quiz_timer.js";
import { PLACES, PLACE_ICONS } from "./quiz_words.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../quiz/quiz_state.js").QuizState} QuizState
 * @typedef {import("../quiz/quiz_state.js").PublicQuestion} PublicQuestion
 * @typedef {import("../quiz/quiz_state.js").RunResult} RunResult
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("./announcer.js").Announcer} Announcer
 * @typedef {import("./quiz_page.js").Page} Page
 */

export class QuizCard {
  #root;
  #tab;
  #classroom;
  #translator;
  #announcer;
  #timer;
  #drawn = "";
  #shownSerial = 0;
  /** @type {Map<string, string>} */
  #saidPlaces = new Map();

  /**
   * @param {HTMLElement} page
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {Announcer} announcer
   */
  constructor(page, classroom, translator, announcer) {
    this.#root = part(page, "quiz", HTMLElement);
    this.#tab = part(page, "quiz-tab", HTMLButtonElement);
    this.#classroom = classroom;
    this.#translator = translator;
    this.#announcer = announcer;
    part(this.#root, "quiz-fold", HTMLButtonElement).addEventListener("click", () => this.#fold(true));
    this.#tab.addEventListener("click", () => this.#fold(false));
    this.#root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#fold(true);
    });
    this.#timer = new QuizTimer({ root: this.#root, tab: this.#tab }, classroom, translator, announcer);
  }

  show() {
    const { quiz } = this.#classroom.state;
    const page = pageOf(quiz);
    const isSeen = page !== null && this.#classroom.feed !== null;
    const isFolded = quiz.card?.isFolded === true;
    this.#root.hidden = !isSeen || isFolded;
    this.#tab.hidden = !isSeen || !isFolded;
    if (page === null || !isSeen) return;
    this.#draw(page, quiz);
    if (quiz.serial !== this.#shownSerial) this.#arrive(quiz.serial, page);
    this.#timer.show();
  }

  /** @param {boolean} isFolded */
  #fold(isFolded) {
    this.#note({ type: "card_folded", isFolded });
    if (isFolded) this.#tab.focus();
    else this.#focusTitle();
  }

  /**
   * Something new is on the card: whoever is not writing elsewhere is brought to it.
   * @param {number} serial
   * @param {Page} page
   */
  #arrive(serial, page) {
    this.#shownSerial = serial;
    const text = page.result === null ? "quiz.arrived" : "result.title";
    this.#announcer.say(this.#translator.say(text));
    const isWriting = document.activeElement?.matches("textarea, input:not([type=checkbox], [type=radio])") === true;
    const isHere = this.#root.contains(document.activeElement);
    if (!isWriting || isHere) this.#focusTitle();
  }

  #focusTitle() {
    const title = this.#root.querySelector("#quiz-title");
    if (title instanceof HTMLElement) title.focus({ preventScroll: true });
  }

  /**
   * Drawn anew only when something other than the draft has changed: fields keep their focus while they are used.
   * @param {Page} page
   * @param {QuizState} quiz
   */
  #draw(page, quiz) {
    const { runId, run, question, index } = page;
    const answer = answerTo(quiz, runId, question.question_id);
    const signature = JSON.stringify([
      this.#translator.language,
      [runId, index, run?.state, run?.allows_change, page.result !== null, this.#classroom.part],
      answer && [answer.place, answer.detail, answer.answerId],
    ]);
    if (signature === this.#drawn) return this.#showFoot(page, quiz);
    const focused = focusMark(this.#root);
    this.#drawn = signature;
    const body = part(this.#root, "quiz-body", HTMLElement);
    body.replaceChildren(...this.#body(page, quiz).filter((node) => node !== null));
    this.#showFoot(page, quiz);
    if (focused !== null && !restoreFocus(this.#root, focused)) this.#focusTitle();
    if (run?.state === "open" && this.#classroom.feed !== null) this.#noteShown(runId, question.question_id);
  }

  /**
   * @param {string} runId
   * @param {string} questionId
   */
  #noteShown(runId, questionId) {
    const atMs = Math.round(this.#classroom.feed?.boxMs ?? 0);
    this.#classroom.feed?.note({ type: "question_shown", runId, questionId, atMs });
  }

  /**
   * @param {Page} page
   * @param {QuizState} quiz
   * @returns {(Node | null)[]}
   */
  #body(page, quiz) {
    const { question, result } = page;
    const title = make("h2", { of: "quiz__question", text: question.text, with: { id: "quiz-title", tabindex: "-1" } });
    const head = [title, this.#image(question)];
    if (result !== null) return [...head, this.#resultOf(page, result)];
    return [...head, this.#field(page, quiz), this.#whereabouts(page, quiz)];
  }

  /** @param {PublicQuestion} question */
  #image({ image_url: url }) {
    // Only the box's own pictures: an address from elsewhere would tell another server who is in class.
    if (url === null || url === undefined || !url.startsWith("/") || url.startsWith("//")) return null;
    const image = make("img", { of: "quiz__image", with: { alt: this.#translator.say("quiz.image") } });
    image.src = url;
    return image;
  }

  /**
   * @param {Page} page
   * @param {QuizState} quiz
   */
  #field(page, quiz) {
    const { runId, run, question } = page;
    if (run === null) return null;
    const answer = answerTo(quiz, runId, question.question_id);
    const isGuest = this.#classroom.part !== "student";
    const isLocked = run.state !== "open" || isGuest || (isAnswered(quiz, runId, question.question_id) && !run.allows_change);
    const begun = draftTo(quiz, runId, question.question_id);
    const isShowingStored = answer !== null && (isLocked || (begun.optionIds.length === 0 && begun.text === ""));
    return answerField({
      question,
      participantId: this.#classroom.feed?.participantId ?? "",
      draft: isShowingStored ? draftOf(answer.answer) : begun,
      isLocked,
      translator: this.#translator,
      changed: (draft) => {
        this.#classroom.feed?.note({ type: "draft_changed", runId, questionId: question.question_id, draft });
      },
      send: () => this.#send(page),
      announce: (text) => this.#announcer.say(text),
    });
  }

  /**
   * Where the answer is, in words and with a sign.
   * @param {Page} page
   * @param {QuizState} quiz
   */
  #whereabouts({ runId, run, question }, quiz) {
    const answer = answerTo(quiz, runId, question.question_id);
    const isOpen = run?.state === "open";
    const say = this.#translator.say.bind(this.#translator);
    /** @type {HTMLElement[]} */
    const lines = [];
    if (answer !== null) {
      const mayChange = answer.place === "stored" && isOpen && run.allows_change;
      const text = mayChange ? say("quiz.stored_change") : say(PLACES[answer.place], { detail: answer.detail });
      lines.push(place(answer.place, PLACE_ICONS[answer.place], text));
    }
    if (!isOpen && asksForAnswer(question)) {
      const isMissing = answer === null && this.#classroom.part === "student";
      lines.push(place("closed", "clock", say(isMissing ? "quiz.closed_unanswered" : "quiz.closed")));
    }
    if (this.#classroom.part !== "student" && isOpen) lines.push(place("closed", "hand", say("quiz.watch_only")));
    this.#sayPlace(lines.map((line) => line.textContent ?? "").join(" "), runId, question.question_id);
    return make("div", { of: "whereabouts" }, lines);
  }

  /**
   * Read out what has become of an answer; not again when somebody comes back to its question.
   * @param {string} text
   * @param {string} runId
   * @param {string} questionId
   */
  #sayPlace(text, runId, questionId) {
    const key = answerKey(runId, questionId);
    if (text === "" || this.#saidPlaces.get(key) === text) return;
    this.#saidPlaces.set(key, text);
    this.#announcer.say(text);
  }

  /**
   * @param {Page} page
   * @param {RunResult} result
   */
  #resultOf({ run, question }, result) {
    const revealed = result.questions.find((each) => each.question.question_id === question.question_id);
    if (revealed === undefined) return null;
    return resultOfQuestion({
      revealed,
      own: result.own.find((each) => each.question_id === question.question_id),
      participantId: this.#classroom.feed?.participantId ?? "",
      hasPoints: run !== null && run.scoring !== "accuracy",
      translator: this.#translator,
    });
  }

  /**
   * @param {Page} page
   * @param {QuizState} quiz
   */
  #showFoot(page, quiz) {
    const { questions, index, result } = page;
    const count = questions.length;
    const say = this.#translator.say.bind(this.#translator);
    const name = say(result === null ? "quiz.title" : "result.title");
    const number = say("quiz.place", { number: index + 1, count });
    setText(part(this.#root, "quiz-place", HTMLElement), count > 1 ? number : name);
    const isStudent = this.#classroom.part === "student";
    const buttons = footButtons({ page, quiz, isStudent, translator: this.#translator, does: this.#doings(page) });
    const foot = part(this.#root, "quiz-foot", HTMLElement);
    const faces = buttons.map((each) => `${each.textContent}${each.disabled}`);
    const signature = [...faces, nextOpenRun(quiz, page.runId)?.run_id, this.#drawn].join("|");
    if (foot.dataset.signature === signature) return;
    const hadFocus = foot.contains(document.activeElement);
    foot.dataset.signature = signature;
    foot.replaceChildren(...buttons);
    foot.hidden = buttons.length === 0;
    if (hadFocus) this.#focusTitle();
  }

  /** @param {Page} page */
  #doings(page) {
    const { entrance } = this.#classroom;
    return {
      send: () => this.#send(page),
      close: () => this.#note({ type: "card_closed" }),
      takePart: () => entrance.dispatch({ type: "take_part" }),
      fold: () => this.#fold(true),
      openRun: (/** @type {string} */ runId) => this.#note({ type: "card_opened", runId }),
      move: (/** @type {number} */ index) => {
        this.#note({ type: "card_moved", index });
        this.#focusTitle();
      },
    };
  }

  /** @param {import("../quiz/quiz_state.js").CardEvent} event */
  #note(event) {
    this.#classroom.feed?.note(event);
    this.show();
  }

  /** @param {Page} page */
  #send({ runId, question }) {
    const { quiz } = this.#classroom.state;
    const answer = answerOf(question, draftTo(quiz, runId, question.question_id));
    if (answer === null) return;
    this.#classroom.feed?.respond(runId, question.question_id, answer);
    this.show();
    this.#goOn(runId);
  }

  /**
   * To the next question of the run that waits for an answer.
   * @param {string} runId
   */
  #goOn(runId) {
    const { quiz } = this.#classroom.state;
    const run = runOf(quiz, runId);
    if (run === null || run.questions.length < 2 || run.allows_change) return;
    const index = run.questions.findIndex(
      (question) => asksForAnswer(question) && !isAnswered(quiz, runId, question.question_id),
    );
    if (index < 0) return;
    this.#note({ type: "card_moved", index });
    this.#focusTitle();
  }
}

/**
 * @param {string} tone
 * @param {string} icon
 * @param {string} text
 */
function place(tone, icon, text) {
  return make("p", { of: `whereabouts__one whereabouts__one--${tone}` }, [
    drawing(`icon-${icon}`),
    make("span", { text }),
  ]);
}
