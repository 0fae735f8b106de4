// Which class is this page for? Asks the box once; trying again is the caller's business.

/**
 * @typedef {import("../contract.d.ts").components["schemas"]["SessionList"]} SessionList
 * @typedef {{id: string, title: string}} Session
 * @typedef {{found: Session} | {code_wanted: true} | {trouble: "no_class" | "wrong_code" | "unreachable"}} Finding
 */

const REQUEST_DEADLINE_MS = 4000;

/** A class code: the box writes six characters; more is a typing slip, never a class. */
const CODE_LENGTH = 6;

/**
 * @param {string | null} code
 * @returns {Promise<Finding>}
 */
export async function findSession(code) {
  const query = code === null ? "" : `?code=${encodeURIComponent(code)}`;
  try {
    const signal = AbortSignal.timeout(REQUEST_DEADLINE_MS);
    const response = await fetch(`/sessions${query}`, { cache: "no-store", signal });
    if (response.status === 404) return { trouble: code === null ? "no_class" : "wrong_code" };
    if (!response.ok) return { trouble: "unreachable" };
    return choose(/** @type {SessionList} */ (await response.json()), code);
  } catch {
    return { trouble: "unreachable" };
  }
}

/**
 * The only open class, or a question.
 * @param {SessionList} list
 * @param {string | null} code
 * @returns {Finding}
 */
export function choose(list, code) {
  const open = list.sessions.filter((session) => session.state !== "ended");
  const [only] = open;
  if (only === undefined) return { trouble: code === null ? "no_class" : "wrong_code" };
  if (open.length > 1) return { code_wanted: true };
  return { found: { id: only.session_id, title: only.title } };
}

/**
 * A code as people type it (spaces, small letters), or null when it cannot be one.
 * @param {string | null} typed
 */
export function cleanCode(typed) {
  const code = (typed ?? "").replace(/[\s-]/g, "").toUpperCase();
  return code === "" ? null : code.slice(0, CODE_LENGTH);
}
