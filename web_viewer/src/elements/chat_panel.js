// The chat: what was written, what is on its way, and why one cannot write where that is so.
import { label } from "../i18n/translator.js";
import { watchCompose } from "./compose.js";
import { KeyedList } from "./keyed_list.js";
import { drawing, make, part, setText } from "./parts.js";
import { timeOfDay } from "./time_words.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../contract.d.ts").components["schemas"]["ChatMessageView"]} Message
 *
 * A line of the chat: a message, or one that the box does not have yet.
 * @typedef {{key: string, message: Message, isOnWay: boolean, isOwn: boolean}} Line
 */

/** Who is this close to the end reads along; who scrolled up is left there. */
const NEAR_END_PX = 80;

export class ChatPanel {
  #root;
  #scroll;
  #classroom;
  #translator;
  #list;
  /** @type {WeakMap<Message, Line>} */
  #known = new WeakMap();

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(root, classroom, translator) {
    this.#root = root;
    this.#scroll = part(root, "chat-scroll", HTMLElement);
    this.#classroom = classroom;
    this.#translator = translator;
    this.#list = new KeyedList(part(root, "messages", HTMLElement), {
      key: (/** @type {Line} */ line) => line.key,
      make: (line) => this.#make(line),
      update: (element, line) => this.#update(element, line),
    });
    watchCompose(part(root, "chat-form", HTMLFormElement), (text) => this.#send(text));
  }

  /** The language has changed. */
  translate() {
    this.#list.forget();
    this.show();
  }

  show() {
    const lines = this.#lines();
    const wasNearEnd = this.#isNearEnd;
    this.#list.show(lines);
    part(this.#root, "chat-empty", HTMLElement).hidden = lines.length > 0;
    if (wasNearEnd) this.toEnd();
    this.#showRights();
  }

  /** Scroll to the newest message. */
  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  get #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  #showRights() {
    const { you, session } = this.#classroom.state;
    const isMuted = you?.is_muted === true;
    const isTeacherOnly = !isMuted && session?.chat_mode === "teacher_only";
    const why = part(this.#root, "chat-why", HTMLElement);
    why.hidden = !isMuted && !isTeacherOnly;
    setText(why, this.#translator.say(isMuted ? "chat.muted" : "chat.teacher_only"));
    part(this.#root, "chat-form", HTMLElement).hidden = isMuted;
    const toClass = this.#radio("class");
    toClass.disabled = isTeacherOnly;
    if (isTeacherOnly) this.#radio("teacher").checked = true;
  }

  /** @param {string} text */
  #send(text) {
    const audience = this.#radio("teacher").checked ? "teacher" : "class";
    const ref = this.#classroom.feed?.say({ type: "chat_send", text, audience }) ?? null;
    this.show();
    this.toEnd();
    return ref !== null;
  }

  /** @param {"class" | "teacher"} value */
  #radio(value) {
    return /** @type {HTMLInputElement} */ (this.#root.querySelector(`input[name="audience"][value="${value}"]`));
  }

  /** @param {Line} line */
  #make(line) {
    const say = this.#translator.say.bind(this.#translator);
    const { message, isOwn } = line;
    const isTeacher = message.author === "teacher";
    const author = isOwn ? say("chat.you") : message.author_name;
    const remove = make("button", { of: "button button--icon message__delete", with: { type: "button" } }, [
      drawing("icon-trash"),
    ]);
    label(remove, say("chat.delete"));
    remove.addEventListener("click", () =>
      this.#classroom.feed?.say({ type: "chat_delete", message_id: message.message_id }),
    );
    const head = make("p", { of: "message__head" }, [
      make("span", { of: "message__author", text: author }),
      isTeacher ? make("span", { of: "tag tag--teacher", text: say("chat.teacher") }) : null,
      message.audience === "teacher" ? make("span", { of: "tag", text: say("chat.private") }) : null,
      make("span", { of: "message__time" }),
    ]);
    const body = make("p", { of: "message__text", text: message.text });
    return make("li", { of: "message" }, [head, body, isOwn ? remove : null]);
  }

  /**
   * @param {HTMLElement} element
   * @param {Line} line
   */
  #update(element, line) {
    const { message, isOnWay, isOwn } = line;
    element.classList.toggle("message--own", isOwn);
    element.classList.toggle("message--on-way", isOnWay);
    const remove = element.querySelector(".message__delete");
    if (remove instanceof HTMLElement) remove.hidden = isOnWay;
    const time = element.querySelector(".message__time");
    if (time === null) return;
    const isAway = this.#classroom.state.link !== "following";
    const onWay = this.#translator.say(isAway ? "chat.waiting" : "chat.sending");
    setText(time, isOnWay ? onWay : timeOfDay(message.sent_ms, this.#translator.language));
  }

  /** @returns {Line[]} */
  #lines() {
    const { state } = this.#classroom;
    const own = state.you?.person_id;
    const lines = state.messages.map((message) => this.#line(message, message.author_id === own));
    return [...lines, ...onTheirWay(state)];
  }

  /**
   * A message is one line as long as it lives: what did not change is not drawn again.
   * @param {Message} message
   * @param {boolean} isOwn
   */
  #line(message, isOwn) {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const line = { key: message.message_id, message, isOnWay: false, isOwn };
    this.#known.set(message, line);
    return line;
  }
}

/**
 * Messages that the box has not acknowledged yet.
 * @param {import("../class/class_state.js").ClassState} state
 * @returns {Line[]}
 */
function onTheirWay({ said, you }) {
  return said.flatMap(({ ref, command }) => {
    if (command.type !== "chat_send") return [];
    /** @type {Message} */
    const message = {
      message_id: ref,
      author: "student",
      author_id: you?.person_id ?? "",
      author_name: you?.name ?? "",
      text: command.text,
      sent_ms: 0,
      audience: command.audience,
    };
    return [{ key: `ref-${ref}`, message, isOnWay: true, isOwn: true }];
  });
}
