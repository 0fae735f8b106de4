// The panel beside the picture: actions, chat, questions, own data. Always there on a phone held upright, a side panel
// that can be closed elsewhere.
import { label } from "../i18n/translator.js";
import { ActionBar } from "./action_bar.js";
import { ChatPanel } from "./chat_panel.js";
import { MePanel } from "./me_panel.js";
import { part } from "./parts.js";
import { QuestionPanel } from "./question_panel.js";
import { Tabs } from "./tabs.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("./toast.js").Toast} Toast
 */

/** Room for picture and panel side by side. */
const WIDE = "(min-width: 56rem) and (min-height: 30rem)";

export class ClassPanel {
  #page;
  #root;
  #classroom;
  #translator;
  #actions;
  #chat;
  #questions;
  #me;
  #tabs;
  #toggle;
  #isWanted = matchMedia(WIDE).matches;
  #wasShown = false;

  /**
   * @param {HTMLElement} page
   * @param {Classroom} classroom
   * @param {Translator} translator
   * @param {Toast} toast
   */
  constructor(page, classroom, translator, toast) {
    this.#page = page;
    this.#root = part(page, "class", HTMLElement);
    this.#classroom = classroom;
    this.#translator = translator;
    const notConnected = () => toast.show(translator.say("refusal.not_connected"));
    this.#actions = new ActionBar(this.#root, classroom, translator, notConnected);
    this.#chat = new ChatPanel(this.#root, classroom, translator);
    this.#questions = new QuestionPanel(this.#root, classroom, translator);
    this.#me = new MePanel(this.#root, classroom, translator);
    this.#tabs = new Tabs(this.#root, () => this.#tabOpened());
    this.#toggle = part(page, "class-toggle", HTMLButtonElement);
    this.#toggle.addEventListener("click", () => this.#want(!this.#isWanted));
    translator.addEventListener("change", () => {
      this.#chat.translate();
      this.#questions.translate();
    });
  }

  show() {
    const { part: role, state, view } = this.#classroom;
    const isOver = view === "ended" && state.you !== null;
    const isThere = role === "student" || isOver;
    this.#root.hidden = !isThere;
    this.#toggle.hidden = !isThere;
    this.#page.toggleAttribute("data-class", isThere);
    this.#page.toggleAttribute("data-class-open", isThere && this.#isWanted);
    this.#root.toggleAttribute("data-over", isOver);
    this.#toggle.setAttribute("aria-expanded", String(this.#isWanted));
    label(this.#toggle, this.#translator.say(this.#isWanted ? "class.hide" : "class.show"));
    if (!isThere) return void (this.#wasShown = false);
    if (isOver && this.#wasShown && this.#tabs.current !== "me") this.#tabs.choose("me");
    this.#actions.show();
    this.#chat.show();
    this.#questions.show();
    this.#me.show();
    this.#count();
    if (!this.#wasShown) this.#appear();
  }

  #appear() {
    this.#wasShown = true;
    this.#tabOpened();
    this.#chat.toEnd();
  }

  #count() {
    const { unread } = this.#classroom.state;
    this.#tabs.count("chat", unread.chat, String(unread.chat));
    this.#tabs.count("questions", unread.questions, String(unread.questions));
    const news = part(this.#toggle, "class-news", HTMLElement);
    news.hidden = unread.chat + unread.questions === 0 || this.#isVisible;
  }

  get #isVisible() {
    return this.#root.checkVisibility();
  }

  /** @param {boolean} isWanted */
  #want(isWanted) {
    this.#isWanted = isWanted;
    this.show();
    this.#tabOpened();
    if (isWanted) this.#chat.toEnd();
  }

  #tabOpened() {
    const tab = this.#isVisible ? this.#tabs.current : null;
    if (tab !== this.#classroom.state.openTab) this.#classroom.feed?.note({ type: "tab_opened", tab });
    if (tab === "chat") this.#chat.toEnd();
    if (tab === "me") this.#me.open();
  }
}
