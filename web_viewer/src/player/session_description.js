// The few things this page reads from and writes into SDP. Pure text work.

/** A fragment never carries more than this; a browser with dozens of interfaces has no use for the rest. */
const MAX_CANDIDATES = 50;

/**
 * The offer that also asks for stereo: a browser decodes Opus as mono unless its own description says otherwise.
 * @param {string} sdp
 */
export function askForStereo(sdp) {
  const opus = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/im.exec(sdp)?.[1];
  if (opus === undefined) return sdp;
  const parameters = new RegExp(`^(a=fmtp:${opus} )(?!.*\\bstereo=)(.*?)(\\r?)$`, "m");
  return sdp.replace(parameters, "$1$2;stereo=1$3");
}

/**
 * The body of a trickle PATCH (RFC 8840 §9): credentials, one pseudo m-line per bundle, the candidates.
 * @param {string} offer the local description, for its credentials and first m-line
 * @param {readonly string[]} candidates values as in RTCIceCandidate.candidate
 * @param {boolean} isComplete whether no more will come
 */
export function trickleFragment(offer, candidates, isComplete) {
  const ufrag = firstMatch(offer, /^a=ice-ufrag:(\S+)/m);
  const password = firstMatch(offer, /^a=ice-pwd:(\S+)/m);
  const media = firstMatch(offer, /^m=(\S+ \S+ \S+ \S+)/m);
  const mid = firstMatch(offer, /^a=mid:(\S+)/m);
  const lines = [`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${password}`, `m=${media}`, `a=mid:${mid}`];
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) lines.push(`a=${candidate}`);
  if (isComplete) lines.push("a=end-of-candidates");
  return `${lines.join("\r\n")}\r\n`;
}

/**
 * Whether the other side is an ICE-lite agent, which learns our addresses from our checks and needs no candidates.
 * @param {string} sdp
 */
export function isLite(sdp) {
  return /^a=ice-lite\r?$/m.test(sdp);
}

/**
 * The port on which the box takes media, for the sentence that tells an administrator what to open.
 * @param {string} sdp
 * @returns {number | null}
 */
export function mediaPort(sdp) {
  const port = Number(firstMatch(sdp, /^a=candidate:\S+ 1 udp \d+ \S+ (\d+) /im));
  return port > 0 ? port : null;
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function firstMatch(text, pattern) {
  return pattern.exec(text)?.[1] ?? "";
}
