// What the quiz card shows now, out of what the page knows of the quizzes. Pure.
import { resultOf, runOf } from "../quiz/quiz_state.js";

/**
 * @typedef {import("../quiz/quiz_state.js").QuizState} QuizState
 *
 * @typedef {object} Page
 * @property {string} runId
 * @property {import("../quiz/quiz_state.js").PublicRun | null} run null for a result of an earlier visit
 * @property {import("../quiz/quiz_state.js").RunResult | null} result
 * @property {readonly import("../quiz/quiz_state.js").PublicQuestion[]} questions
 * @property {number} index
 * @property {import("../quiz/quiz_state.js").PublicQuestion} question
 */

/**
 * @param {QuizState} quiz
 * @returns {Page | null}
 */
export function pageOf(quiz) {
  if (quiz.card === null) return null;
  const { runId } = quiz.card;
  const run = runOf(quiz, runId);
  const isRevealed = run === null || run.state === "revealed";
  const result = isRevealed ? resultOf(quiz, runId) : null;
  const questions = result !== null ? result.questions.map((each) => each.question) : (run?.questions ?? []);
  const index = Math.max(0, Math.min(quiz.card.index, questions.length - 1));
  const question = questions[index];
  return question === undefined ? null : { runId, run, result, questions, index, question };
}
