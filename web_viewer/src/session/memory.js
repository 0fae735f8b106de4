// What this browser remembers of the person between visits. A browser that forbids it is no failure.

/** @typedef {"language" | "shortcuts"} Remembered */

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
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows of some browsers refuse: the choice then lasts as long as the page.
  }
}
