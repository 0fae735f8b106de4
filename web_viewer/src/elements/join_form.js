// The one screen on which somebody joins: the code if it is not known, the name, done.
import { asksFor } from "../session/entrance_state.js";
import { cleanCode } from "../session/session_finder.js";
import { part, setText } from "./parts.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../session/entrance_state.js").Trouble} Trouble
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 */

/** @type {Readonly<Partial<Record<Trouble, SentenceKey>>>} */
const ERRORS = {
  wrong_code: "join.error_code",
  code: "join.error_code",
  name: "join.error_name",
  locked: "join.error_locked",
  removed: "join.error_removed",
  full: "join.error_full",
  busy: "join.error_busy",
  unreachable: "join.error_unreachable",
};

/** @type {ReadonlySet<Trouble>} */
const OF_THE_CODE = new Set(["wrong_code", "code"]);

export class JoinForm {
  #form;
  #classroom;
  #translator;
  /** @type {SentenceKey | null} */
  #missing = null;
  #isSubmitted = false;

  /**
   * @param {HTMLFormElement} form
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(form, classroom, translator) {
    this.#form = form;
    this.#classroom = classroom;
    this.#translator = translator;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener("input", () => this.#clearError());
    const { entrance } = classroom;
    part(form, "join-cancel", HTMLButtonElement).addEventListener("click", () =>
      entrance.dispatch({ type: "watch_only" }),
    );
    part(form, "not-you", HTMLButtonElement).addEventListener("click", () => {
      this.#name.value = "";
      entrance.dispatch({ type: "somebody_else" });
      this.#name.focus();
    });
  }

  get #code() {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("code"));
  }

  get #name() {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("name"));
  }

  show() {
    const { state } = this.#classroom.entrance;
    const asked = asksFor(state);
    const isNew = this.#form.hidden && asked !== null;
    this.#form.hidden = asked === null || !isFormView(this.#classroom.view);
    if (asked === null || this.#form.hidden) return;
    part(this.#form, "code-field", HTMLElement).hidden = !asked.code;
    part(this.#form, "name-field", HTMLElement).hidden = !asked.name;
    if (isNew) this.#begin(asked.code);
    const isJoining = state.phase === "joining" || (state.isTakingPart && this.#isSubmitted && state.trouble === null);
    const go = part(this.#form, "join-button", HTMLButtonElement);
    setText(go, this.#translator.say(isJoining ? "join.joining" : "join.go"));
    go.setAttribute("aria-disabled", String(isJoining));
    part(this.#form, "join-cancel", HTMLButtonElement).hidden = !state.isTakingPart;
    this.#showNotYou(state.identity.name);
    this.#showError(state);
  }

  /** @param {boolean} needsCode */
  #begin(needsCode) {
    const { state } = this.#classroom.entrance;
    this.#missing = null;
    this.#isSubmitted = false;
    if (this.#name.value === "") this.#name.value = state.identity.name;
    if (this.#code.value === "") this.#code.value = state.code ?? "";
    const first = needsCode ? this.#code : this.#name;
    // A phone's keyboard would cover the card before it was read; a keyboard user is helped.
    if (needsCode || matchMedia("(hover: hover)").matches) first.focus();
    if (needsCode) first.select();
  }

  /** @param {string} name */
  #showNotYou(name) {
    const notYou = part(this.#form, "not-you", HTMLButtonElement);
    const { state } = this.#classroom.entrance;
    notYou.hidden = name === "" || state.phase === "joining" || this.#name.value.trim() !== name;
    setText(notYou, this.#translator.say("join.not_you", { name }));
  }

  #submit() {
    const { entrance } = this.#classroom;
    const asked = asksFor(entrance.state);
    if (asked === null || part(this.#form, "join-button", HTMLButtonElement).ariaDisabled === "true") return;
    const code = asked.code ? cleanCode(this.#code.value) : null;
    const name = this.#name.value.trim();
    if (asked.code && code === null) return this.#miss("join.error_code_missing", this.#code);
    if (name === "") return this.#miss("join.error_name_missing", this.#name);
    if (code !== null) history.replaceState(null, "", `?code=${encodeURIComponent(code)}`);
    this.#missing = null;
    this.#isSubmitted = true;
    entrance.dispatch({ type: "given", code, name });
  }

  /**
   * @param {SentenceKey} sentence
   * @param {HTMLInputElement} field
   */
  #miss(sentence, field) {
    this.#missing = sentence;
    this.show();
    field.focus();
  }

  #clearError() {
    this.#missing = null;
    this.#isSubmitted = false;
    part(this.#form, "join-error", HTMLParagraphElement).hidden = true;
    for (const field of [this.#code, this.#name]) field.removeAttribute("aria-invalid");
    this.#showNotYou(this.#classroom.entrance.state.identity.name);
  }

  /** @param {import("../session/entrance_state.js").EntranceState} state */
  #showError({ trouble, phase }) {
    const key = this.#missing ?? (phase === "joining" ? null : trouble === null ? null : ERRORS[trouble] ?? null);
    const place = part(this.#form, "join-error", HTMLParagraphElement);
    place.hidden = key === null;
    setText(place, key === null ? "" : this.#translator.say(key));
    const isCode = key === "join.error_code_missing" || (this.#missing === null && trouble !== null && OF_THE_CODE.has(trouble));
    const isName = key === "join.error_name_missing" || (this.#missing === null && trouble === "name");
    mark(this.#code, isCode);
    mark(this.#name, isName);
  }
}

/** @param {import("../class/page_view.js").View} view */
function isFormView(view) {
  return view === "join" || view === "not_found" || view === "needs_code";
}

/**
 * @param {HTMLInputElement} field
 * @param {boolean} isWrong
 */
function mark(field, isWrong) {
  if (isWrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
