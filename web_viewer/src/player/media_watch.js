// Decides from getStats samples whether the picture still lives. Pure: a watch is a value, a sample makes the next one.

/**
 * @typedef {object} Sample
 * @property {number} atMs
 * @property {number} bytesReceived on the transport, including RTCP and ICE answers
 * @property {number} packetsReceived video RTP
 * @property {number} framesDecoded
 * @property {number} packetsSent video RTP that the box says it has sent (its sender reports)
 *
 * @typedef {object} Circumstances
 * @property {boolean} isStageLive whether the box says that a picture arrives on stage
 * @property {boolean} isVisible a hidden tab may stop decoding by design
 *
 * @typedef {object} MediaWatch
 * @property {Sample | null} last
 * @property {number} bytesAtMs when bytes last grew
 * @property {number} framesAtMs when a frame was last decoded, or need not have been
 * @property {boolean} isOwedPicture video was sent to us since the last decoded frame
 * @property {number} probedAtMs when the box was last asked about a silence
 *
 * @typedef {"fine" | "probe" | "stalled"} Verdict
 */

/** Without one byte for this long the box is asked whether it still knows us; it answers within a round trip. */
export const PROBE_AFTER_MS = 1500;
const PROBE_EVERY_MS = 3000;

/** A picture that is being sent and is not shown for this long is frozen. */
export const FROZEN_AFTER_MS = 3000;

/** ICE answers alone arrive every 2.5 s, so that a longer silence means a dead path whatever is on stage. */
export const DEAD_AFTER_MS = 7000;

/** The timer itself was asleep (lid closed, tab frozen): old counters prove nothing. */
const SLEPT_AFTER_MS = 5000;

/** @type {MediaWatch} */
export const NEW_WATCH = { last: null, bytesAtMs: 0, framesAtMs: 0, isOwedPicture: false, probedAtMs: -Infinity };

/**
 * @param {MediaWatch} watch
 * @param {Sample} sample
 * @param {Circumstances} circumstances
 * @returns {[MediaWatch, Verdict]}
 */
export function observe(watch, sample, circumstances) {
  const last = watch.last;
  const hasSlept = last !== null && sample.atMs - last.atMs > SLEPT_AFTER_MS;
  if (last === null || hasSlept) return [freshWatch(sample), hasSlept ? "probe" : "fine"];
  const next = { ...watch, last: sample };
  if (sample.bytesReceived > last.bytesReceived) next.bytesAtMs = sample.atMs;
  const isSent = sample.packetsReceived > last.packetsReceived || sample.packetsSent > last.packetsSent;
  next.isOwedPicture = watch.isOwedPicture || isSent;
  const mayRest = !circumstances.isStageLive || !circumstances.isVisible;
  if (sample.framesDecoded > last.framesDecoded || mayRest) {
    next.framesAtMs = sample.atMs;
    next.isOwedPicture = false;
  }
  return judge(next, sample.atMs);
}

/**
 * Whether the path has been silent for longer than a living one ever is.
 * @param {MediaWatch} watch
 * @param {number} nowMs
 */
export function isSilent(watch, nowMs) {
  return watch.last !== null && nowMs - watch.bytesAtMs >= PROBE_AFTER_MS;
}

/** @param {Sample} sample */
function freshWatch(sample) {
  return { last: sample, bytesAtMs: sample.atMs, framesAtMs: sample.atMs, isOwedPicture: false, probedAtMs: -Infinity };
}

/**
 * @param {MediaWatch} watch
 * @param {number} nowMs
 * @returns {[MediaWatch, Verdict]}
 */
function judge(watch, nowMs) {
  const silentMs = nowMs - watch.bytesAtMs;
  if (silentMs >= DEAD_AFTER_MS) return [watch, "stalled"];
  if (watch.isOwedPicture && nowMs - watch.framesAtMs >= FROZEN_AFTER_MS) return [watch, "stalled"];
  if (isSilent(watch, nowMs) && nowMs - watch.probedAtMs >= PROBE_EVERY_MS) {
    return [{ ...watch, probedAtMs: nowMs }, "probe"];
  }
  return [watch, "fine"];
}
