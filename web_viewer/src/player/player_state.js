// What the player is doing and why: one reducer, no browser.
// `advance` gives the next state and what must be done about it.
import { pauseBefore, requestedPause } from "../session/backoff.js";

/**
 * What the player is busy with; idle until somebody is in a class.
 * @typedef {"idle" | "asking" | "linking" | "joined" | "pausing"} Phase
 *
 * Why there is no picture; kept until there is one, so that the page does not flicker between tries. `denied` is a
 * token that is over, `gone` a class that is.
 * @typedef {"lost" | "unreachable" | "full" | "never_live" | "gone" | "denied" | "blocked" | "unsupported"} Trouble
 *
 * What is on stage, as the box tells it.
 * @typedef {import("../contract.d.ts").components["schemas"]["StageView"]["state"] | "unknown"} StageState
 *
 * What the person sees of the stage, one at a time.
 * @typedef {"connecting" | "live" | "waiting" | "reconnecting" | "blocked" | "full" | "unsupported"} StageSight
 *
 * @typedef {object} PlayerState
 * @property {Phase} phase
 * @property {Trouble | null} trouble
 * @property {string | null} sessionId
 * @property {StageState} stage what the box says is on stage
 * @property {boolean} hasPicture whether this session has shown a frame
 * @property {number} attempt tries since the last picture
 * @property {number} failedLinks tries in a row in which the box answered and no media path opened
 * @property {number} pauseMs length of the pause under way, 0 outside of one
 *
 * @typedef {{type: "entered", sessionId: string} | {type: "left"} | {type: "answered"} | {type: "linked"}
 *   | {type: "picture"} | {type: "stage", stage: StageState}
 *   | {type: "failed", trouble: Trouble | "no_link", retryAfterMs?: number | null, chance: number}
 *   | {type: "pause_over"} | {type: "woke"} | {type: "server_back"}} PlayerEvent
 *
 * @typedef {{do: "ask", sessionId: string} | {do: "hang_up"} | {do: "pause", ms: number} | {do: "check"}
 *   | {do: "say_gone"} | {do: "say_denied"}} Effect
 *
 * @typedef {readonly [PlayerState, readonly Effect[]]} Step
 */

/** @type {Readonly<Record<Trouble, StageSight>>} */
const SIGHT_OF_TROUBLE = {
  lost: "reconnecting",
  unreachable: "reconnecting",
  full: "full",
  never_live: "waiting",
  gone: "waiting",
  denied: "connecting",
  blocked: "blocked",
  unsupported: "unsupported",
};

/** Where only the teacher or a free seat can help, hurry helps nobody: the live socket announces most changes. */
const WAITING_PAUSE_MS = 4000;

/** @type {ReadonlySet<Trouble | "no_link">} */
const NEEDS_PATIENCE = new Set(["never_live", "full", "gone", "denied", "unsupported"]);

/** @type {PlayerState} */
export const AT_REST = {
  phase: "idle",
  trouble: null,
  sessionId: null,
  stage: "unknown",
  hasPicture: false,
  attempt: 0,
  failedLinks: 0,
  pauseMs: 0,
};

/**
 * What is to be said of the stage.
 * @param {PlayerState} state
 * @returns {StageSight}
 */
export function sightOf(state) {
  if (state.phase === "joined" && isQuiet(state.stage)) return "waiting";
  if (state.phase === "joined" && state.hasPicture) return "live";
  return state.trouble === null ? "connecting" : SIGHT_OF_TROUBLE[state.trouble];
}

/**
 * @param {PlayerState} state
 * @param {PlayerEvent} event
 * @returns {Step}
 */
export function advance(state, event) {
  switch (event.type) {
    case "entered":
      return entered(state, event.sessionId);
    case "left":
      return [AT_REST, [{ do: "hang_up" }]];
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
 * @param {string} sessionId
 * @returns {Step}
 */
function entered(state, sessionId) {
  if (state.sessionId === sessionId) return [state, []];
  /** @type {readonly Effect[]} */
  const first = state.phase === "idle" ? [] : [{ do: "hang_up" }];
  return [{ ...AT_REST, phase: "asking", sessionId }, [...first, { do: "ask", sessionId }]];
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
  if (state.phase === "pausing" || state.phase === "idle") return [state, []];
  const trouble = event.trouble === "no_link" ? state.trouble : event.trouble;
  const ms = pauseAfter(state.attempt, event);
  const next = /** @type {PlayerState} */ ({
    ...state,
    phase: "pausing",
    trouble,
    hasPicture: false,
    attempt: state.attempt + 1,
    failedLinks: event.trouble === "no_link" ? state.failedLinks + 1 : 0,
    pauseMs: ms,
  });
  /** @type {readonly Effect[]} */
  const effects = [{ do: "hang_up" }, { do: "pause", ms }];
  if (event.trouble === "gone") return [next, [...effects, { do: "say_gone" }]];
  return [next, event.trouble === "denied" ? [...effects, { do: "say_denied" }] : effects];
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
  if (state.sessionId === null) return [state, []];
  return [{ ...state, phase: "asking", pauseMs: 0 }, [{ do: "ask", sessionId: state.sessionId }]];
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
