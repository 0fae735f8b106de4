// Options to be put in order: by dragging, and by buttons for everybody whom dragging does not suit.
import { movedTo } from "../quiz/answer_draft.js";
import { inOwnOrder } from "../quiz/option_order.js";
import { label } from "../i18n/translator.js";
import { drawing, make } from "./parts.js";
import { TASKS } from "./quiz_words.js";

/**
 * @typedef {import("./quiz_fields.js").Asked} Asked
 * @typedef {import("../contract.d.ts").components["schemas"]["PublicOption"]} PublicOption
 */

/**
 * @param {Asked} asked
 * @returns {HTMLElement}
 */
export function orderingField(asked) {
  return new OrderingField(asked).element;
}

class OrderingField {
  #asked;
  /** @type {string[]} */
  #order;
  /** @type {Map<string, HTMLLIElement>} */
  #rows = new Map();
  #list = make("ol", { of: "ordering" });
  /** @type {PublicOption | null} */
  #held = null;

  /** @param {Asked} asked */
  constructor(asked) {
    this.#asked = asked;
    const { question, draft, participantId } = asked;
    const own = inOwnOrder(question.options, participantId).map((option) => option.id);
    const isWhole = draft.optionIds.length === own.length && own.every((id) => draft.optionIds.includes(id));
    this.#order = isWhole ? [...draft.optionIds] : own;
    for (const option of question.options) this.#rows.set(option.id, this.#row(option));
    const task = make("p", { of: "quiz__task", text: asked.translator.say(TASKS.ordering) });
    this.element = make("div", { of: "ordering-field" }, [task, this.#list]);
    this.#show();
    if (!asked.isLocked) this.#letDrag();
    // The first order is an answer as well: whoever agrees with it can send it.
    if (!isWhole && !asked.isLocked) asked.changed({ optionIds: this.#order, text: "" });
  }

  #show() {
    this.#list.append(...this.#order.map((id) => /** @type {HTMLLIElement} */ (this.#rows.get(id))));
    this.#order.forEach((id, place) => {
      const row = /** @type {HTMLLIElement} */ (this.#rows.get(id));
      const number = row.querySelector(".ordering__place");
      if (number !== null) number.textContent = String(place + 1);
      const [up, down] = row.querySelectorAll("button");
      up?.setAttribute("aria-disabled", String(place === 0));
      down?.setAttribute("aria-disabled", String(place === this.#order.length - 1));
    });
  }

  /** @param {PublicOption} option */
  #row(option) {
    const { translator, isLocked } = this.#asked;
    const step = (/** @type {"up" | "down"} */ icon, /** @type {number} */ by) => {
      const button = make("button", { of: "button button--icon", with: { type: "button" } }, [drawing(`icon-${icon}`)]);
      const key = by < 0 ? "quiz.earlier" : "quiz.later";
      label(button, translator.say(key, { text: option.text }));
      button.disabled = isLocked;
      button.addEventListener("click", () => {
        this.#move(option, this.#order.indexOf(option.id) + by);
        button.focus();
      });
      return button;
    };
    const grip = make("span", { of: "ordering__grip", with: { "aria-hidden": "true" } }, [drawing("icon-grip")]);
    const row = make("li", { of: "ordering__row" }, [
      grip,
      make("span", { of: "ordering__place", with: { "aria-hidden": "true" } }),
      make("span", { of: "ordering__text", text: option.text }),
      step("up", -1),
      step("down", 1),
    ]);
    return row;
  }

  /**
   * @param {PublicOption} option
   * @param {number} place
   */
  #move(option, place) {
    const order = movedTo(this.#order, option.id, place);
    if (order.join() === this.#order.join()) return;
    this.#order = order;
    this.#show();
    this.#asked.changed({ optionIds: order, text: "" });
    const { translator, announce } = this.#asked;
    const number = order.indexOf(option.id) + 1;
    announce(translator.say("quiz.moved", { text: option.text, place: number, count: order.length }));
  }

  /**
   * Pointer events, so that finger, pen and mouse are one; the page does not scroll under the grip. The list holds the
   * pointer: a row that is moved in the document would lose it.
   */
  #letDrag() {
    const list = this.#list;
    list.addEventListener("pointerdown", (event) => {
      const held = this.#optionAt(event.target);
      if (held === null) return;
      event.preventDefault();
      list.setPointerCapture(event.pointerId);
      this.#hold(held);
    });
    list.addEventListener("pointermove", (event) => {
      const held = this.#held;
      if (held === null) return;
      const place = this.#placeAt(event.clientY);
      if (place !== this.#order.indexOf(held.id)) this.#move(held, place);
    });
    for (const type of ["pointerup", "pointercancel"]) list.addEventListener(type, () => this.#hold(null));
  }

  /**
   * The option whose grip was touched.
   * @param {EventTarget | null} target
   */
  #optionAt(target) {
    const grip = target instanceof Element ? target.closest(".ordering__grip") : null;
    const { options } = this.#asked.question;
    return options.find((option) => grip !== null && this.#rows.get(option.id)?.contains(grip)) ?? null;
  }

  /** @param {PublicOption | null} option */
  #hold(option) {
    this.#held = option;
    for (const [id, row] of this.#rows) row.classList.toggle("ordering__row--held", id === option?.id);
  }

  /** @param {number} clientY */
  #placeAt(clientY) {
    const middles = [...this.#list.children].map((row) => {
      const box = row.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    const nearest = middles.map((middle, place) => ({ place, distance: Math.abs(middle - clientY) }));
    nearest.sort((one, other) => one.distance - other.distance);
    return nearest[0]?.place ?? 0;
  }
}
