// Which language, and the sentences in it. Knows the document only to fill in what carries data-text, data-label or data-placeholder.
import { recall, remember } from "../session/memory.js";
import { en } from "./en.js";
import { ko } from "./ko.js";

/** @typedef {keyof typeof en} SentenceKey */
/** @typedef {Readonly<Record<SentenceKey, string>>} Sentences */
/** @typedef {"en" | "ko"} Language */

/** @type {Readonly<Record<Language, Sentences>>} */
const LANGUAGES = { en, ko };

/** Tells that the language changed. */
export class Translator extends EventTarget {
  /** @param {Language} language */
  constructor(language) {
    super();
    this.language = language;
  }

  /**
   * @param {SentenceKey} key
   * @param {Readonly<Record<string, string | number>>} values
   */
  say(key, values = {}) {
    return LANGUAGES[this.language][key].replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
  }

  /** The other of the two languages, remembered for the next visit. */
  switchLanguage() {
    this.language = this.language === "ko" ? "en" : "ko";
    remember("language", this.language);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Fill in everything under `root` that names a sentence.
   * @param {ParentNode} root
   */
  translate(root) {
    for (const element of root.querySelectorAll("[data-text]")) {
      element.textContent = this.say(/** @type {SentenceKey} */ (element.getAttribute("data-text")));
    }
    for (const element of root.querySelectorAll("[data-label]")) {
      label(element, this.say(/** @type {SentenceKey} */ (element.getAttribute("data-label"))));
    }
    for (const element of root.querySelectorAll("[data-placeholder]")) {
      const key = /** @type {SentenceKey} */ (element.getAttribute("data-placeholder"));
      element.setAttribute("placeholder", this.say(key));
    }
  }
}

/**
 * Name an element for those who hear the page, and a button also for those who hover over it.
 * @param {Element} element
 * @param {string} text
 */
export function label(element, text) {
  element.setAttribute("aria-label", text);
  if (element instanceof HTMLButtonElement) element.title = text;
}

/**
 * The remembered language, else the first of the person's languages that the page speaks.
 * @param {readonly string[]} preferred as navigator.languages
 * @returns {Language}
 */
export function chooseLanguage(preferred) {
  const remembered = recall("language");
  if (remembered === "en" || remembered === "ko") return remembered;
  const spoken = preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "ko");
  return spoken === "ko" ? "ko" : "en";
}
