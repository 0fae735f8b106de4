// Keeps the keyboard's place while something around it is drawn anew.

/**
 * What has the focus, in words that hold after a redraw; null when it is elsewhere.
 * @param {HTMLElement} root
 */
export function focusMark(root) {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !root.contains(focused)) return null;
  if (focused.id !== "") return `#${focused.id}`;
  return focused instanceof HTMLInputElement ? `input[value="${CSS.escape(focused.value)}"]` : "";
}

/**
 * @param {HTMLElement} root
 * @param {string} mark
 * @returns {boolean} whether the focus is where it was
 */
export function restoreFocus(root, mark) {
  const element = mark === "" ? null : root.querySelector(mark);
  if (!(element instanceof HTMLElement) || element.matches(":disabled")) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}
