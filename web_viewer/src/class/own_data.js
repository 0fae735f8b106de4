// What the box keeps about this student, asked for when somebody looks at it.

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["RunResultForStudent"]} RunResult
 * @typedef {Shapes["ChatMessageView"]} Message
 */

const REQUEST_DEADLINE_MS = 6000;

export class OwnData {
  #changed;
  /** @type {Shapes["OwnData"] | null} */
  #kept = null;

  /** Grows with each answer of the box. */
  serial = 0;
  hasFailed = false;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** What the box said last; null before it was asked. */
  get kept() {
    return this.#kept;
  }

  /**
   * @param {string} sessionId
   * @param {() => Promise<string | null>} token
   */
  async ask(sessionId, token) {
    try {
      const bearer = await token();
      const response = await fetch(`/sessions/${encodeURIComponent(sessionId)}/my-results`, {
        headers: bearer === null ? {} : { Authorization: `Bearer ${bearer}` },
        cache: "no-store",
        signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
      });
      this.hasFailed = !response.ok;
      if (response.ok) this.#kept = /** @type {Shapes["OwnData"]} */ (await response.json());
    } catch {
      this.hasFailed = true;
    }
    this.serial++;
    this.#changed();
  }

  /**
   * All revealed runs, newest first: those that came over the live socket since the box was asked, and its own.
   * @param {readonly RunResult[]} live
   */
  resultsWith(live) {
    const kept = this.#kept?.results ?? [];
    const isKept = (/** @type {RunResult} */ result) => kept.some((each) => each.run_id === result.run_id);
    return [...live.filter((result) => !isKept(result)).reverse(), ...kept];
  }

  /** @param {readonly Message[]} live */
  messagesWith(live) {
    const kept = this.#kept?.messages ?? [];
    const isKept = (/** @type {Message} */ message) => kept.some((each) => each.message_id === message.message_id);
    return [...kept, ...live.filter((message) => !isKept(message))];
  }
}
