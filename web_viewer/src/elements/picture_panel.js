// The small panel with the figures of the picture, and the switch for the single-key shortcuts.
import { recall, remember } from "../session/memory.js";
import { part } from "./parts.js";

/**
 * @typedef {import("../player/stage_player.js").StagePlayer} StagePlayer
 * @typedef {import("../player/picture_stats.js").PictureInfo} PictureInfo
 * @typedef {import("../i18n/translator.js").Translator} Translator
 */

const UNKNOWN = "–";

/** Figures that change faster than this cannot be read. */
const SHOW_EVERY_MS = 900;

export class PicturePanel {
  #root;
  #player;
  #translator;
  #shortcuts;
  #shownAtMs = 0;

  /**
   * @param {HTMLElement} root
   * @param {StagePlayer} player
   * @param {Translator} translator
   */
  constructor(root, player, translator) {
    this.#root = root;
    this.#player = player;
    this.#translator = translator;
    this.#shortcuts = part(root, "shortcuts", HTMLInputElement);
    player.addEventListener("sample", () => {
      if (this.isOpen && performance.now() - this.#shownAtMs >= SHOW_EVERY_MS) this.#show();
    });
    for (const source of [player, translator]) source.addEventListener("change", () => this.#show());
    const shortcuts = this.#shortcuts;
    shortcuts.checked = recall("shortcuts") !== "off";
    shortcuts.addEventListener("change", () => remember("shortcuts", shortcuts.checked ? "on" : "off"));
  }

  get isOpen() {
    return !this.#root.hidden;
  }

  /** Single keys can clash with speech input and with slips: they can be switched off. */
  get hasShortcuts() {
    return this.#shortcuts.checked;
  }

  /** Whether the keyboard focus is inside. */
  get hasFocus() {
    return this.#root.contains(document.activeElement);
  }

  get closeButton() {
    return part(this.#root, "close", HTMLButtonElement);
  }

  toggle() {
    this.#root.hidden = this.isOpen;
    this.#show();
  }

  #show() {
    this.#shownAtMs = performance.now();
    for (const [name, text] of Object.entries(figures(this.#player.info, this.#translator))) {
      const place = this.#root.querySelector(`[data-figure="${name}"]`);
      if (place) place.textContent = text;
    }
  }
}

/**
 * @param {PictureInfo | null} info
 * @param {Translator} translator
 * @returns {Record<string, string>}
 */
function figures(info, translator) {
  return {
    resolution: info?.width ? `${info.width} × ${info.height}` : UNKNOWN,
    frame_rate: info ? translator.say("unit.fps", { value: info.framesPerSecond }) : UNKNOWN,
    bitrate: info
      ? translator.say("unit.kbps", { value: info.kilobitsPerSecond.toLocaleString(translator.language) })
      : UNKNOWN,
    loss: info ? translator.say("unit.percent", { value: info.lossPercent.toFixed(1) }) : UNKNOWN,
    delay: info ? translator.say("unit.ms", { value: info.delayMs }) : UNKNOWN,
    connection: info?.transport?.toUpperCase() ?? UNKNOWN,
  };
}
