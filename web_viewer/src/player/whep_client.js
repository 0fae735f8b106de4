// The WHEP protocol (draft-ietf-wish-whep) as HTTP requests. Knows nothing of peer connections or of the page.
import { parseRetryAfter } from "../session/backoff.js";

/** A box on the same network answers in milliseconds; past this the connection is stale and a new one is better. */
const REQUEST_DEADLINE_MS = 4000;

/** @typedef {"never_live" | "gone" | "denied" | "full" | "unsupported" | "unreachable"} RefusalReason */

/** The box did not give us a session. */
export class WhepRefused extends Error {
  /**
   * @param {RefusalReason} reason
   * @param {number | null} retryAfterMs what the box asked for, if it did
   */
  constructor(reason, retryAfterMs = null) {
    super(`WHEP: ${reason}`);
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Ask for the stage.
 * @param {string} endpoint path or URL
 * @param {string} offer SDP
 * @param {string | null} token a student's; a guest of the practice class has none
 * @returns {Promise<WhepSession>} rejects with WhepRefused
 */
export async function openWhepSession(endpoint, offer, token = null) {
  const bearer = token === null ? {} : { Authorization: `Bearer ${token}` };
  const headers = { "Content-Type": "application/sdp", ...bearer };
  const response = await send(endpoint, { method: "POST", headers, body: offer });
  if (response === null) throw new WhepRefused("unreachable");
  if (response.status !== 201) throw refusal(response);
  const answer = await response.text().catch(() => "");
  const location = response.headers.get("Location");
  if (answer === "" || location === null) throw new WhepRefused("unreachable");
  const base = new URL(endpoint, globalThis.location?.href);
  return new WhepSession(new URL(location, base).href, answer, response.headers.get("ETag"));
}

/** One session on the box: its answer, and what may be asked of it afterwards. */
export class WhepSession {
  /**
   * @param {string} url
   * @param {string} answer SDP
   * @param {string | null} entityTag
   */
  constructor(url, answer, entityTag) {
    this.url = url;
    this.answer = answer;
    this.entityTag = entityTag;
  }

  /**
   * Tell the box more of our candidates. A box that does not want them is no failure.
   * @param {string} fragment
   */
  async addCandidates(fragment) {
    const headers = { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": this.entityTag ?? "*" };
    await send(this.url, { method: "PATCH", headers, body: fragment });
  }

  /**
   * Whether the box still knows this session.
   * @param {number} deadlineMs
   * @returns {Promise<"alive" | "gone" | "unreachable">}
   */
  async check(deadlineMs) {
    const response = await send(this.url, { method: "HEAD" }, deadlineMs);
    if (response === null) return "unreachable";
    return response.ok ? "alive" : "gone";
  }

  /** Give the seat back; works while the page is being closed. */
  leave() {
    void send(this.url, { method: "DELETE", keepalive: true });
  }
}

/**
 * @param {string} url
 * @param {RequestInit} request
 * @param {number} deadlineMs
 * @returns {Promise<Response | null>} null when nothing answered
 */
async function send(url, request, deadlineMs = REQUEST_DEADLINE_MS) {
  try {
    return await fetch(url, { ...request, cache: "no-store", signal: AbortSignal.timeout(deadlineMs) });
  } catch {
    return null;
  }
}

/** @param {Response} response */
function refusal(response) {
  const retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"), Date.now());
  return new WhepRefused(reasonFor(response.status), retryAfterMs);
}

/**
 * @param {number} status
 * @returns {RefusalReason}
 */
function reasonFor(status) {
  if (status === 409) return "never_live";
  if (status === 404 || status === 410) return "gone";
  if (status === 401 || status === 403) return "denied";
  if (status === 503 || status === 429) return "full";
  if (status >= 400 && status < 500) return "unsupported";
  return "unreachable";
}
