// Reactions of the class, rising over the picture. Decoration: hidden from screen readers, still for those who ask.
import { FACES } from "./action_bar.js";
import { make } from "./parts.js";

/** @typedef {import("../contract.d.ts").components["schemas"]["ReactionShown"]["counts"]} Counts */

/** More than these at once cannot be told apart. */
const SHOWN_MAX = 24;
const PER_BURST_MAX = 5;
const SHOWN_MS = 2600;

export class ReactionShower {
  #place;
  #lastNumber = 0;

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#place = place;
  }

  /** @param {{number: number, counts: Counts} | null} burst */
  show(burst) {
    if (burst === null || burst.number === this.#lastNumber) return;
    this.#lastNumber = burst.number;
    for (const [name, count] of Object.entries(burst.counts)) {
      const face = FACES[/** @type {keyof typeof FACES} */ (name)];
      if (face === undefined) continue;
      for (let index = 0; index < Math.min(count, PER_BURST_MAX); index++) this.#rise(face);
    }
  }

  /** @param {string} face */
  #rise(face) {
    if (this.#place.children.length >= SHOWN_MAX) return;
    const element = make("span", { of: "reactions-shown__one", text: face });
    element.style.setProperty("--place", `${Math.round(Math.random() * 100)}%`);
    element.style.setProperty("--wait", `${Math.round(Math.random() * 400)}ms`);
    this.#place.append(element);
    window.setTimeout(() => element.remove(), SHOWN_MS + 400);
  }
}
