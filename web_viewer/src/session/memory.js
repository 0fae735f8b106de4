// What this browser remembers of the person between visits. A browser that forbids it is no failure.

/** @typedef {"language" | "shortcuts" | "person" | "answers" | "drafts"} Remembered */

const PREFIX = "airclass.";

/** @param {Remembered} name */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {Remembered} name
 * @param {string} value
 * @returns {boolean} whether it will be there after a reload
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
    return true;
  } catch {
    // Private windows of some browsers refuse: the choice then lasts as long as the page.
    return false;
  }
}

/**
 * Something with a shape; whatever else lies there is nothing.
 * @template T
 * @param {Remembered} name
 * @param {(value: unknown) => value is T} isShaped
 * @returns {T | null}
 */
export function recallShape(name, isShaped) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(recall(name) ?? "null");
    return isShaped(value) ? value : null;
  } catch {
    return null;
  }
}
