// A list that changes only where its items do: focus, scroll and selection stay where they are.

/**
 * @template Item
 * @typedef {object} ItemKind
 * @property {(item: Item) => string} key
 * @property {(item: Item) => HTMLElement} make
 * @property {(element: HTMLElement, item: Item) => void} update
 */

/** @template Item */
export class KeyedList {
  #list;
  #kind;
  /** @type {Map<string, {element: HTMLElement, item: Item}>} */
  #shown = new Map();

  /**
   * @param {HTMLElement} list
   * @param {ItemKind<Item>} kind
   */
  constructor(list, kind) {
    this.#list = list;
    this.#kind = kind;
  }

  /** Draw every item anew with the next `show`: the language has changed. */
  forget() {
    this.#shown.clear();
    this.#list.replaceChildren();
  }

  /** @param {readonly Item[]} items in their order */
  show(items) {
    const keys = new Set(items.map(this.#kind.key));
    for (const [key, { element }] of this.#shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
    items.forEach((item, index) => this.#place(item, index));
  }

  /**
   * @param {Item} item
   * @param {number} index
   */
  #place(item, index) {
    const key = this.#kind.key(item);
    const known = this.#shown.get(key);
    const element = known?.element ?? this.#kind.make(item);
    if (known?.item !== item) this.#kind.update(element, item);
    this.#shown.set(key, { element, item });
    const there = this.#list.children[index] ?? null;
    if (there !== element) this.#list.insertBefore(element, there);
  }
}
