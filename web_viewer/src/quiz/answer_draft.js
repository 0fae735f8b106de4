// An answer that is being made: what has been picked or typed so far, and whether it can be sent. Pure.
import { readNumber } from "./typed_number.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["AnswerBody"]} AnswerBody
 * @typedef {Shapes["PublicQuestion"]} PublicQuestion
 *
 * @typedef {object} Draft
 * @property {readonly string[]} optionIds picked ones; of an ordering question all, in order
 * @property {string} text as typed
 */

/** @type {Draft} */
export const EMPTY_DRAFT = { optionIds: [], text: "" };

/** The box refuses longer ones. */
export const ANSWER_MAX_CHARACTERS = 500;

/**
 * @param {PublicQuestion} question
 * @returns {boolean} whether exactly one option is asked for
 */
export function asksForOne(question) {
  return question.kind === "single_choice" || question.kind === "true_false" || question.kind === "poll";
}

/** @param {PublicQuestion} question */
export function asksForAnswer(question) {
  return question.kind !== "slide";
}

/**
 * An option was touched.
 * @param {PublicQuestion} question
 * @param {Draft} draft
 * @param {string} optionId
 * @returns {Draft}
 */
export function withOption(question, draft, optionId) {
  if (asksForOne(question)) return { ...draft, optionIds: [optionId] };
  const isPicked = draft.optionIds.includes(optionId);
  const optionIds = isPicked ? draft.optionIds.filter((id) => id !== optionId) : [...draft.optionIds, optionId];
  return { ...draft, optionIds };
}

/**
 * An option was moved to another place.
 * @param {readonly string[]} order
 * @param {string} optionId
 * @param {number} place
 * @returns {string[]}
 */
export function movedTo(order, optionId, place) {
  const rest = order.filter((id) => id !== optionId);
  if (rest.length === order.length) return [...order];
  const bounded = Math.max(0, Math.min(place, rest.length));
  return [...rest.slice(0, bounded), optionId, ...rest.slice(bounded)];
}

/**
 * What would be sent, or null while there is no answer yet.
 * @param {PublicQuestion} question
 * @param {Draft} draft
 * @returns {AnswerBody | null}
 */
export function answerOf(question, draft) {
  const nothing = { option_ids: [], number: null, text: null };
  switch (question.kind) {
    case "numeric": {
      const number = readNumber(draft.text);
      return number === null ? null : { ...nothing, number };
    }
    case "short_text": {
      const text = draft.text.trim().slice(0, ANSWER_MAX_CHARACTERS);
      return text === "" ? null : { ...nothing, text };
    }
    case "slide":
      return null;
    default:
      return draft.optionIds.length === 0 ? null : { ...nothing, option_ids: [...draft.optionIds] };
  }
}

/**
 * The draft that an answer came from, to show it again.
 * @param {AnswerBody} answer
 * @returns {Draft}
 */
export function draftOf(answer) {
  const text = answer.text ?? (answer.number === null ? "" : String(answer.number));
  return { optionIds: answer.option_ids, text };
}
