// What is on stage, as the box tells it: the class's live socket, with a plain request while the socket is down.
import { pauseBefore } from "./backoff.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["StageView"]} StageView
 * @typedef {StageView["state"] | "unknown"} StageState
 *
 * @typedef {object} FeedListener
 * @property {(state: StageState) => void} stage
 * @property {() => void} opened the box is back after the socket was down
 * @property {() => void} closed the socket went down
 */

const REQUEST_DEADLINE_MS = 4000;

export class StageFeed {
  #path;
  #listener;
  /** @type {WebSocket | null} */
  #socket = null;
  #timer = 0;
  #attempt = 0;
  #wasClosed = false;
  /** @type {number | null} */
  #number = null;

  /**
   * @param {string} sessionId
   * @param {FeedListener} listener
   */
  constructor(sessionId, listener) {
    this.#path = encodeURIComponent(sessionId);
    this.#listener = listener;
    this.#open();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** The network may have changed under a socket that still looks open: begin anew. */
  refresh() {
    this.#attempt = 0;
    this.#wasClosed = true;
    this.#drop();
    this.#open();
  }

  close() {
    this.#drop();
  }

  #open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/session/${this.#path}`);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#onOpen());
    socket.addEventListener("message", (event) => this.#onMessage(event.data));
    socket.addEventListener("close", () => this.#socket === socket && this.#onClose());
    // A box that moved to another address leaves the old one silent, and browsers wait minutes for it.
    this.#timer = window.setTimeout(
      () => socket.readyState === WebSocket.CONNECTING && this.#giveUp(socket),
      REQUEST_DEADLINE_MS,
    );
  }

  /** @param {WebSocket} socket */
  #giveUp(socket) {
    socket.close();
    this.#onClose();
  }

  #onOpen() {
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#number = null;
    if (this.#wasClosed) this.#listener.opened();
    this.#wasClosed = false;
  }

  /** @param {unknown} data */
  #onMessage(data) {
    const message = parseStageMessage(data);
    if (message === null) return;
    const isGap = this.#number !== null && message.number !== this.#number + 1;
    this.#number = message.number;
    this.#listener.stage(message.stage);
    // A missed event means that what we know may be old; a new socket starts with a snapshot.
    if (isGap) this.refresh();
  }

  #onClose() {
    clearTimeout(this.#timer);
    this.#socket = null;
    if (!this.#wasClosed) this.#listener.closed();
    this.#wasClosed = true;
    void this.#askPlainly();
    this.#timer = window.setTimeout(() => this.#open(), pauseBefore(this.#attempt++, Math.random()));
  }

  async #askPlainly() {
    try {
      const signal = AbortSignal.timeout(REQUEST_DEADLINE_MS);
      const response = await fetch(`/sessions/${this.#path}/stage`, { cache: "no-store", signal });
      const stage = /** @type {StageView} */ (await response.json());
      if (response.ok && !this.isOpen) this.#listener.stage(stage.state);
    } catch {
      if (!this.isOpen) this.#listener.stage("unknown");
    }
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

/**
 * One message of the live socket, if it speaks of the stage.
 * @param {unknown} data
 * @returns {{number: number, stage: StageState} | null}
 */
export function parseStageMessage(data) {
  try {
    const message = /** @type {Shapes["StageSnapshot"] | Shapes["StageChanged"]} */ (JSON.parse(String(data)));
    const isKnown = message.type === "snapshot" || message.type === "stage_changed";
    /** @type {unknown} */
    const state = message.stage?.state;
    if (!isKnown || !Number.isSafeInteger(message.number) || !isStageState(state)) return null;
    return { number: message.number, stage: state };
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {value is StageState}
 */
function isStageState(value) {
  return value === "live" || value === "waiting" || value === "empty";
}
