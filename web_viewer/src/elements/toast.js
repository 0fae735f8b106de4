// A sentence that comes and goes: what could not be done, who was picked. Read out by the announcer.

const SHOWN_MS = 6000;

export class Toast {
  #place;
  #announcer;
  #timer = 0;

  /**
   * @param {HTMLElement} place
   * @param {import("./announcer.js").Announcer} announcer
   */
  constructor(place, announcer) {
    this.#place = place;
    this.#announcer = announcer;
  }

  /** @param {string} text */
  show(text) {
    clearTimeout(this.#timer);
    this.#place.textContent = text;
    this.#place.hidden = false;
    this.#announcer.say(text);
    this.#timer = window.setTimeout(() => (this.#place.hidden = true), SHOWN_MS);
  }
}
