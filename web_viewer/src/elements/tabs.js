// The tabs of the class panel, by the ARIA pattern: arrow keys move, one tab stop for all of them.

/** @typedef {import("../class/class_state.js").Tab} Tab */

/** @type {readonly Tab[]} */
const ORDER = ["chat", "questions", "me"];

export class Tabs {
  #root;
  #chosen;
  /** @type {Tab} */
  #current = "chat";

  /**
   * @param {HTMLElement} root the class panel
   * @param {(tab: Tab) => void} chosen
   */
  constructor(root, chosen) {
    this.#root = root;
    this.#chosen = chosen;
    for (const tab of ORDER) this.#tab(tab).addEventListener("click", () => this.choose(tab));
    root.querySelector('[role="tablist"]')?.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent) this.#onKey(event);
    });
    this.#show();
  }

  get current() {
    return this.#current;
  }

  /** @param {Tab} tab */
  choose(tab) {
    this.#current = tab;
    this.#show();
    this.#chosen(tab);
  }

  /**
   * @param {Tab} tab
   * @param {number} count what is new in it
   * @param {string} spoken the count in words
   */
  count(tab, count, spoken) {
    const place = this.#tab(tab).querySelector("[data-count]");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = count === 0;
    place.textContent = count > 99 ? "99+" : String(count);
    place.setAttribute("aria-label", spoken);
  }

  #show() {
    for (const tab of ORDER) {
      const isCurrent = tab === this.#current;
      this.#tab(tab).setAttribute("aria-selected", String(isCurrent));
      this.#tab(tab).tabIndex = isCurrent ? 0 : -1;
      const panel = this.#root.querySelector(`[data-panel="${tab}"]`);
      if (panel instanceof HTMLElement) panel.hidden = !isCurrent;
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = ORDER.indexOf(this.#current);
    const next = { Home: 0, End: ORDER.length - 1 }[event.key] ?? (step && (place + step + ORDER.length) % ORDER.length);
    const tab = next === undefined ? undefined : ORDER[next];
    if (tab === undefined) return;
    event.preventDefault();
    this.choose(tab);
    this.#tab(tab).focus();
  }

  /** @param {Tab} tab */
  #tab(tab) {
    return /** @type {HTMLButtonElement} */ (this.#root.querySelector(`[data-tab="${tab}"]`));
  }
}
