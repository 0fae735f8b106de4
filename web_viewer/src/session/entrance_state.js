// The way into a class: which one, as whom, and whether the box lets the person in. One reducer, no browser.
// `enter` gives the next state and what must be done about it.
import { pauseBefore, requestedPause } from "./backoff.js";

/**
 * @typedef {import("./session_finder.js").Session} Session
 * @typedef {import("./joining.js").Joined} Joined
 * @typedef {import("./joining.js").JoinTrouble} JoinTrouble
 *
 * Looking for the class, asking the person, joining, waiting before the next try, inside, or over.
 * @typedef {"finding" | "asking" | "joining" | "pausing" | "inside" | "over"} Phase
 *
 * Why the person is not inside.
 * @typedef {"no_class" | "wrong_code" | "which_class" | "ended" | JoinTrouble} Trouble
 *
 * @typedef {object} Identity who this device is, and the class that it was in last
 * @property {string} name
 * @property {string | null} sessionId
 *
 * @typedef {object} EntranceState
 * @property {Phase} phase
 * @property {Trouble | null} trouble
 * @property {string} detail the box's words about the trouble
 * @property {string | null} code
 * @property {Session | null} session
 * @property {Identity} identity
 * @property {Joined | null} joined the student's part; a guest of the practice class has none
 * @property {boolean} isTakingPart a guest who watches is asked for the name
 * @property {number} attempt tries since the last success
 * @property {number} pauseMs
 *
 * @typedef {{type: "started"} | {type: "found", session: Session}
 *   | {type: "not_found", trouble: "no_class" | "wrong_code" | "which_class" | "unreachable", chance: number}
 *   | {type: "given", code: string | null, name: string}
 *   | {type: "joined", joined: Joined}
 *   | {type: "refused", trouble: JoinTrouble, detail: string, retryAfterMs: number | null, chance: number}
 *   | {type: "pause_over"} | {type: "woke"} | {type: "take_part"} | {type: "watch_only"}
 *   | {type: "somebody_else"} | {type: "sent_away"} | {type: "class_gone", chance: number}
 *   | {type: "class_ended", chance: number}} EntranceEvent
 *
 * @typedef {{do: "find", code: string | null} | {do: "join", code: string, name: string} | {do: "pause", ms: number}
 *   | {do: "forget"} | {do: "leave"}} Effect
 *
 * @typedef {readonly [EntranceState, readonly Effect[]]} Step
 */

/** The only class that anybody on the network may watch without a name. */
export const PRACTICE_SESSION = "practice";

/** A class that is not there yet, or over, is looked for this often; a whole school may have the page open. */
const PATIENT_PAUSE_MS = 4000;
const ENDED_PAUSE_MS = 12_000;

/** @type {ReadonlySet<Trouble>} */
const CAN_BE_MENDED = new Set(["code", "name", "wrong_code", "which_class", "locked"]);

/**
 * @param {string | null} code
 * @param {Identity} identity
 * @returns {EntranceState}
 */
export function atTheDoor(code, identity) {
  return {
    phase: "finding",
    trouble: null,
    detail: "",
    code,
    session: null,
    identity,
    joined: null,
    isTakingPart: false,
    attempt: 0,
    pauseMs: 0,
  };
}

/**
 * Whether this is the class that anybody may watch.
 * @param {Session | null} session
 */
export function isPractice(session) {
  return session?.id === PRACTICE_SESSION;
}

/**
 * What the join card asks for; null when there is nothing to ask.
 * @param {EntranceState} state
 * @returns {{code: boolean, name: boolean} | null}
 */
export function asksFor(state) {
  if (state.isTakingPart) return { code: state.code === null, name: true };
  if (state.trouble === "removed") return null;
  if (state.phase === "asking" || state.phase === "joining") return { code: state.session === null || state.code === null, name: true };
  const isCodeWrong = state.trouble === "wrong_code" && (state.phase === "pausing" || state.phase === "finding");
  return isCodeWrong ? { code: true, name: true } : null;
}

/**
 * @param {EntranceState} state
 * @param {EntranceEvent} event
 * @returns {Step}
 */
export function enter(state, event) {
  switch (event.type) {
    case "started":
      return find(state);
    case "found":
      return found(state, event.session);
    case "not_found":
      return notFound(state, event);
    case "given":
      return given(state, event);
    case "joined":
      return joined(state, event.joined);
    case "refused":
      return refused(state, event);
    case "pause_over":
      return state.phase === "pausing" || state.trouble === "ended" ? tryAgain(state) : [state, []];
    case "woke":
      return woke(state);
    default:
      return inClass(state, event);
  }
}

/**
 * What happens to somebody who was let in.
 * @param {EntranceState} state
 * @param {Extract<EntranceEvent, {type: "take_part" | "watch_only" | "somebody_else" | "sent_away" | "class_gone"
 *   | "class_ended"}>} event
 * @returns {Step}
 */
function inClass(state, event) {
  switch (event.type) {
    case "take_part":
      return [{ ...state, isTakingPart: true, trouble: null, detail: "" }, []];
    case "watch_only":
      return [{ ...state, isTakingPart: false, trouble: null, detail: "" }, []];
    case "somebody_else":
      return somebodyElse(state);
    case "sent_away":
      return [{ ...state, phase: "over", trouble: "removed", joined: null, isTakingPart: false }, [{ do: "leave" }]];
    case "class_gone":
      return goneAway(state, event.chance);
    case "class_ended":
      return ended(state, event.chance);
  }
}

/**
 * @param {EntranceState} state
 * @returns {Step}
 */
function find(state) {
  return [{ ...state, phase: "finding", pauseMs: 0 }, [{ do: "find", code: state.code }]];
}

/**
 * @param {EntranceState} state
 * @param {Session} session
 * @returns {Step}
 */
function found(state, session) {
  if (state.phase !== "finding") return [state, []];
  const next = /** @type {EntranceState} */ ({ ...state, session, attempt: 0, pauseMs: 0 });
  const { name, sessionId } = state.identity;
  const isKnownHere = sessionId === session.id && name !== "" && state.code !== null;
  /** @type {readonly Effect[]} */
  const join = isKnownHere && state.code !== null ? [{ do: "join", code: state.code, name }] : [];
  // The practice class shows its picture at once, whoever comes.
  if (isPractice(session)) return [{ ...next, phase: "inside", trouble: null }, join];
  if (isKnownHere) return [{ ...next, phase: "joining", trouble: null }, join];
  return [{ ...next, phase: "asking", trouble: null, detail: "" }, []];
}

/**
 * @param {EntranceState} state
 * @param {Extract<EntranceEvent, {type: "not_found"}>} event
 * @returns {Step}
 */
function notFound(state, event) {
  if (state.phase !== "finding") return [state, []];
  if (event.trouble === "which_class") {
    return [{ ...state, phase: "asking", session: null, trouble: "which_class" }, []];
  }
  const isOver = state.trouble === "ended" && event.trouble !== "unreachable";
  const trouble = isOver ? "ended" : event.trouble;
  return pause({ ...state, session: isOver ? state.session : null, trouble }, event.chance, null);
}

/**
 * The person typed and pressed the button.
 * @param {EntranceState} state
 * @param {{code: string | null, name: string}} given
 * @returns {Step}
 */
function given(state, given) {
  const code = given.code ?? state.code;
  if (code === null || given.name.trim() === "") return [state, []];
  const identity = { ...state.identity, name: given.name };
  const phase = state.isTakingPart ? state.phase : "joining";
  const next = /** @type {EntranceState} */ ({ ...state, code, identity, phase, trouble: null, detail: "" });
  return [next, [{ do: "join", code, name: given.name }]];
}

/**
 * @param {EntranceState} state
 * @param {Joined} joined
 * @returns {Step}
 */
function joined(state, joined) {
  if (state.phase === "over") return [state, []];
  const session = { id: joined.session_id, title: joined.session_title };
  const identity = { name: joined.name, sessionId: joined.session_id };
  const inside = { phase: /** @type {const} */ ("inside"), trouble: null, detail: "", isTakingPart: false, attempt: 0 };
  return [{ ...state, ...inside, session, identity, joined, pauseMs: 0 }, []];
}

/**
 * @param {EntranceState} state
 * @param {Extract<EntranceEvent, {type: "refused"}>} event
 * @returns {Step}
 */
function refused(state, event) {
  const { trouble, detail } = event;
  if (trouble === "removed") {
    return [{ ...state, phase: "over", trouble, detail, joined: null, isTakingPart: false }, [{ do: "leave" }]];
  }
  // A guest goes on watching, whatever comes of taking part.
  if (isPractice(state.session) && state.phase === "inside" && state.joined === null) {
    return [{ ...state, trouble: state.isTakingPart ? trouble : null, detail }, []];
  }
  if (state.phase === "inside") return insideRefused(state, event);
  if (CAN_BE_MENDED.has(trouble)) {
    const session = trouble === "code" ? null : state.session;
    return [{ ...state, phase: "asking", session, trouble: trouble === "code" ? "wrong_code" : trouble, detail }, []];
  }
  return pause({ ...state, trouble, detail }, event.chance, event.retryAfterMs);
}

/**
 * The token could not be renewed. What is there goes on; only a class that is gone ends it.
 * @param {EntranceState} state
 * @param {Extract<EntranceEvent, {type: "refused"}>} event
 * @returns {Step}
 */
function insideRefused(state, event) {
  return event.trouble === "code" ? goneAway(state, event.chance) : [state, []];
}

/**
 * @param {EntranceState} state
 * @param {number} chance
 * @param {number | null} requestedMs
 * @returns {Step}
 */
function pause(state, chance, requestedMs) {
  const leastMs = state.trouble === "unreachable" ? 0 : state.attempt > 0 ? PATIENT_PAUSE_MS : 0;
  const wishedMs = Math.max(leastMs, requestedMs ?? 0);
  const ms = wishedMs > 0 ? requestedPause(wishedMs, chance) : pauseBefore(state.attempt, chance);
  return [{ ...state, phase: "pausing", attempt: state.attempt + 1, pauseMs: ms }, [{ do: "pause", ms }]];
}

/**
 * @param {EntranceState} state
 * @returns {Step}
 */
function tryAgain(state) {
  const { name } = state.identity;
  const mayJoin = state.session !== null && state.code !== null && name !== "" && state.trouble !== "ended";
  if (!mayJoin || state.code === null) return find(state);
  return [{ ...state, phase: "joining", pauseMs: 0 }, [{ do: "join", code: state.code, name }]];
}

/**
 * The tab or the network came back: use the moment, unless the box asked for patience.
 * @param {EntranceState} state
 * @returns {Step}
 */
function woke(state) {
  const isAskedToWait = state.trouble === "full" || state.trouble === "busy";
  return state.phase === "pausing" && !isAskedToWait ? tryAgain(state) : [state, []];
}

/**
 * @param {EntranceState} state
 * @returns {Step}
 */
function somebodyElse(state) {
  const identity = { name: "", sessionId: null };
  const next = { ...state, identity, joined: null, trouble: null, detail: "", isTakingPart: false };
  const effects = /** @type {readonly Effect[]} */ ([{ do: "forget" }, { do: "leave" }]);
  if (isPractice(state.session)) return [{ ...next, phase: "inside", isTakingPart: true }, effects];
  return [{ ...next, phase: "asking" }, effects];
}

/**
 * The class is not open on this box any more.
 * @param {EntranceState} state
 * @param {number} chance
 * @returns {Step}
 */
function goneAway(state, chance) {
  if (state.phase !== "inside") return [state, []];
  // A lesson ends while a page is away from it, too.
  if (state.joined !== null && !isPractice(state.session)) return ended(state, chance);
  const trouble = /** @type {Trouble} */ (state.code === null ? "no_class" : "wrong_code");
  const [next, effects] = pause({ ...state, trouble, joined: null, session: null, attempt: 0 }, chance, null);
  return [next, [{ do: "leave" }, ...effects]];
}

/**
 * The lesson is over; should the teacher go on with it, the page is there again.
 * @param {EntranceState} state
 * @param {number} chance
 * @returns {Step}
 */
function ended(state, chance) {
  const ms = requestedPause(ENDED_PAUSE_MS, chance);
  return [{ ...state, phase: "pausing", trouble: "ended", pauseMs: ms }, [{ do: "leave" }, { do: "pause", ms }]];
}
