// Why the box did not do what was asked, in the student's language where the page knows the reason.

/**
 * @typedef {import("../class/class_state.js").Refusal} Refusal
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 */

/** @type {Readonly<Record<string, SentenceKey>>} */
const REASONS = {
  muted: "refusal.muted",
  chat_closed: "refusal.teacher_only",
  own_question: "refusal.own_question",
  too_many: "refusal.too_many",
  too_soon: "refusal.too_soon",
  storage_failed: "refusal.storage",
  storage_low: "refusal.storage",
};

/**
 * @param {Refusal} refusal
 * @param {Translator} translator
 */
export function refusalText({ code, detail }, translator) {
  const key = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return translator.say(key ?? "refusal.other", { detail });
}
