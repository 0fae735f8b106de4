// The one thing that the page says now, out of the three that it knows: the way in, the class, the stage. Pure.
import { asksFor, isPractice } from "../session/entrance_state.js";

/**
 * @typedef {import("../session/entrance_state.js").EntranceState} EntranceState
 * @typedef {import("../player/player_state.js").StageSight} StageSight
 * @typedef {import("./class_state.js").ClassState} ClassState
 *
 * @typedef {StageSight | "join" | "not_found" | "needs_code" | "no_class" | "busy" | "approval" | "lobby" | "ended"
 *   | "removed"} View
 *
 * What the person is in the class.
 * @typedef {"outside" | "guest" | "waiting" | "student"} Part
 */

/**
 * @param {EntranceState} entrance
 * @param {StageSight} sight
 * @param {ClassState} cls
 * @returns {View}
 */
export function viewOf(entrance, sight, cls) {
  if (entrance.isTakingPart) return "join";
  if (entrance.phase !== "inside") return viewAtTheDoor(entrance);
  if (cls.ending !== null) return cls.ending;
  if (partOf(entrance, cls) === "waiting") return "approval";
  return sight === "waiting" && cls.session?.state === "lobby" ? "lobby" : sight;
}

/**
 * @param {EntranceState} entrance
 * @param {ClassState} cls
 * @returns {Part}
 */
export function partOf(entrance, cls) {
  if (entrance.phase !== "inside") return "outside";
  if (entrance.joined === null) return isPractice(entrance.session) ? "guest" : "outside";
  const isWaiting = cls.you === null ? entrance.joined.admission === "waiting" : cls.you.role === "waiting";
  return isWaiting ? "waiting" : "student";
}

/**
 * @param {EntranceState} entrance
 * @returns {View}
 */
function viewAtTheDoor(entrance) {
  switch (entrance.trouble) {
    case "removed":
    case "ended":
    case "busy":
    case "full":
    case "no_class":
      return entrance.trouble;
    case "wrong_code":
      return "not_found";
    case "which_class":
      return "needs_code";
    case "unreachable":
      return "reconnecting";
    default:
      return asksFor(entrance) === null || comesBack(entrance) ? "connecting" : "join";
  }
}

/**
 * Whether the page joins by itself because the person was in this class before.
 * @param {EntranceState} entrance
 */
function comesBack({ phase, session, identity }) {
  return phase === "joining" && session !== null && session.id === identity.sessionId;
}
