// How long to wait before trying again. No timer lives here.

/** Shortest and longest pause between two tries, in milliseconds. */
export const FIRST_PAUSE_MS = 250;
export const LONGEST_PAUSE_MS = 5000;

/** A server may ask for a longer pause, but a lesson is short: nobody is sent away for more than this. */
export const LONGEST_REQUESTED_PAUSE_MS = 30_000;

/**
 * The pause before try number `attempt` (0 is the first): doubling, and spread, so that a class does not return as one.
 * @param {number} attempt
 * @param {number} chance in [0, 1)
 * @returns {number} milliseconds
 */
export function pauseBefore(attempt, chance) {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS);
  return Math.round(whole * (0.5 + chance / 2));
}

/**
 * The pause that a server asked for, never shortened; lengthened by up to a fifth, so that not all come together.
 * @param {number} requestedMs
 * @param {number} chance in [0, 1)
 */
export function requestedPause(requestedMs, chance) {
  const bounded = Math.min(Math.max(requestedMs, FIRST_PAUSE_MS), LONGEST_REQUESTED_PAUSE_MS);
  return Math.round(bounded * (1 + chance / 5));
}

/**
 * Read a Retry-After header: seconds or an HTTP date.
 * @param {string | null} header
 * @param {number} nowMs wall clock, as Date.now()
 * @returns {number | null} milliseconds, or null when the header says nothing usable
 */
export function parseRetryAfter(header, nowMs) {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const moment = text.endsWith("GMT") ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? null : Math.max(0, moment - nowMs);
}
