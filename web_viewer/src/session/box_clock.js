// The box's clock as this page knows it: an offset to the page's own, from the quickest exchange so far. Pure.

/**
 * @typedef {object} BoxClock
 * @property {number} offsetMs what to add to the page's clock
 * @property {number} roundTripMs of the exchange that gave it: the error is at most half of it
 * @property {number} atMs when it was measured, on the page's clock
 *
 * @typedef {object} ClockSample
 * @property {number} sentMs on the page's clock
 * @property {number} receivedMs on the page's clock
 * @property {number} serverMs on the box's clock, between the two
 */

/** Two quartz clocks part by some 50 ppm: after this long, a fresh slow measurement beats an old quick one. */
const OLD_AFTER_MS = 300_000;

/**
 * @param {BoxClock | null} clock
 * @param {ClockSample} sample
 * @returns {BoxClock}
 */
export function adjusted(clock, sample) {
  const roundTripMs = Math.max(0, sample.receivedMs - sample.sentMs);
  const isOld = clock === null || sample.receivedMs - clock.atMs > OLD_AFTER_MS;
  if (!isOld && roundTripMs > clock.roundTripMs) return clock;
  const offsetMs = sample.serverMs + roundTripMs / 2 - sample.receivedMs;
  return { offsetMs, roundTripMs, atMs: sample.receivedMs };
}

/**
 * @param {BoxClock | null} clock
 * @param {number} nowMs on the page's clock
 */
export function boxTime(clock, nowMs) {
  return nowMs + (clock?.offsetMs ?? 0);
}
