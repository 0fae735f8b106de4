// Answers by plain requests, for a network that lets no live socket through.
import { readProblem } from "../session/joining.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {import("../quiz/kept_answers.js").KeptAnswer} KeptAnswer
 * @typedef {import("../quiz/quiz_state.js").CardEvent} CardEvent
 */

const REQUEST_DEADLINE_MS = 5000;

/**
 * @param {KeptAnswer} answer
 * @param {string | null} token
 * @returns {Promise<Extract<CardEvent, {type: "answer_stored" | "answer_refused"}> | null>} null when the box did not say
 */
export async function respondPlainly(answer, token) {
  if (token === null) return null;
  /** @type {Shapes["RespondRequest"]} */
  const request = {
    run_id: answer.runId,
    question_id: answer.questionId,
    answer_id: answer.answerId,
    answer: answer.answer,
    elapsed_ms: answer.elapsedMs,
  };
  try {
    const response = await fetch("/quiz/respond", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    });
    if (response.ok) return { type: "answer_stored", answerId: answer.answerId };
    if (response.status >= 500 || response.status === 429 || response.status === 401) return null;
    const { code, detail } = await readProblem(response);
    return { type: "answer_refused", answerId: answer.answerId, code, detail };
  } catch {
    return null;
  }
}
