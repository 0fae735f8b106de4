// What is read out to those who do not see the page change. One voice for the whole page, and few words.

/** The same sentence again is only heard when it was gone in between. */
const CLEAR_AFTER_MS = 8000;

export class Announcer {
  #place;
  #timer = 0;

  /** @param {HTMLElement} place an aria-live region */
  constructor(place) {
    this.#place = place;
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.#timer);
    this.#place.textContent = this.#place.textContent === text ? `${text}\u00a0` : text;
    this.#timer = window.setTimeout(() => (this.#place.textContent = ""), CLEAR_AFTER_MS);
  }
}
