// Drives the way into a class and keeps the student's token fresh. Draws nothing.
// Events: "change" after each change of state, "renewed" when there is a newer token, "leave" when what was joined is over.
import { atTheDoor, enter } from "./entrance_state.js";
import { join } from "./joining.js";
import { keepPerson, loadPerson, newPerson } from "./person.js";
import { findSession } from "./session_finder.js";

/**
 * @typedef {import("./entrance_state.js").EntranceState} EntranceState
 * @typedef {import("./entrance_state.js").EntranceEvent} EntranceEvent
 * @typedef {import("./entrance_state.js").Effect} Effect
 * @typedef {import("./joining.js").Joined} Joined
 */

/** A token is renewed this long before its end, so that a slow network costs nothing. */
const RENEW_BEFORE_MS = 90_000;
const SHORTEST_RENEWAL_MS = 5000;

export class Entrance extends EventTarget {
  #person = loadPerson();
  /** @type {EntranceState} */
  #state;
  #pauseTimer = 0;
  #renewTimer = 0;
  #round = 0;
  #tokenEndsAtMs = 0;

  /** @param {string | null} code */
  constructor(code) {
    super();
    this.#state = atTheDoor(code, { name: this.#person.name, sessionId: this.#person.sessionId });
  }

  get state() {
    return this.#state;
  }

  /** The student's token; null for a guest. */
  get token() {
    return this.#state.joined?.access_token ?? null;
  }

  start() {
    this.dispatch({ type: "started" });
  }

  /** @param {EntranceEvent} event */
  dispatch(event) {
    const [state, effects] = enter(this.#state, event);
    const isChanged = state !== this.#state;
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (isChanged) this.dispatchEvent(new Event("change"));
  }

  /**
   * A token that holds for a while yet, from a new join if need be.
   * @returns {Promise<string | null>} null for a guest, or when the box gives none now
   */
  async freshToken() {
    if (this.#state.joined !== null && performance.now() > this.#tokenEndsAtMs - SHORTEST_RENEWAL_MS) await this.renew();
    return this.token;
  }

  /** Join again with the same secret: the same person, a new token. */
  async renew() {
    const { code, identity, joined } = this.#state;
    if (joined === null || code === null) return;
    await this.#join(code, identity.name);
  }

  /** @param {Effect} effect */
  #perform(effect) {
    switch (effect.do) {
      case "find":
        return void this.#find(effect.code);
      case "join":
        return void this.#join(effect.code, effect.name);
      case "pause":
        clearTimeout(this.#pauseTimer);
        this.#pauseTimer = window.setTimeout(() => this.dispatch({ type: "pause_over" }), effect.ms);
        return;
      case "forget":
        this.#person = newPerson();
        return keepPerson(this.#person);
      case "leave":
        this.#round++;
        clearTimeout(this.#renewTimer);
        return void this.dispatchEvent(new Event("leave"));
    }
  }

  /** @param {string | null} code */
  async #find(code) {
    const round = ++this.#round;
    const finding = await findSession(code);
    if (round !== this.#round) return;
    if ("found" in finding) return this.dispatch({ type: "found", session: finding.found });
    const trouble = "trouble" in finding ? finding.trouble : "which_class";
    this.dispatch({ type: "not_found", trouble, chance: Math.random() });
  }

  /**
   * @param {string} code
   * @param {string} name
   */
  async #join(code, name) {
    const round = ++this.#round;
    const secret = this.#person.secret;
    const answer = await join({ class_code: code, name, device_secret: secret });
    if (round !== this.#round) return;
    if ("trouble" in answer) {
      const { trouble, detail, retryAfterMs } = answer;
      this.dispatch({ type: "refused", trouble, detail, retryAfterMs, chance: Math.random() });
    } else {
      this.#keep(answer.joined, secret);
    }
    this.#renewLater();
  }

  /**
   * @param {Joined} joined
   * @param {string} secret
   */
  #keep(joined, secret) {
    this.#person = { name: joined.name, secret, sessionId: joined.session_id };
    keepPerson(this.#person);
    this.#tokenEndsAtMs = performance.now() + joined.expires_in * 1000;
    const isRenewal = this.#state.joined !== null;
    this.dispatch({ type: "joined", joined });
    if (isRenewal) this.dispatchEvent(new Event("renewed"));
  }

  #renewLater() {
    clearTimeout(this.#renewTimer);
    if (this.#state.joined === null) return;
    const leftMs = this.#tokenEndsAtMs - RENEW_BEFORE_MS - performance.now();
    const ms = Math.max(SHORTEST_RENEWAL_MS, leftMs * (0.9 + Math.random() / 10));
    this.#renewTimer = window.setTimeout(() => void this.renew(), ms);
  }
}
