// Times as people read them. Pure.

/**
 * Whole seconds that are left, never less than none.
 * @param {number} endsMs
 * @param {number} nowMs on the same clock
 */
export function secondsLeft(endsMs, nowMs) {
  return Math.max(0, Math.ceil((endsMs - nowMs) / 1000));
}

/**
 * "1:05", "12:00".
 * @param {number} seconds
 */
export function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * The time of day of a moment on the box's clock, where the person is.
 * @param {number} boxMs
 * @param {string} language
 */
export function timeOfDay(boxMs, language) {
  return new Date(boxMs).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}
