// The anonymous questions of the class: those that most share come first, answered ones last.
import { label } from "../i18n/translator.js";
import { watchCompose } from "./compose.js";
import { KeyedList } from "./keyed_list.js";
import { drawing, make, part, setText } from "./parts.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../class/class_state.js").ClassState} ClassState
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../contract.d.ts").components["schemas"]["ClassQuestionView"]} Question
 *
 * @typedef {{question: Question, isShared: boolean, isOwn: boolean}} Entry
 */

export class QuestionPanel {
  #root;
  #classroom;
  #translator;
  #list;

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(root, classroom, translator) {
    this.#root = root;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#list = new KeyedList(part(root, "question-list", HTMLElement), {
      key: (/** @type {Entry} */ entry) => entry.question.question_id,
      make: (entry) => this.#make(entry.question.question_id),
      update: (element, entry) => this.#update(element, entry),
    });
    watchCompose(part(root, "question-form", HTMLFormElement), (text) => this.#ask(text));
  }

  /** The language has changed. */
  translate() {
    this.#list.forget();
    this.show();
  }

  show() {
    const entries = inOrder(this.#classroom.state);
    this.#list.show(entries);
    part(this.#root, "questions-empty", HTMLElement).hidden = entries.length > 0;
    const isMuted = this.#classroom.state.you?.is_muted === true;
    part(this.#root, "question-form", HTMLElement).hidden = isMuted;
    part(this.#root, "questions-why", HTMLElement).hidden = !isMuted;
  }

  /** @param {string} text */
  #ask(text) {
    return (this.#classroom.feed?.say({ type: "question_ask", text }) ?? null) !== null;
  }

  /** @param {string} questionId */
  #make(questionId) {
    const upvote = make("button", { of: "upvote", with: { type: "button" } }, [
      drawing("icon-upvote"),
      make("span", { of: "upvote__count" }),
    ]);
    upvote.addEventListener("click", () => {
      const isOn = !this.#classroom.state.ownUpvotes.includes(questionId);
      this.#classroom.feed?.say({ type: "question_upvote", question_id: questionId, is_on: isOn });
    });
    const text = make("p", { of: "question__text" });
    return make("li", { of: "question" }, [upvote, make("div", {}, [text, make("p", { of: "question__tags" })])]);
  }

  /**
   * @param {HTMLElement} element
   * @param {Entry} entry
   */
  #update(element, { question, isShared, isOwn }) {
    const say = this.#translator.say.bind(this.#translator);
    element.classList.toggle("question--resolved", question.is_resolved);
    const upvote = /** @type {HTMLButtonElement} */ (element.querySelector(".upvote"));
    upvote.setAttribute("aria-pressed", String(isShared));
    upvote.disabled = question.is_resolved || isOwn;
    label(upvote, say("questions.upvote", { count: question.upvotes }));
    setText(/** @type {HTMLElement} */ (element.querySelector(".upvote__count")), String(question.upvotes));
    setText(/** @type {HTMLElement} */ (element.querySelector(".question__text")), question.text);
    /** @type {HTMLElement} */ (element.querySelector(".question__tags")).replaceChildren(
      ...(question.is_resolved ? [make("span", { of: "tag tag--good", text: say("questions.resolved") })] : []),
      ...(isOwn ? [make("span", { of: "tag", text: say("questions.yours") })] : []),
    );
  }
}

/**
 * @param {ClassState} state
 * @returns {Entry[]}
 */
export function inOrder({ questions, ownUpvotes, ownQuestions }) {
  const sorted = [...questions].sort(
    (one, other) =>
      Number(one.is_resolved) - Number(other.is_resolved) ||
      other.upvotes - one.upvotes ||
      one.asked_ms - other.asked_ms,
  );
  return sorted.map((question) => ({
    question,
    isShared: ownUpvotes.includes(question.question_id),
    isOwn: ownQuestions.includes(question.question_id),
  }));
}
