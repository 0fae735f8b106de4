// The browser's storage for answers that are being made, and for when each question was first shown: a reload in the
// middle loses neither.
import { recallShape, remember } from "../session/memory.js";

/**
 * @typedef {import("./answer_draft.js").Draft} Draft
 *
 * @typedef {object} Started a question that somebody has begun to answer
 * @property {number} shownMs on the box's clock
 * @property {Draft} draft
 *
 * By `answerKey`.
 * @typedef {Record<string, Started>} Drafts
 */

/** More questions than this are not open at once. */
const DRAFTS_MAX = 100;

/** @param {string} owner the participant and class that they belong to */
export function loadDrafts(owner) {
  const kept = recallShape("drafts", isKept);
  return kept?.owner === owner ? kept.drafts : {};
}

/**
 * @param {string} owner
 * @param {Readonly<Drafts>} drafts
 */
export function keepDrafts(owner, drafts) {
  const latest = Object.fromEntries(Object.entries(drafts).slice(-DRAFTS_MAX));
  remember("drafts", JSON.stringify({ owner, drafts: latest }));
}

/**
 * @param {unknown} value
 * @returns {value is {owner: string, drafts: Drafts}}
 */
function isKept(value) {
  const kept = /** @type {{owner?: unknown, drafts?: unknown} | null} */ (value);
  if (typeof kept !== "object" || kept === null || typeof kept.owner !== "string") return false;
  if (typeof kept.drafts !== "object" || kept.drafts === null) return false;
  return Object.values(kept.drafts).every(isStarted);
}

/** @param {unknown} value */
function isStarted(value) {
  const started = /** @type {Partial<Started> | null} */ (value);
  const draft = started?.draft;
  return (
    typeof started?.shownMs === "number" &&
    typeof draft?.text === "string" &&
    Array.isArray(draft.optionIds) &&
    draft.optionIds.every((id) => typeof id === "string")
  );
}
