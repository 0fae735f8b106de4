// The live socket's messages: what a student's page may say, and what it understands of what the box tells. Pure.

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 *
 * @typedef {Shapes["Ack"] | Shapes["Refused"] | Shapes["Snapshot"] | Shapes["Resumed"] | Shapes["StageChanged"]
 *   | Shapes["SessionChanged"] | Shapes["YouChanged"] | Shapes["ChatAdded"] | Shapes["ChatDeleted"]
 *   | Shapes["QuestionChanged"] | Shapes["QuestionDeleted"] | Shapes["HandsChanged"] | Shapes["ReactionShown"]
 *   | Shapes["Announced"] | Shapes["TimerChanged"] | Shapes["Picked"] | Shapes["RunChanged"] | Shapes["RunRevealed"]
 *   | Shapes["OwnEngagementChanged"] | Shapes["TroubleChanged"]} ServerMessage
 *
 * A command without its `ref`.
 * @typedef {Unreferenced<Shapes["SendChat"]> | Unreferenced<Shapes["DeleteChat"]> | Unreferenced<Shapes["AskQuestion"]>
 *   | Unreferenced<Shapes["UpvoteQuestion"]> | Unreferenced<Shapes["RaiseHand"]> | Unreferenced<Shapes["LowerHand"]>
 *   | Unreferenced<Shapes["React"]> | Unreferenced<Shapes["SayLost"]> | Unreferenced<Shapes["SetWatching"]>
 *   | Unreferenced<Shapes["AskTime"]> | Unreferenced<Shapes["Renew"]>} StudentCommand
 */

/**
 * @template T
 * @typedef {Omit<T, "ref">} Unreferenced
 */

/** Why the box closes a live socket: appliance.contract.live.CloseCode. */
export const CLOSE = {
  NOT_UNDERSTOOD: 4400,
  NOT_SIGNED_IN: 4401,
  NOT_ALLOWED: 4403,
  NOT_FOUND: 4404,
  TOO_SLOW: 4408,
  REMOVED: 4410,
  ENDED: 4411,
  TOO_MANY: 4429,
  BOX_FULL: 1013,
};

/** What must be there for the reducer to read a message; the rest is the box's word, shaped by the contract. */
const NEEDED = Object.freeze({
  ack: ["ref", "server_ms"],
  refused: ["ref", "code"],
  snapshot: ["epoch", "number", "server_ms", "you", "session", "stage"],
  resumed: ["epoch", "you", "server_ms"],
  stage_changed: ["number", "stage"],
  session_changed: ["number", "session"],
  you_changed: ["number", "you"],
  chat_added: ["number", "message"],
  chat_deleted: ["number", "message_id"],
  question_changed: ["number", "question"],
  question_deleted: ["number", "question_id"],
  hands_changed: ["number", "hands"],
  reactions: ["number", "counts"],
  announced: ["number"],
  timer_changed: ["number"],
  picked: ["number", "participant_id", "name"],
  run_changed: ["number", "run"],
  run_revealed: ["number", "run", "result"],
  own_engagement: ["number", "own_engagement"],
  trouble: ["number"],
});

/**
 * One message; null for what this page does not know: a newer box may tell more.
 * @param {unknown} data
 * @returns {ServerMessage | null}
 */
export function readMessage(data) {
  try {
    /** @type {unknown} */
    const message = JSON.parse(String(data));
    return isServerMessage(message) ? message : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {value is ServerMessage}
 */
function isServerMessage(value) {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  const type = String(value.type);
  if (!Object.hasOwn(NEEDED, type)) return false;
  const fields = /** @type {Record<string, unknown>} */ (value);
  const needed = NEEDED[/** @type {keyof typeof NEEDED} */ (type)];
  if (needed.some((name) => fields[name] === undefined || fields[name] === null)) return false;
  return !needed.includes("number") || Number.isSafeInteger(fields.number);
}

/**
 * What nobody wants to happen when the network is back: it would be old by then.
 * @param {StudentCommand} command
 */
export function isOfTheMoment(command) {
  return ["react", "lost", "watching", "time", "renew"].includes(command.type);
}
