// The quizzes of this class as this student has them: runs, own answers, results, and what the card shows. Pure.
import { EMPTY_DRAFT, asksForAnswer } from "./answer_draft.js";
import { answerKey, backOnDevice, placeAfterRefusal, placed, withStored } from "./kept_answers.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["PublicRun"]} PublicRun
 * @typedef {Shapes["PublicQuestion"]} PublicQuestion
 * @typedef {Shapes["RunResultForStudent"]} RunResult
 * @typedef {import("./answer_draft.js").Draft} Draft
 * @typedef {import("./draft_shelf.js").Drafts} Drafts
 * @typedef {import("./kept_answers.js").Answers} Answers
 * @typedef {import("./kept_answers.js").KeptAnswer} KeptAnswer
 *
 * What the card over the picture shows; `runId` of a result without its run too.
 * @typedef {{runId: string, index: number, isFolded: boolean}} Card
 *
 * @typedef {object} QuizState
 * @property {readonly PublicRun[]} runs in the order in which they were opened
 * @property {readonly RunResult[]} results
 * @property {Answers} answers
 * @property {Readonly<Drafts>} drafts
 * @property {Card | null} card
 * @property {number} serial grows when the card has something new that should be looked at
 *
 * What the student does with the card; no word of it leaves the page.
 * @typedef {{type: "card_moved", index: number} | {type: "card_folded", isFolded: boolean} | {type: "card_closed"}
 *   | {type: "card_opened", runId: string}
 *   | {type: "question_shown", runId: string, questionId: string, atMs: number}
 *   | {type: "draft_changed", runId: string, questionId: string, draft: Draft}
 *   | {type: "drafts_found", drafts: Drafts} | {type: "answers_found", answers: readonly KeptAnswer[]}
 *   | {type: "answer_kept", answer: KeptAnswer} | {type: "answer_sent", answerId: string}
 *   | {type: "answer_stored", answerId: string} | {type: "answer_refused", answerId: string, code: string, detail: string}
 * } CardEvent
 */

/** @type {QuizState} */
export const NO_QUIZ = { runs: [], results: [], answers: {}, drafts: {}, card: null, serial: 0 };

/** Older runs of a long day are in the student's own data, not on the page. */
const RUNS_MAX = 60;

/**
 * @param {QuizState} quiz
 * @param {CardEvent} event
 * @returns {QuizState}
 */
export function advanceCard(quiz, event) {
  switch (event.type) {
    case "card_moved":
      return quiz.card === null ? quiz : { ...quiz, card: { ...quiz.card, index: event.index } };
    case "card_folded":
      return quiz.card === null ? quiz : { ...quiz, card: { ...quiz.card, isFolded: event.isFolded } };
    case "card_closed":
      return { ...quiz, card: null };
    case "card_opened":
      return { ...quiz, card: cardOf(quiz, event.runId) };
    case "question_shown":
      return shown(quiz, event);
    case "draft_changed":
      return drafted(quiz, event);
    case "drafts_found":
      return { ...quiz, drafts: { ...event.drafts, ...quiz.drafts } };
    default:
      return { ...quiz, answers: answersAfter(quiz.answers, event) };
  }
}

/**
 * The box told of a run.
 * @param {QuizState} quiz
 * @param {PublicRun} run
 * @returns {QuizState}
 */
export function withRun(quiz, run) {
  const before = quiz.runs.find((each) => each.run_id === run.run_id);
  const others = quiz.runs.filter((each) => each.run_id !== run.run_id);
  const runs = [...others, run].sort(byOpening).slice(-RUNS_MAX);
  const next = { ...quiz, runs };
  const isNewlyOpen = run.state === "open" && before?.state !== "open";
  if (!isNewlyOpen) return next;
  return { ...next, card: cardOf(next, run.run_id), serial: quiz.serial + 1 };
}

/**
 * The box revealed a run.
 * @param {QuizState} quiz
 * @param {PublicRun} run
 * @param {RunResult} result
 * @returns {QuizState}
 */
export function withResult(quiz, run, result) {
  const next = withRun(quiz, run);
  const others = next.results.filter((each) => each.run_id !== result.run_id);
  const results = [...others, result].slice(-RUNS_MAX);
  // Whoever is answering another run now is left alone.
  const isBusy = next.card !== null && next.card.runId !== run.run_id && stateOf(next, next.card.runId) === "open";
  if (isBusy) return { ...next, results };
  return { ...next, results, card: { runId: run.run_id, index: 0, isFolded: false }, serial: next.serial + 1 };
}

/**
 * Everything anew from a snapshot. What the device still has to send stays, and so does the card where it can.
 * @param {QuizState} quiz
 * @param {Shapes["Snapshot"]} snapshot
 * @returns {QuizState}
 */
export function fromSnapshot(quiz, snapshot) {
  const whose = { sessionId: snapshot.session.session_id, participantId: snapshot.you.person_id };
  const answers = withStored(backOnDevice(quiz.answers), snapshot.own_answers, whose);
  const results = [...quiz.results.filter((old) => !isAmong(snapshot.results, old.run_id)), ...snapshot.results];
  const revealed = quiz.runs.filter((run) => run.state === "revealed" && !isAmong(snapshot.runs, run.run_id));
  const runs = [...revealed, ...snapshot.runs].sort(byOpening);
  const next = { ...quiz, runs, results, answers };
  if (next.card !== null && isKnown(next, next.card.runId)) return next;
  const current = [...runs].reverse().find((run) => run.state === "open" || run.state === "closed");
  return { ...next, card: current ? cardOf(next, current.run_id) : null, serial: quiz.serial + (current ? 1 : 0) };
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 */
export function runOf(quiz, runId) {
  return quiz.runs.find((run) => run.run_id === runId) ?? null;
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 */
export function resultOf(quiz, runId) {
  return quiz.results.find((result) => result.run_id === runId) ?? null;
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 * @param {string} questionId
 */
export function answerTo(quiz, runId, questionId) {
  return quiz.answers[answerKey(runId, questionId)] ?? null;
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 * @param {string} questionId
 */
export function draftTo(quiz, runId, questionId) {
  return quiz.drafts[answerKey(runId, questionId)]?.draft ?? EMPTY_DRAFT;
}

/**
 * How many questions of a run ask for an answer, and how many have one that counts.
 * @param {QuizState} quiz
 * @param {PublicRun} run
 */
export function progress(quiz, run) {
  const asked = run.questions.filter(asksForAnswer);
  const answered = asked.filter((question) => isAnswered(quiz, run.run_id, question.question_id));
  return { asked: asked.length, answered: answered.length };
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 * @param {string} questionId
 */
export function isAnswered(quiz, runId, questionId) {
  const place = answerTo(quiz, runId, questionId)?.place;
  return place !== undefined && place !== "late" && place !== "refused";
}

/**
 * Another open run that still waits for answers.
 * @param {QuizState} quiz
 * @param {string} runId
 */
export function nextOpenRun(quiz, runId) {
  const isWaiting = (/** @type {PublicRun} */ run) => {
    const { asked, answered } = progress(quiz, run);
    return run.run_id !== runId && run.state === "open" && answered < asked;
  };
  return quiz.runs.find(isWaiting) ?? null;
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 * @returns {Card | null}
 */
function cardOf(quiz, runId) {
  const run = runOf(quiz, runId);
  if (run === null && resultOf(quiz, runId) === null) return null;
  const isRevealed = run === null || run.state === "revealed";
  const isOpenQuestion = (/** @type {PublicQuestion} */ question) =>
    asksForAnswer(question) && !isAnswered(quiz, runId, question.question_id);
  const index = isRevealed ? 0 : run.questions.findIndex(isOpenQuestion);
  return { runId, index: Math.max(0, index), isFolded: false };
}

/**
 * @param {QuizState} quiz
 * @param {Extract<CardEvent, {type: "question_shown"}>} event
 */
function shown(quiz, event) {
  const key = answerKey(event.runId, event.questionId);
  if (quiz.drafts[key] !== undefined) return quiz;
  return { ...quiz, drafts: { ...quiz.drafts, [key]: { shownMs: event.atMs, draft: EMPTY_DRAFT } } };
}

/**
 * @param {QuizState} quiz
 * @param {Extract<CardEvent, {type: "draft_changed"}>} event
 */
function drafted(quiz, event) {
  const key = answerKey(event.runId, event.questionId);
  const started = quiz.drafts[key] ?? { shownMs: 0, draft: EMPTY_DRAFT };
  return { ...quiz, drafts: { ...quiz.drafts, [key]: { ...started, draft: event.draft } } };
}

/**
 * @param {Answers} answers
 * @param {CardEvent} event
 * @returns {Answers}
 */
function answersAfter(answers, event) {
  switch (event.type) {
    case "answers_found": {
      const found = event.answers.map((answer) => [answerKey(answer.runId, answer.questionId), answer]);
      return { ...Object.fromEntries(found), ...answers };
    }
    case "answer_kept":
      return { ...answers, [answerKey(event.answer.runId, event.answer.questionId)]: event.answer };
    case "answer_sent":
      return placed(answers, event.answerId, "sent");
    case "answer_stored":
      return placed(answers, event.answerId, "stored");
    case "answer_refused":
      return placed(answers, event.answerId, placeAfterRefusal(event.code), event.detail);
    default:
      return answers;
  }
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 */
function stateOf(quiz, runId) {
  return runOf(quiz, runId)?.state ?? null;
}

/**
 * @param {QuizState} quiz
 * @param {string} runId
 */
function isKnown(quiz, runId) {
  return runOf(quiz, runId) !== null || resultOf(quiz, runId) !== null;
}

/**
 * @param {readonly {run_id: string}[]} list
 * @param {string} runId
 */
function isAmong(list, runId) {
  return list.some((each) => each.run_id === runId);
}

/**
 * @param {PublicRun} one
 * @param {PublicRun} other
 */
function byOpening(one, other) {
  return (one.opened_ms ?? 0) - (other.opened_ms ?? 0) || (one.run_id < other.run_id ? -1 : 1);
}
