// Joining a class over HTTP: the answer, or the reason why not. Asking again is the caller's business.
import { parseRetryAfter } from "./backoff.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["Joined"]} Joined
 *
 * Why somebody is not let in. `name` and `code` can be mended by typing; `busy` and `unreachable` pass by themselves.
 * @typedef {"code" | "name" | "removed" | "locked" | "full" | "busy" | "unreachable"} JoinTrouble
 * @typedef {{joined: Joined} | {trouble: JoinTrouble, detail: string, retryAfterMs: number | null}} JoinAnswer
 */

const REQUEST_DEADLINE_MS = 6000;

/**
 * @param {Shapes["JoinRequest"]} request
 * @returns {Promise<JoinAnswer>}
 */
export async function join(request) {
  try {
    const response = await fetch("/auth/join", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
      cache: "no-store",
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    });
    if (response.ok) return { joined: /** @type {Joined} */ (await response.json()) };
    const retryAfterMs = parseRetryAfter(response.headers.get("Retry-After"), Date.now());
    const problem = await readProblem(response);
    return { trouble: troubleOf(response.status, problem.code), detail: problem.detail, retryAfterMs };
  } catch {
    return { trouble: "unreachable", detail: "", retryAfterMs: null };
  }
}

/**
 * @param {Response} response
 * @returns {Promise<{code: string, detail: string}>}
 */
export async function readProblem(response) {
  try {
    const problem = /** @type {Partial<Shapes["Problem"]>} */ (await response.json());
    return { code: String(problem.code ?? ""), detail: String(problem.detail ?? "") };
  } catch {
    return { code: "", detail: "" };
  }
}

/**
 * @param {number} status
 * @param {string} code
 * @returns {JoinTrouble}
 */
export function troubleOf(status, code) {
  if (code === "removed") return "removed";
  if (code === "locked" || code === "session_locked" || code === "class_locked") return "locked";
  if (status === 403) return "locked";
  if (status === 404 || status === 410) return "code";
  if (status === 422 || status === 400) return "name";
  if (status === 429) return "busy";
  if (status === 503) return "full";
  return "unreachable";
}
