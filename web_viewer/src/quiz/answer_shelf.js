// The browser's storage for answers that the box does not have yet. Several tabs may use it at once: each change is
// read, made and written in one go.
import { recallShape, remember } from "../session/memory.js";
import { KEPT_MAX, isKeptAnswers } from "./kept_answers.js";

/** @typedef {import("./kept_answers.js").KeptAnswer} KeptAnswer */

/**
 * What this person still has to send to this class.
 * @param {string} sessionId
 * @param {string} participantId
 */
export function answersFor(sessionId, participantId) {
  return all().filter((answer) => answer.sessionId === sessionId && answer.participantId === participantId);
}

/**
 * @param {KeptAnswer} answer takes the place of an earlier one to the same question
 * @returns {boolean} whether it outlasts a reload
 */
export function keepAnswer(answer) {
  const others = all().filter((other) => !isSameQuestion(other, answer));
  return write([...others, { ...answer, place: /** @type {const} */ ("kept") }].slice(-KEPT_MAX));
}

/** @param {string} answerId */
export function dropAnswer(answerId) {
  const answers = all();
  const rest = answers.filter((answer) => answer.answerId !== answerId);
  if (rest.length < answers.length) write(rest);
}

function all() {
  return recallShape("answers", isKeptAnswers) ?? [];
}

/** @param {readonly KeptAnswer[]} answers */
function write(answers) {
  return remember("answers", JSON.stringify(answers));
}

/**
 * @param {KeptAnswer} one
 * @param {KeptAnswer} other
 */
function isSameQuestion(one, other) {
  return (
    one.participantId === other.participantId && one.runId === other.runId && one.questionId === other.questionId
  );
}
