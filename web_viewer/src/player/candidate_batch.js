// Collects ICE candidates until there is a session to send them to, then sends them in batches.

/** Candidates that turn up together travel together. */
const TRICKLE_BATCH_MS = 50;

export class CandidateBatch {
  #send;
  /** @type {string[]} */
  #waiting = [];
  #isComplete = false;
  #isOpen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(candidates: readonly string[], isComplete: boolean) => Promise<void>} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * @param {readonly string[]} candidates
   * @param {boolean} isComplete
   */
  add(candidates, isComplete) {
    this.#waiting.push(...candidates);
    this.#isComplete ||= isComplete;
    if (this.#isOpen) this.#schedule();
  }

  /** There is a session now. */
  open() {
    this.#isOpen = true;
    if (this.#waiting.length > 0 || this.#isComplete) this.#schedule();
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#isComplete = false;
    this.#isOpen = false;
  }

  #schedule() {
    this.#timer ||= setTimeout(() => {
      this.#timer = undefined;
      void this.#send(this.#waiting.splice(0), this.#isComplete);
    }, TRICKLE_BATCH_MS);
  }
}
