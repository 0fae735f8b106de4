// Turns a getStats report into the few numbers that people and the watch need. Pure: works on any Map-like report.

/**
 * @typedef {object} Counters totals since the connection began
 * @property {number} atMs
 * @property {number} bytesReceived
 * @property {number} packetsReceived
 * @property {number} packetsLost
 * @property {number} framesDecoded
 * @property {number} packetsSent
 * @property {number} audioPacketsReceived
 * @property {number} jitterBufferDelay seconds, summed over emitted frames
 * @property {number} jitterBufferEmitted
 * @property {number} width
 * @property {number} height
 * @property {number} roundTripMs
 * @property {"udp" | "tcp" | null} transport
 *
 * @typedef {object} PictureInfo what the panel shows
 * @property {number} width
 * @property {number} height
 * @property {number} framesPerSecond
 * @property {number} lossPercent
 * @property {number} delayMs time in the jitter buffer and half a round trip
 * @property {number} kilobitsPerSecond
 * @property {"udp" | "tcp" | null} transport
 */

/** @typedef {Iterable<[string, any]> & {get(key: string): any}} StatsReport */

/**
 * @param {StatsReport} report
 * @param {number} atMs
 * @returns {Counters}
 */
export function readCounters(report, atMs) {
  const entries = [...report].map(([, entry]) => entry);
  const video = entries.find((entry) => entry.type === "inbound-rtp" && entry.kind === "video") ?? {};
  const audio = entries.find((entry) => entry.type === "inbound-rtp" && entry.kind === "audio") ?? {};
  const sent = entries.find((entry) => entry.type === "remote-outbound-rtp" && entry.kind === "video") ?? {};
  const pair = selectedPair(report, entries);
  return {
    atMs,
    bytesReceived: receivedOnAllPairs(entries),
    packetsReceived: number(video.packetsReceived),
    packetsLost: number(video.packetsLost),
    framesDecoded: number(video.framesDecoded),
    packetsSent: number(sent.packetsSent),
    audioPacketsReceived: number(audio.packetsReceived),
    jitterBufferDelay: number(video.jitterBufferDelay),
    jitterBufferEmitted: number(video.jitterBufferEmittedCount),
    width: number(video.frameWidth),
    height: number(video.frameHeight),
    roundTripMs: number(pair.currentRoundTripTime) * 1000,
    transport: transportOf(report, pair),
  };
}

/**
 * A box that has moved to another address is heard on a new pair seconds before the browser selects that pair.
 * @param {readonly any[]} entries
 */
function receivedOnAllPairs(entries) {
  const pairs = entries.filter((entry) => entry.type === "candidate-pair");
  return pairs.reduce((sum, pair) => sum + number(pair.bytesReceived) + number(pair.responsesReceived), 0);
}

/**
 * What happened between two readings.
 * @param {Counters} before
 * @param {Counters} after
 * @returns {PictureInfo}
 */
export function pictureInfo(before, after) {
  const seconds = Math.max((after.atMs - before.atMs) / 1000, 0.001);
  const received = after.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, after.packetsLost - before.packetsLost);
  const emitted = after.jitterBufferEmitted - before.jitterBufferEmitted;
  const buffered = emitted > 0 ? ((after.jitterBufferDelay - before.jitterBufferDelay) / emitted) * 1000 : 0;
  return {
    width: after.width,
    height: after.height,
    framesPerSecond: Math.round((after.framesDecoded - before.framesDecoded) / seconds),
    lossPercent: received + lost > 0 ? (100 * lost) / (received + lost) : 0,
    delayMs: Math.round(buffered + after.roundTripMs / 2),
    kilobitsPerSecond: Math.round(((after.bytesReceived - before.bytesReceived) * 8) / 1000 / seconds),
    transport: after.transport,
  };
}

/**
 * @param {StatsReport} report
 * @param {any[]} entries
 */
function selectedPair(report, entries) {
  const transport = entries.find((entry) => entry.type === "transport" && entry.selectedCandidatePairId);
  if (transport) return report.get(transport.selectedCandidatePairId) ?? {};
  return (
    entries.find((entry) => entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") ?? {}
  );
}

/**
 * @param {StatsReport} report
 * @param {any} pair
 * @returns {"udp" | "tcp" | null}
 */
function transportOf(report, pair) {
  const protocol = pair.remoteCandidateId ? report.get(pair.remoteCandidateId)?.protocol : undefined;
  return protocol === "udp" || protocol === "tcp" ? protocol : null;
}

/** @param {unknown} value */
function number(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
