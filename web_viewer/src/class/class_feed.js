// Follows one class: holds its state, hears the live socket, says what the student says, and brings every answer to the
// box. Draws nothing. Events: "change" after each change of state, "over" when the class is over for this page.
import { dropAnswer, answersFor, keepAnswer } from "../quiz/answer_shelf.js";
import { keepDrafts, loadDrafts } from "../quiz/draft_shelf.js";
import { answerKey, isPending } from "../quiz/kept_answers.js";
import { boxTime } from "../session/box_clock.js";
import { randomText } from "../session/person.js";
import { respondPlainly } from "./plain_answers.js";
import { NO_CLASS, advanceClass } from "./class_state.js";
import { CLOSE, isOfTheMoment } from "./live_message.js";
import { LiveSocket } from "./live_socket.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {import("./class_state.js").ClassState} ClassState
 * @typedef {import("./class_state.js").LocalMessage} LocalMessage
 * @typedef {import("./live_message.js").ServerMessage} ServerMessage
 * @typedef {import("./live_message.js").StudentCommand} StudentCommand
 * @typedef {import("../quiz/kept_answers.js").KeptAnswer} KeptAnswer
 *
 * @typedef {object} Pass the right to be in the class
 * @property {() => Promise<string | null>} token
 * @property {() => Promise<void>} renew
 * @property {string | null} participantId null for a guest
 */

/** How often the box's clock is asked for; its answer also proves that the socket is alive. */
const ASK_TIME_EVERY_MS = 15_000;

/** Unanswered for this long on a socket that looks open: the network has gone away without a word. */
const ANSWER_DEADLINE_MS = 5000;
const BEAT_MS = 1000;

/** The socket gets this long to come back before answers go by plain requests. */
const PLAIN_AFTER_MS = 2500;
const PLAIN_EVERY_MS = 4000;

const REF_BYTES = 12;

export class ClassFeed extends EventTarget {
  #state = NO_CLASS;
  #sessionId;
  #pass;
  #socket;
  #beat = 0;
  #helloAtMs = 0;
  #timeAskedAtMs = 0;
  #downSinceMs = performance.now();
  #plainAtMs = 0;
  #isSendingPlainly = false;
  #isWatching = false;

  /**
   * @param {string} sessionId
   * @param {Pass} pass
   */
  constructor(sessionId, pass) {
    super();
    this.#sessionId = sessionId;
    this.#pass = pass;
    this.#takeFromShelves();
    this.#socket = new LiveSocket(sessionId, {
      token: () => this.#greeting(),
      place: () => this.#state.place,
      heard: (message) => this.#hear(message),
      down: () => this.#down(),
      over: (code) => this.#over(code),
      tokenRefused: () => pass.renew(),
    });
    this.#beat = window.setInterval(() => this.#onBeat(), BEAT_MS);
  }

  get state() {
    return this.#state;
  }

  get sessionId() {
    return this.#sessionId;
  }

  get participantId() {
    return this.#pass.participantId;
  }

  /** The box's clock now. */
  get boxMs() {
    return boxTime(this.#state.clock, performance.now());
  }

  /**
   * Something that happens on this side only.
   * @param {LocalMessage} message
   */
  note(message) {
    this.#advance(message);
    if (message.type === "draft_changed" || message.type === "question_shown") {
      keepDrafts(this.#owner, this.#state.quiz.drafts);
    }
  }

  /**
   * Say something to the box; what cannot be said now is said when the socket is back, unless it would be old by then.
   * @param {StudentCommand} command
   * @returns {string | null} its ref; null when it was not said
   */
  say(command) {
    if (!this.#socket.isFollowing && isOfTheMoment(command)) return null;
    const ref = randomText(REF_BYTES);
    this.#advance({ type: "command_said", said: { ref, command, saidAtMs: performance.now() } });
    this.#socket.send({ ...command, ref });
    return ref;
  }

  /**
   * Answer a question: kept on the device first, then brought to the box.
   * @param {string} runId
   * @param {string} questionId
   * @param {Shapes["AnswerBody"]} answer
   */
  respond(runId, questionId, answer) {
    const { participantId } = this.#pass;
    if (participantId === null) return;
    const shownMs = this.#state.quiz.drafts[answerKey(runId, questionId)]?.shownMs ?? this.boxMs;
    /** @type {KeptAnswer} */
    const kept = {
      sessionId: this.#sessionId,
      participantId,
      runId,
      questionId,
      answerId: randomText(REF_BYTES),
      answer,
      elapsedMs: Math.round(Math.min(Math.max(0, this.boxMs - shownMs), 86_400_000)),
      place: "kept",
      detail: "",
    };
    keepAnswer(kept);
    this.#advance({ type: "answer_kept", answer: kept });
    this.#bring(kept);
  }

  /**
   * Whether the picture is seen: it counts as presence.
   * @param {boolean} isWatching
   */
  watching(isWatching) {
    if (this.#isWatching === isWatching) return;
    this.#isWatching = isWatching;
    this.#sayWatching();
  }

  /** There is a newer token: tell the box before the old one ends. */
  async renewed() {
    const token = await this.#pass.token();
    if (token !== null) this.say({ type: "renew", token });
  }

  /** The network or the tab came back. */
  wake() {
    if (this.#state.link === "over") return;
    if (this.#socket.isFollowing) this.#askTime();
    else this.#socket.refresh();
  }

  /** The picture broke off: the socket may be dead too without knowing. */
  doubt() {
    this.#socket.refresh();
  }

  close() {
    clearInterval(this.#beat);
    this.#socket.close();
  }

  get #owner() {
    return `${this.#sessionId}/${this.#pass.participantId ?? ""}`;
  }

  /** @param {ServerMessage | LocalMessage} message */
  #advance(message) {
    const before = this.#state;
    this.#state = advanceClass(before, message);
    if (this.#state !== before) this.dispatchEvent(new Event("change"));
  }

  #takeFromShelves() {
    const { participantId } = this.#pass;
    if (participantId === null) return;
    this.#advance({ type: "drafts_found", drafts: loadDrafts(this.#owner) });
    this.#advance({ type: "answers_found", answers: answersFor(this.#sessionId, participantId) });
  }

  async #greeting() {
    const token = await this.#pass.token();
    this.#helloAtMs = performance.now();
    return token;
  }

  /** @param {ServerMessage} message */
  #hear(message) {
    const receivedMs = performance.now();
    const said = message.type === "ack" ? this.#state.said.find(({ ref }) => ref === message.ref) : undefined;
    this.#advance(message);
    if (message.type === "ack") {
      if (said) this.#readClock(said.saidAtMs, receivedMs, message.server_ms);
      if (said?.command.type === "time") this.#timeAskedAtMs = 0;
      dropAnswer(message.ref);
    }
    if (message.type === "refused") this.#dropRefused(message.ref);
    if (message.type === "snapshot" || message.type === "resumed") {
      this.#readClock(this.#helloAtMs, receivedMs, message.server_ms);
      this.#catchUp();
    }
  }

  /**
   * @param {number} sentMs
   * @param {number} receivedMs
   * @param {number} serverMs
   */
  #readClock(sentMs, receivedMs, serverMs) {
    this.#advance({ type: "clock_read", sentMs, receivedMs, serverMs });
  }

  /** Say again what the box may not have heard. */
  #catchUp() {
    this.#timeAskedAtMs = 0;
    this.#advance({ type: "commands_repeated", atMs: performance.now() });
    for (const { ref, command } of this.#state.said) this.#socket.send({ ...command, ref });
    for (const answer of this.#pendingAnswers()) this.#bring(answer);
    this.#sayWatching();
    this.#askTime();
  }

  #pendingAnswers() {
    return Object.values(this.#state.quiz.answers).filter(isPending);
  }

  /** @param {KeptAnswer} answer */
  #bring(answer) {
    const { answerId: ref, runId: run_id, questionId: question_id, elapsedMs: elapsed_ms } = answer;
    /** @type {Shapes["Respond"]} */
    const command = { type: "quiz_respond", ref, run_id, question_id, answer: answer.answer, elapsed_ms };
    if (this.#socket.send(command)) this.#advance({ type: "answer_sent", answerId: ref });
  }

  /** @param {string} answerId */
  #dropRefused(answerId) {
    const answer = Object.values(this.#state.quiz.answers).find((each) => each.answerId === answerId);
    if (answer !== undefined && !isPending(answer)) dropAnswer(answerId);
  }

  #sayWatching() {
    if (this.#pass.participantId !== null) this.say({ type: "watching", is_watching: this.#isWatching });
  }

  #askTime() {
    if (this.#pass.participantId === null) return;
    this.#timeAskedAtMs = performance.now();
    this.say({ type: "time" });
  }

  #onBeat() {
    const nowMs = performance.now();
    if (!this.#socket.isFollowing) return void this.#sendPlainly(nowMs);
    const oldest = Math.min(nowMs, ...this.#state.said.map(({ saidAtMs }) => saidAtMs));
    if (nowMs - oldest > ANSWER_DEADLINE_MS) return this.#socket.refresh();
    if (nowMs - (this.#state.clock?.atMs ?? 0) > ASK_TIME_EVERY_MS && this.#timeAskedAtMs === 0) this.#askTime();
    this.#bringAgain(nowMs);
  }

  /**
   * Answers that the box could not take before are tried again; those that it did not acknowledge doubt the socket.
   * @param {number} nowMs
   */
  #bringAgain(nowMs) {
    if (nowMs - this.#plainAtMs < PLAIN_EVERY_MS) return;
    const pending = this.#pendingAnswers();
    if (pending.length === 0) return;
    this.#plainAtMs = nowMs;
    for (const answer of pending) this.#bring(answer);
  }

  /**
   * A network that lets requests through and no sockets still gets the answers to the box.
   * @param {number} nowMs
   */
  async #sendPlainly(nowMs) {
    const isTooEarly = nowMs - this.#downSinceMs < PLAIN_AFTER_MS || nowMs - this.#plainAtMs < PLAIN_EVERY_MS;
    if (isTooEarly || this.#isSendingPlainly || this.#state.link === "over") return;
    this.#plainAtMs = nowMs;
    this.#isSendingPlainly = true;
    try {
      for (const answer of this.#pendingAnswers()) {
        const outcome = await respondPlainly(answer, await this.#pass.token());
        if (outcome === null) break;
        this.#advance(outcome);
        if (outcome.type === "answer_stored") dropAnswer(answer.answerId);
        else this.#dropRefused(answer.answerId);
      }
    } finally {
      this.#isSendingPlainly = false;
    }
  }

  #down() {
    if (this.#state.link === "following") this.#downSinceMs = performance.now();
    this.#advance({ type: "socket_down" });
    this.dispatchEvent(new Event("down"));
  }

  /** @param {number} code */
  #over(code) {
    if (code === CLOSE.ENDED) this.#advance({ type: "class_over", ending: "ended" });
    if (code === CLOSE.REMOVED) this.#advance({ type: "class_over", ending: "removed" });
    this.dispatchEvent(new CustomEvent("over", { detail: code }));
  }
}
