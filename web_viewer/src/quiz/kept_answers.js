// The answers of this device until the box has them: what lies in the browser's storage, and what comes of each. Pure.

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 *
 * Where an answer is: kept on the device, sent and not yet acknowledged, stored on the box, come too late, or not taken.
 * @typedef {"kept" | "sent" | "stored" | "late" | "already" | "refused"} AnswerPlace
 *
 * @typedef {object} KeptAnswer
 * @property {string} sessionId
 * @property {string} participantId
 * @property {string} runId
 * @property {string} questionId
 * @property {string} answerId made here; sent again it is the same answer
 * @property {Shapes["AnswerBody"]} answer
 * @property {number} elapsedMs
 * @property {AnswerPlace} place
 * @property {string} detail why it was refused, in the box's words
 *
 * By `answerKey`: one per question.
 * @typedef {Readonly<Record<string, KeptAnswer>>} Answers
 */

/** Of a whole day of lessons; more means that something is wrong, and the oldest go. */
export const KEPT_MAX = 200;

/** What the box says when an answer came after the deadline. */
const LATE = new Set(["too_late", "not_open", "session_ended"]);

/** The box could not, or not now: the answer stays here and is sent again. */
const PASSING = new Set([
  "storage_failed",
  "storage_low",
  "too_many",
  "capacity_exceeded",
  "internal_error",
  "not_signed_in",
  "token_expired",
]);

/**
 * @param {string} runId
 * @param {string} questionId
 */
export function answerKey(runId, questionId) {
  return `${runId}.${questionId}`;
}

/**
 * Whether this answer still has to reach the box.
 * @param {KeptAnswer} answer
 */
export function isPending(answer) {
  return answer.place === "kept" || answer.place === "sent";
}

/**
 * The same answers with the one of this id in another place.
 * @param {Answers} answers
 * @param {string} answerId
 * @param {AnswerPlace} place
 * @param {string} detail
 * @returns {Answers}
 */
export function placed(answers, answerId, place, detail = "") {
  const found = Object.entries(answers).find(([, answer]) => answer.answerId === answerId);
  if (found === undefined) return answers;
  const [key, answer] = found;
  return { ...answers, [key]: { ...answer, place, detail } };
}

/**
 * What a refusal means for the answer.
 * @param {string} code
 * @returns {AnswerPlace}
 */
export function placeAfterRefusal(code) {
  if (PASSING.has(code)) return "kept";
  if (LATE.has(code)) return "late";
  return code === "already_answered" ? "already" : "refused";
}

/**
 * Everything that was sent and not acknowledged has to be sent again.
 * @param {Answers} answers
 * @returns {Answers}
 */
export function backOnDevice(answers) {
  const entries = Object.entries(answers);
  if (!entries.some(([, answer]) => answer.place === "sent")) return answers;
  return Object.fromEntries(
    entries.map(([key, answer]) => [key, answer.place === "sent" ? { ...answer, place: "kept" } : answer]),
  );
}

/**
 * Answers as the box has them; what is still on its way from here is newer.
 * @param {Answers} answers
 * @param {readonly Shapes["OwnAnswer"][]} onBox
 * @param {{sessionId: string, participantId: string}} whose
 * @returns {Answers}
 */
export function withStored(answers, onBox, whose) {
  /** @type {Record<string, KeptAnswer>} */
  const next = { ...answers };
  for (const own of onBox) {
    const key = answerKey(own.run_id, own.question_id);
    const here = next[key];
    if (here !== undefined && isPending(here)) continue;
    next[key] = {
      ...whose,
      runId: own.run_id,
      questionId: own.question_id,
      answerId: here?.answerId ?? "",
      answer: own.answer,
      elapsedMs: here?.elapsedMs ?? 0,
      place: "stored",
      detail: "",
    };
  }
  return next;
}

/**
 * What belongs into the browser's storage: only what the box does not have yet.
 * @param {Answers} answers
 */
export function toKeep(answers) {
  return Object.values(answers).filter(isPending).slice(-KEPT_MAX);
}

/**
 * Whether this was written by `toKeep`.
 * @param {unknown} value
 * @returns {value is KeptAnswer[]}
 */
export function isKeptAnswers(value) {
  return Array.isArray(value) && value.length <= KEPT_MAX * 2 && value.every(isKeptAnswer);
}

/** @param {unknown} value */
function isKeptAnswer(value) {
  const answer = /** @type {Partial<KeptAnswer> | null} */ (value);
  if (typeof answer !== "object" || answer === null) return false;
  const texts = [answer.sessionId, answer.participantId, answer.runId, answer.questionId, answer.answerId];
  const body = answer.answer;
  return (
    texts.every((text) => typeof text === "string") &&
    typeof answer.elapsedMs === "number" &&
    typeof body === "object" &&
    body !== null &&
    Array.isArray(body.option_ids)
  );
}
