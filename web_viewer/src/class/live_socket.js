// The live socket as a wire: says hello, hands on what comes in, and comes back after every break. Knows no class.
import { pauseBefore, requestedPause } from "../session/backoff.js";
import { CLOSE, readMessage } from "./live_message.js";

/**
 * @typedef {import("./live_message.js").ServerMessage} ServerMessage
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 *
 * @typedef {object} SocketOwner
 * @property {() => Promise<string | null>} token a student's; null for a guest
 * @property {() => {epoch: string, number: number} | null} place the last event that was heard
 * @property {(message: ServerMessage) => void} heard
 * @property {() => void} down the socket is gone and will be tried again
 * @property {(code: number) => void} over the box wants no more of this socket: another try would be refused as well
 * @property {() => Promise<void>} tokenRefused a new token is needed before the next try
 */

/** A box on the same network answers in milliseconds; browsers themselves wait minutes for one that has moved. */
const OPEN_DEADLINE_MS = 4000;
const PATIENT_PAUSE_MS = 5000;

/** A browser is allowed this much unsent text; what would come on top waits for the next socket. */
const UNSENT_MAX_BYTES = 256 * 1024;

/** @type {ReadonlySet<number>} */
const FINAL = new Set([CLOSE.NOT_FOUND, CLOSE.REMOVED, CLOSE.ENDED, CLOSE.NOT_ALLOWED]);

/** @type {ReadonlySet<number>} */
const NEEDS_PATIENCE = new Set([CLOSE.TOO_MANY, CLOSE.BOX_FULL, CLOSE.NOT_UNDERSTOOD]);

export class LiveSocket {
  #url;
  #owner;
  /** @type {WebSocket | null} */
  #socket = null;
  #timer = 0;
  #attempt = 0;
  #isClosed = false;
  #isFollowing = false;

  /**
   * @param {string} sessionId
   * @param {SocketOwner} owner
   */
  constructor(sessionId, owner) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.#url = `${scheme}//${location.host}/ws/session/${encodeURIComponent(sessionId)}`;
    this.#owner = owner;
    this.#open();
  }

  /** Whether the box has answered the hello: commands reach it now. */
  get isFollowing() {
    return this.#isFollowing;
  }

  /**
   * @param {object} message
   * @returns {boolean} whether it is on its way
   */
  send(message) {
    const socket = this.#socket;
    if (socket === null || !this.#isFollowing || socket.bufferedAmount > UNSENT_MAX_BYTES) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  /** The network may have changed under a socket that still looks open: begin anew, now. */
  refresh() {
    if (this.#isClosed) return;
    this.#attempt = 0;
    this.#drop();
    this.#owner.down();
    this.#open();
  }

  close() {
    this.#isClosed = true;
    this.#drop();
  }

  #open() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => void this.#greet(socket));
    socket.addEventListener("message", (event) => this.#socket === socket && this.#hear(event.data));
    socket.addEventListener("close", (event) => this.#socket === socket && void this.#lost(event.code));
    this.#timer = window.setTimeout(() => this.#socket === socket && this.#giveUp(), OPEN_DEADLINE_MS);
  }

  /** @param {WebSocket} socket */
  async #greet(socket) {
    const token = await this.#owner.token();
    if (this.#socket !== socket || socket.readyState !== WebSocket.OPEN) return;
    /** @type {Shapes["Hello"]} */
    const hello = { type: "hello", token, resume: this.#owner.place(), is_teacher: false };
    socket.send(JSON.stringify(hello));
  }

  /** @param {unknown} data */
  #hear(data) {
    const message = readMessage(data);
    if (message === null) return;
    if (message.type === "snapshot" || message.type === "resumed") {
      clearTimeout(this.#timer);
      this.#isFollowing = true;
      this.#attempt = 0;
    }
    this.#owner.heard(message);
  }

  #giveUp() {
    this.#drop();
    void this.#lost(0);
  }

  /** @param {number} code */
  async #lost(code) {
    this.#drop();
    if (FINAL.has(code)) {
      this.#isClosed = true;
      return this.#owner.over(code);
    }
    this.#owner.down();
    if (code === CLOSE.NOT_SIGNED_IN) await this.#owner.tokenRefused();
    if (this.#isClosed || this.#socket !== null) return;
    const chance = Math.random();
    const isPatient = NEEDS_PATIENCE.has(code) || (code === CLOSE.NOT_SIGNED_IN && this.#attempt > 0);
    const pauseMs = isPatient ? requestedPause(PATIENT_PAUSE_MS, chance) : pauseBefore(this.#attempt, chance);
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#open(), pauseMs);
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    this.#isFollowing = false;
    socket?.close();
  }
}
