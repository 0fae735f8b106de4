// A field that grows with its text and sends with Enter; Shift+Enter begins a new line.

const LINES_MAX_PX = 132;

/**
 * @param {HTMLFormElement} form with one <textarea>
 * @param {(text: string) => boolean} send whether the text was taken
 */
export function watchCompose(form, send) {
  const field = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, LINES_MAX_PX)}px`;
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    // While Hangul is being composed, Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "" || !send(text)) return;
    field.value = "";
    grow();
    field.focus();
  });
}
