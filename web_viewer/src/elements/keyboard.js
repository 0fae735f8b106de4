// Which key asks for what. The position of the key counts where the keyboard writes Hangul.

/** @typedef {"sound" | "fullscreen" | "pip" | "info"} Action */

/** @type {Readonly<Record<string, Action>>} */
const ACTIONS = { m: "sound", f: "fullscreen", p: "pip", i: "info" };

/**
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "repeat">} event
 * @returns {Action | null}
 */
export function actionFor(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const isLatin = /^[a-z]$/i.test(event.key);
  const letter = isLatin ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase();
  return ACTIONS[letter] ?? null;
}
