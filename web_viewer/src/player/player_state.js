// What the page is doing and why: one reducer, no browser.
// `advance` gives the next state and what must be done about it.
import { pauseBefore, requestedPause } from "../session/backoff.js";

/**
 * What the page is busy with.
 * @typedef {"finding" | "needs_code" | "asking" | "linking" | "joined" | "pausing"} Phase
 *
 * Why there is no picture; kept until there is one, so that the page does not flicker between tries.
 * @typedef {"lost" | "unreachable" | "full" | "never_live" | "no_class" | "wrong_code" | "blocked"
 *   | "unsupported"} Trouble
 *
 * @typedef {import("../session/stage_feed.js").StageState} StageState
 *
 * What the person sees, one at a time.
 * @typedef {"connecting" | "live" | "waiting" | "reconnecting" | "blocked" | "full" | "not_found" | "needs_code"
 *   | "unsupported"} View
 *
 * @typedef {object} PlayerState
 * @property {Phase} phase
 * @property {Trouble | null} trouble
 * @property {string | null} code the class code, when one was given
 * @property {{id: string, title: string} | null} session
 * @property {StageState} stage what the box says is on stage
 * @property {boolean} hasPicture whether this session has shown a frame
 * @property {number} attempt tries since the last picture
 * @property {number} failedLinks tries in a row in which the box answered and no media path opened
 * @property {number} pauseMs length of the pause under way, 0 outside of one
 *
 * @typedef {{type: "started"} | {type: "code_given", code: string} | {type: "code_wanted"}
 *   | {type: "session_found", session: {id: string, title: string}} | {type: "answered"} | {type: "linked"}
 *   | {type: "picture"} | {type: "stage", stage: StageState}
 *   | {type: "failed", trouble: Trouble | "no_link", retryAfterMs?: number | null, chance: number}
 *   | {type: "pause_over"} | {type: "woke"} | {type: "server_back"}} PlayerEvent
 *
 * @typedef {{do: "find", code: string | null} | {do: "watch_stage", sessionId: string} | {do: "ask", sessionId: string}
 *   | {do: "hang_up"} | {do: "pause", ms: number} | {do: "check"}} Effect
 *
 * @typedef {readonly [PlayerState, readonly Effect[]]} Step
 */

/** @type {Readonly<Record<Trouble, View>>} */
const VIEW_OF_TROUBLE = {
  lost: "reconnecting",
  unreachable: "reconnecting",
  full: "full",
  never_live: "waiting",
  no_class: "waiting",
  wrong_code: "not_found",
  blocked: "blocked",
  unsupported: "unsupported",
};

/**
 * Troubles after which the class itself must be looked for again: the box may have restarted with another one.
 * @type {ReadonlySet<Trouble | "no_link">}
 */
const SEARCH_AGAIN = new Set(["no_class", "wrong_code"]);

/** Where only the teacher or a free seat can help, hurry helps nobody: the live socket announces most changes. */
const WAITING_PAUSE_MS = 4000;

/** @type {ReadonlySet<Trouble | "no_link">} */
const NEEDS_PATIENCE = new Set(["never_live", "full", "no_class", "wrong_code", "unsupported"]);

/**
 * @param {string | null} code
 * @returns {PlayerState}
 */
export function initialState(code) {
  return {
    phase: "finding",
    trouble: null,
    code,
    session: null,
    stage: "unknown",
    hasPicture: false,
    attempt: 0,
    failedLinks: 0,
    pauseMs: 0,
  };
}

/**
 * The one thing that the page says.
 * @param {PlayerState} state
 * @returns {View}
 */
export function viewOf(state) {
  if (state.phase === "needs_code") return "needs_code";
  if (state.phase === "joined" && isQuiet(state.stage)) return "waiting";
  if (state.phase === "joined" && state.hasPicture) return "live";
  return state.trouble === null ? "connecting" : VIEW_OF_TROUBLE[state.trouble];
}

/**
 * @param {PlayerState} state
 * @param {PlayerEvent} event
 * @returns {Step}
 */
export function advance(state, event) {
  switch (event.type) {
    case "started":
      return find({ ...state, phase: "finding" });
    case "code_given":
      return [initialState(event.code), [{ do: "hang_up" }, { do: "find", code: event.code }]];
    case "code_wanted":
      return [{ ...state, phase: "needs_code", trouble: null }, []];
    case "session_found":
      return sessionFound(state, event.session);
    case "answered":
      return answered(state);
    case "linked":
      return linked(state);
    case "picture":
      return [{ ...state, hasPicture: true, trouble: null, attempt: 0 }, []];
    case "stage":
      return stageChanged(state, event.stage);
    case "failed":
      return failed(state, event);
    case "pause_over":
      return state.phase === "pausing" ? tryAgain(state) : [state, []];
    case "server_back":
    case "woke":
      return woke(state);
  }
}

/** @param {StageState} stage */
function isQuiet(stage) {
  return stage === "waiting" || stage === "empty";
}

/**
 * @param {PlayerState} state
 * @returns {Step}
 */
function find(state) {
  return [{ ...state, phase: "finding", pauseMs: 0 }, [{ do: "find", code: state.code }]];
}

/**
 * @param {PlayerState} state
 * @param {{id: string, title: string}} session
 * @returns {Step}
 */
function sessionFound(state, session) {
  if (state.phase !== "finding") return [state, []];
  const next = /** @type {PlayerState} */ ({ ...state, phase: "asking", session });
  return [
    next,
    [
      { do: "ask", sessionId: session.id },
      { do: "watch_stage", sessionId: session.id },
    ],
  ];
}

/**
 * The box answered: if media failed before although the box can be reached, the network is what is in the way.
 * @param {PlayerState} state
 * @returns {Step}
 */
function answered(state) {
  if (state.phase !== "asking") return [state, []];
  const trouble = state.failedLinks > 0 ? "blocked" : state.trouble;
  return [{ ...state, phase: "linking", trouble }, []];
}

/**
 * @param {PlayerState} state
 * @returns {Step}
 */
function linked(state) {
  if (state.phase !== "linking") return [state, []];
  const isReturning = state.trouble === "lost" || state.trouble === "unreachable";
  return [{ ...state, phase: "joined", trouble: isReturning ? state.trouble : null, failedLinks: 0 }, []];
}

/**
 * @param {PlayerState} state
 * @param {StageState} stage
 * @returns {Step}
 */
function stageChanged(state, stage) {
  const next = { ...state, stage };
  const isWorthAsking = state.phase === "pausing" && state.trouble === "never_live" && stage === "live";
  return isWorthAsking ? tryAgain(next) : [next, []];
}

/**
 * @param {PlayerState} state
 * @param {Extract<PlayerEvent, {type: "failed"}>} event
 * @returns {Step}
 */
function failed(state, event) {
  if (state.phase === "pausing" || state.phase === "needs_code") return [state, []];
  const trouble = event.trouble === "no_link" ? state.trouble : event.trouble;
  const ms = pauseAfter(state.attempt, event);
  const next = /** @type {PlayerState} */ ({
    ...state,
    phase: "pausing",
    trouble,
    session: SEARCH_AGAIN.has(event.trouble) ? null : state.session,
    hasPicture: false,
    attempt: state.attempt + 1,
    failedLinks: event.trouble === "no_link" ? state.failedLinks + 1 : 0,
    pauseMs: ms,
  });
  return [next, [{ do: "hang_up" }, { do: "pause", ms }]];
}

/**
 * @param {number} attempt
 * @param {Extract<PlayerEvent, {type: "failed"}>} event
 */
function pauseAfter(attempt, event) {
  const leastMs = attempt > 0 && NEEDS_PATIENCE.has(event.trouble) ? WAITING_PAUSE_MS : 0;
  const wishedMs = Math.max(leastMs, event.retryAfterMs ?? 0);
  return wishedMs > 0 ? requestedPause(wishedMs, event.chance) : pauseBefore(attempt, event.chance);
}

/**
 * @param {PlayerState} state
 * @returns {Step}
 */
function tryAgain(state) {
  if (state.session === null) return find(state);
  return [{ ...state, phase: "asking", pauseMs: 0 }, [{ do: "ask", sessionId: state.session.id }]];
}

/**
 * The tab, the network or the box came back: use the moment instead of waiting for a timer, unless the box asked us
 * to stay away.
 * @param {PlayerState} state
 * @returns {Step}
 */
function woke(state) {
  if (state.phase === "joined") return [state, [{ do: "check" }]];
  const mayHurry = state.phase === "pausing" && state.trouble !== "full";
  return mayHurry ? tryAgain(state) : [state, []];
}
