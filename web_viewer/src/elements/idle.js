// Says when nobody reaches for the controls.
// People who use the keyboard are never idle: focus they cannot see is focus lost.

const IDLE_AFTER_MS = 3500;

/** Who has just come gets the time to find the sound and the rest. */
const FIRST_IDLE_AFTER_MS = 15_000;

/**
 * @param {HTMLElement} element
 * @param {(isIdle: boolean) => void} changed
 */
export function watchIdle(element, changed) {
  let usesKeyboard = false;
  let timer = 0;
  const wake = (restAfterMs = IDLE_AFTER_MS) => {
    clearTimeout(timer);
    changed(false);
    if (!usesKeyboard) timer = window.setTimeout(() => changed(true), restAfterMs);
  };
  for (const type of ["pointermove", "pointerdown"]) {
    element.addEventListener(type, () => {
      usesKeyboard = false;
      wake();
    });
  }
  for (const type of ["keydown", "focusin"]) {
    document.addEventListener(type, () => {
      usesKeyboard = type === "keydown" || document.activeElement?.matches(":focus-visible") === true;
      wake();
    });
  }
  wake(FIRST_IDLE_AFTER_MS);
}
