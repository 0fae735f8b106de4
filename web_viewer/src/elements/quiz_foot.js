// The foot of the quiz card: the one thing to do next, and the way to the other questions of the run.
import { answerOf, asksForAnswer } from "../quiz/answer_draft.js";
import { answerTo, draftTo, isAnswered, nextOpenRun } from "../quiz/quiz_state.js";
import { button, drawing, make } from "./parts.js";

/**
 * @typedef {import("./quiz_page.js").Page} Page
 * @typedef {import("../quiz/quiz_state.js").QuizState} QuizState
 * @typedef {import("../i18n/translator.js").Translator} Translator
 *
 * @typedef {object} FootParts
 * @property {Page} page
 * @property {QuizState} quiz
 * @property {boolean} isStudent
 * @property {Translator} translator
 * @property {Doings} does
 *
 * @typedef {object} Doings what the buttons do
 * @property {() => void} send
 * @property {() => void} close
 * @property {() => void} takePart
 * @property {() => void} fold
 * @property {(index: number) => void} move
 * @property {(runId: string) => void} openRun
 */

/**
 * @param {FootParts} parts
 * @returns {HTMLButtonElement[]}
 */
export function footButtons(parts) {
  const { questions, index } = parts.page;
  const count = questions.length;
  const main = mainButton(parts);
  return [
    ...(count > 1 ? [step(parts, "quiz.previous", index - 1, index > 0)] : []),
    ...(main === null ? [] : [main]),
    ...(count > 1 ? [step(parts, "quiz.next", index + 1, index < count - 1)] : []),
  ];
}

/**
 * @param {FootParts} parts
 * @returns {HTMLButtonElement | null}
 */
function mainButton(parts) {
  const { page, quiz, isStudent, translator, does } = parts;
  const { runId, run, question, result } = page;
  if (result !== null) return act(translator.say("quiz.close"), does.close);
  if (!isStudent) return act(translator.say("part.take"), does.takePart);
  if (!asksForAnswer(question)) return gotIt(parts);
  const answered = isAnswered(quiz, runId, question.question_id);
  if (run?.state === "open" && (!answered || run.allows_change)) return sendButton(parts, answered);
  const other = nextOpenRun(quiz, runId);
  return other === null ? null : act(translator.say("quiz.another"), () => does.openRun(other.run_id));
}

/** @param {FootParts} parts */
function gotIt({ page, translator, does }) {
  const isLast = page.index === page.questions.length - 1;
  return isLast ? act(translator.say("quiz.got_it"), does.fold) : null;
}

/**
 * @param {FootParts} parts
 * @param {boolean} answered
 */
function sendButton({ page, quiz, translator, does }, answered) {
  const { runId, question } = page;
  const next = answerOf(question, draftTo(quiz, runId, question.question_id));
  const given = answerTo(quiz, runId, question.question_id);
  const isSame = answered && JSON.stringify(next) === JSON.stringify(given?.answer);
  const first = question.kind === "ordering" ? "quiz.send_order" : "quiz.send";
  const send = act(translator.say(answered ? "quiz.send_again" : first), does.send);
  send.disabled = next === null || isSame;
  return send;
}

/**
 * @param {string} text
 * @param {() => void} pressed
 */
function act(text, pressed) {
  return button(text, "button button--primary quiz__act", pressed);
}

/**
 * @param {FootParts} parts
 * @param {"quiz.previous" | "quiz.next"} key
 * @param {number} index
 * @param {boolean} isPossible
 */
function step({ translator, does }, key, index, isPossible) {
  const isNext = key === "quiz.next";
  const made = button("", `button button--soft quiz__step${isNext ? " quiz__step--next" : ""}`, () => does.move(index));
  const icon = drawing(isNext ? "icon-next" : "icon-previous");
  const text = make("span", { text: translator.say(key) });
  made.append(...(isNext ? [text, icon] : [icon, text]));
  made.disabled = !isPossible;
  return made;
}
