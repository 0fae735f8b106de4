// The quiz in words and signs: what is asked for, where an answer is, what came of it. Pure.

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../quiz/kept_answers.js").AnswerPlace} AnswerPlace
 * @typedef {Shapes["OwnResult"] | undefined} Own
 */

/** @type {Readonly<Record<Shapes["PublicQuestion"]["kind"], SentenceKey>>} */
export const TASKS = {
  single_choice: "quiz.pick_one",
  multiple_choice: "quiz.pick_many",
  true_false: "quiz.pick_one",
  numeric: "quiz.type_number",
  short_text: "quiz.type_text",
  ordering: "quiz.put_in_order",
  poll: "quiz.pick_opinion",
  slide: "quiz.read",
};

/** @type {Readonly<Record<AnswerPlace, SentenceKey>>} */
export const PLACES = {
  kept: "quiz.kept",
  sent: "quiz.sent",
  stored: "quiz.stored",
  late: "quiz.late",
  already: "quiz.already",
  refused: "quiz.refused",
};

/** @type {Readonly<Record<AnswerPlace, string>>} */
export const PLACE_ICONS = {
  kept: "device",
  sent: "send",
  stored: "check",
  late: "clock",
  already: "check",
  refused: "warning",
};

/** Shapes and letters tell options apart without their colours. */
const SHAPES = ["circle", "square", "diamond", "hexagon", "triangle", "shield"];

/** @param {number} place */
export function shapeOf(place) {
  return `shape-${SHAPES[place % SHAPES.length]}`;
}

/** @param {number} place */
export function letterOf(place) {
  return String.fromCharCode(65 + place);
}

/**
 * An option's text; true and false have none but the page's.
 * @param {Shapes["PublicQuestion"]} question
 * @param {{text: string}} option
 * @param {Translator} translator
 */
export function optionText(question, option, translator) {
  if (question.kind !== "true_false") return option.text;
  if (option.text === "true") return translator.say("quiz.true");
  return option.text === "false" ? translator.say("quiz.false") : option.text;
}

/**
 * What came of an own answer, in one word.
 * @param {Own} own
 * @returns {SentenceKey}
 */
export function markOf(own) {
  if (own === undefined || own.answer === null) return "me.unanswered";
  if (own.is_correct === null) return "me.stored";
  if (own.is_correct) return "me.right";
  return (own.credit ?? 0) > 0 ? "me.partly" : "me.wrong";
}

/**
 * The same as a sentence over the result, with its sign.
 * @param {Own} own
 * @returns {{key: SentenceKey, icon: string, tone: "good" | "part" | "bad" | "plain"}}
 */
export function verdictOf(own) {
  if (own === undefined || own.answer === null) return { key: "result.none", icon: "none", tone: "plain" };
  if (own.is_correct === null) return { key: "result.thanks", icon: "check", tone: "plain" };
  if (own.is_correct) return { key: "result.right", icon: "check", tone: "good" };
  const isPartly = (own.credit ?? 0) > 0;
  return isPartly
    ? { key: "result.partly", icon: "half", tone: "part" }
    : { key: "result.wrong", icon: "cross", tone: "bad" };
}

/**
 * A number without digits that say nothing.
 * @param {number} value
 * @param {string} language
 */
export function numberText(value, language) {
  return value.toLocaleString(language, { maximumFractionDigits: 4 });
}
