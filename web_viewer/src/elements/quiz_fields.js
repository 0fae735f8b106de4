// What a question is answered with: options to touch, a field to type into. Ordering has its own module.
import { ANSWER_MAX_CHARACTERS, asksForOne, withOption } from "../quiz/answer_draft.js";
import { inOwnOrder } from "../quiz/option_order.js";
import { readNumber } from "../quiz/typed_number.js";
import { drawing, make } from "./parts.js";
import { orderingField } from "./quiz_ordering.js";
import { TASKS, letterOf, optionText, shapeOf } from "./quiz_words.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]["PublicQuestion"]} PublicQuestion
 * @typedef {import("../contract.d.ts").components["schemas"]["PublicOption"]} PublicOption
 * @typedef {import("../quiz/answer_draft.js").Draft} Draft
 * @typedef {import("../i18n/translator.js").Translator} Translator
 *
 * @typedef {object} Asked a question and what is to happen with its answer
 * @property {PublicQuestion} question
 * @property {string} participantId whose order the options have
 * @property {Draft} draft
 * @property {boolean} isLocked nothing can be changed any more
 * @property {Translator} translator
 * @property {(draft: Draft) => void} changed
 * @property {() => void} send
 * @property {(text: string) => void} announce
 */

/**
 * The field of a question; null where nothing is asked.
 * @param {Asked} asked
 * @returns {HTMLElement | null}
 */
export function answerField(asked) {
  switch (asked.question.kind) {
    case "slide":
      return null;
    case "numeric":
    case "short_text":
      return typedField(asked);
    case "ordering":
      return orderingField(asked);
    default:
      return optionField(asked);
  }
}

/**
 * Options in the student's own order; true comes before false for everybody.
 * @param {PublicQuestion} question
 * @param {string} participantId
 * @returns {PublicOption[]}
 */
export function shownOptions(question, participantId) {
  if (question.kind !== "true_false") return inOwnOrder(question.options, participantId);
  return [...question.options].sort((one) => (one.text === "true" ? -1 : 1));
}

/** @param {Asked} asked */
function optionField(asked) {
  const { question, draft, isLocked, translator } = asked;
  const legend = make("legend", { of: "quiz__task", text: translator.say(TASKS[question.kind]) });
  const field = make("fieldset", { of: "options" }, [legend]);
  field.disabled = isLocked;
  const isShort = question.options.every((option) => option.text.length <= 24);
  field.classList.toggle("options--two", isShort && question.options.length >= 2);
  let current = draft;
  shownOptions(question, asked.participantId).forEach((option, place) => {
    const input = make("input", { with: { type: asksForOne(question) ? "radio" : "checkbox", name: "option" } });
    input.value = option.id;
    input.checked = draft.optionIds.includes(option.id);
    input.addEventListener("change", () => {
      current = withOption(question, current, option.id);
      asked.changed(current);
    });
    const text = make("span", { of: "option__text", text: optionText(question, option, translator) });
    const chosen = drawing("icon-check", "icon option__check");
    field.append(make("label", { of: "option" }, [input, badge(place), text, chosen]));
  });
  return field;
}

/**
 * Shape and letter of a place; the same in question and result.
 * @param {number} place
 */
export function badge(place) {
  const element = make("span", { of: `mark mark--${place % 6}`, with: { "aria-hidden": "true" } }, [
    drawing(shapeOf(place), "mark__shape"),
    make("span", { of: "mark__letter", text: letterOf(place) }),
  ]);
  return element;
}

/** @param {Asked} asked */
function typedField(asked) {
  const { question, draft, isLocked, translator } = asked;
  const isNumber = question.kind === "numeric";
  const label = make("label", {
    of: "quiz__task",
    text: translator.say(TASKS[question.kind]),
    with: { for: "typed-answer" },
  });
  const input = make("input", {
    of: "field__input field__input--answer",
    with: {
      id: "typed-answer",
      maxlength: String(ANSWER_MAX_CHARACTERS),
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "send",
      "aria-describedby": "typed-answer-why",
    },
  });
  // "decimal" has no minus on some phones; the text keyboard of those has all.
  if (isNumber) input.inputMode = "text";
  input.value = draft.text;
  input.readOnly = isLocked;
  const why = make("p", { of: "field__error", with: { id: "typed-answer-why" } });
  const judge = () => {
    const isWrong = isNumber && input.value.trim() !== "" && readNumber(input.value) === null;
    why.textContent = isWrong ? translator.say("quiz.type_number_wrong") : "";
    if (isWrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", () => {
    input.removeAttribute("aria-invalid");
    why.textContent = "";
    asked.changed({ optionIds: [], text: input.value });
  });
  input.addEventListener("change", judge);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    judge();
    asked.send();
  });
  return make("div", { of: "typed" }, [label, input, why]);
}
