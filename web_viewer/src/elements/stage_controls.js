// The bar: sound, picture info, picture in picture, full screen, language.
import { label } from "../i18n/translator.js";
import { actionFor } from "./keyboard.js";
import { setIcon } from "./parts.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("./keyboard.js").Action} Action
 * @typedef {import("./picture_panel.js").PicturePanel} PicturePanel
 *
 * iPhones have neither the Fullscreen API nor its names, only this on the video itself.
 * @typedef {HTMLVideoElement & {webkitEnterFullscreen?: () => void}} PhoneVideo
 *
 * @typedef {object} Surroundings what the bar acts upon
 * @property {HTMLElement} page what fills the screen
 * @property {PhoneVideo} video
 * @property {PicturePanel} panel
 * @property {HTMLButtonElement} soundPrompt
 */

/** Where a key is a letter of a text, or a touch of a field. */
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";

export class StageControls {
  #root;
  #classroom;
  #translator;
  #around;

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {Surroundings} around
   */
  constructor(root, classroom, translator, around) {
    this.#root = root;
    this.#classroom = classroom;
    this.#translator = translator;
    this.#around = around;
    for (const action of /** @type {const} */ (["sound", "info", "pip", "fullscreen"])) {
      this.#button(action).addEventListener("click", () => this.#act(action));
    }
    this.#button("language").addEventListener("click", () => translator.switchLanguage());
    around.soundPrompt.addEventListener("click", () => this.#act("sound"));
    around.panel.closeButton.addEventListener("click", () => this.#act("info"));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    const refresh = () => this.#refresh();
    for (const target of [classroom, translator]) target.addEventListener("change", refresh);
    classroom.player.addEventListener("sample", refresh);
    around.video.addEventListener("volumechange", refresh);
    document.addEventListener("fullscreenchange", refresh);
    refresh();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { panel } = this.#around;
    if (event.key === "Escape" && panel.isOpen) return this.#act("info");
    const isTyping = event.target instanceof Element && event.target.matches(TYPED);
    const action = isTyping || !panel.hasShortcuts ? null : actionFor(event);
    if (action === null || this.#button(action).hidden) return;
    event.preventDefault();
    this.#act(action);
  }

  /** @param {Action} action */
  #act(action) {
    const { video, panel, page } = this.#around;
    switch (action) {
      case "sound":
        video.muted = !video.muted;
        return void video.play().catch(() => {});
      case "info":
        return this.#togglePanel(panel);
      case "pip":
        return void togglePictureInPicture(video).catch(() => {});
      case "fullscreen":
        return void toggleFullscreen(page, video).catch(() => {});
    }
  }

  /** @param {PicturePanel} panel */
  #togglePanel(panel) {
    const hadFocus = panel.hasFocus;
    panel.toggle();
    if (hadFocus) this.#button("info").focus();
    this.#refresh();
  }

  #refresh() {
    const { video, panel, soundPrompt, page } = this.#around;
    const { player, view } = this.#classroom;
    const isLive = view === "live";
    const say = this.#translator.say.bind(this.#translator);
    const isFull = document.fullscreenElement !== null;
    this.#show(
      "sound",
      isLive,
      say(video.muted ? "controls.unmute" : "controls.mute"),
      video.muted ? "sound-off" : "sound-on",
    );
    this.#show(
      "fullscreen",
      canFullscreen(page, video, isLive),
      say(isFull ? "controls.fullscreen_exit" : "controls.fullscreen"),
      isFull ? "fullscreen-exit" : "fullscreen",
    );
    this.#button("pip").hidden = !isLive || !document.pictureInPictureEnabled;
    this.#button("info").hidden = !isLive && !panel.isOpen;
    this.#button("info").setAttribute("aria-expanded", String(panel.isOpen));
    soundPrompt.hidden = !isLive || !video.muted || !player.hasSound;
    const language = this.#button("language");
    language.title = say("controls.other_language");
    language.lang = this.#translator.language === "ko" ? "en" : "ko";
  }

  /**
   * @param {Action} action
   * @param {boolean} isOffered
   * @param {string} text
   * @param {string} icon
   */
  #show(action, isOffered, text, icon) {
    const button = this.#button(action);
    button.hidden = !isOffered;
    if (button.title !== text) label(button, text);
    setIcon(button, icon);
  }

  /** @param {Action | "language"} action */
  #button(action) {
    return /** @type {HTMLButtonElement} */ (this.#root.querySelector(`[data-action="${action}"]`));
  }
}

/**
 * @param {HTMLElement} page
 * @param {PhoneVideo} video
 * @param {boolean} isLive
 */
function canFullscreen(page, video, isLive) {
  if (document.fullscreenEnabled && "requestFullscreen" in page) return true;
  return isLive && video.webkitEnterFullscreen !== undefined;
}

/**
 * @param {HTMLElement} page
 * @param {PhoneVideo} video
 */
async function toggleFullscreen(page, video) {
  if (document.fullscreenElement !== null) await document.exitFullscreen();
  else if (document.fullscreenEnabled) await page.requestFullscreen();
  else video.webkitEnterFullscreen?.();
}

/** @param {HTMLVideoElement} video */
async function togglePictureInPicture(video) {
  if (document.pictureInPictureElement !== null) await document.exitPictureInPicture();
  else await video.requestPictureInPicture();
}
