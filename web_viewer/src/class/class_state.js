// The class as this page knows it: one reducer over what the box says and what the student does. Pure.
import { adjusted } from "../session/box_clock.js";
import { isOfTheMoment } from "./live_message.js";
import { NO_QUIZ, advanceCard, fromSnapshot, withResult, withRun } from "../quiz/quiz_state.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {import("../quiz/quiz_state.js").QuizState} QuizState
 * @typedef {import("../quiz/quiz_state.js").CardEvent} CardEvent
 * @typedef {import("../session/box_clock.js").BoxClock} BoxClock
 * @typedef {import("./live_message.js").ServerMessage} ServerMessage
 * @typedef {import("./live_message.js").StudentCommand} StudentCommand
 *
 * How the page hangs on the class: not yet, by its live socket, on its way back, or no longer.
 * @typedef {"connecting" | "following" | "away" | "over"} Link
 *
 * @typedef {"chat" | "questions" | "me"} Tab
 *
 * A command that the box has not answered yet; sent again after a pause of the network, it changes nothing twice.
 * @typedef {{ref: string, command: StudentCommand, saidAtMs: number}} Said
 *
 * @typedef {object} Refusal
 * @property {string} ref
 * @property {StudentCommand | null} command what was refused; null when it is not known any more
 * @property {string} code
 * @property {string} detail
 *
 * @typedef {object} ClassState
 * @property {Link} link
 * @property {"ended" | "removed" | null} ending
 * @property {{epoch: string, number: number} | null} place the last event that was heard
 * @property {BoxClock | null} clock
 * @property {Shapes["You"] | null} you
 * @property {Shapes["SessionFacts"] | null} session
 * @property {Shapes["StageView"] | null} stage
 * @property {readonly Shapes["ChatMessageView"][]} messages
 * @property {readonly Shapes["ClassQuestionView"][]} questions
 * @property {readonly string[]} ownUpvotes
 * @property {readonly string[]} ownQuestions asked from this page
 * @property {readonly Shapes["HandView"][]} hands
 * @property {Shapes["AnnouncementView"] | null} announcement
 * @property {string | null} closedAnnouncement the one that the student has put away
 * @property {Shapes["TimerView"] | null} timer
 * @property {{participantId: string, name: string, number: number} | null} picked
 * @property {{number: number, counts: Shapes["ReactionShown"]["counts"]} | null} reactions the latest burst
 * @property {Shapes["OwnEngagement"] | null} ownEngagement
 * @property {Shapes["Trouble"] | null} trouble
 * @property {QuizState} quiz
 * @property {readonly Said[]} said
 * @property {Refusal | null} refusal the latest
 * @property {Tab | null} openTab what the student is looking at
 * @property {{chat: number, questions: number}} unread
 *
 * What happens on this side of the socket.
 * @typedef {CardEvent | {type: "socket_down"} | {type: "class_over", ending: "ended" | "removed"}
 *   | {type: "command_said", said: Said} | {type: "commands_repeated", atMs: number} | {type: "tab_opened", tab: Tab | null}
 *   | {type: "announcement_closed"} | {type: "clock_read", sentMs: number, receivedMs: number, serverMs: number}
 * } LocalMessage
 */

/** The page shows the end of a long talk; the box keeps all of it. */
export const MESSAGES_MAX = 400;

/** @type {ReadonlySet<StudentCommand["type"]>} */
const SILENT = new Set(["watching", "time", "renew"]);

/** @type {ClassState} */
export const NO_CLASS = {
  link: "connecting",
  ending: null,
  place: null,
  clock: null,
  you: null,
  session: null,
  stage: null,
  messages: [],
  questions: [],
  ownUpvotes: [],
  ownQuestions: [],
  hands: [],
  announcement: null,
  closedAnnouncement: null,
  timer: null,
  picked: null,
  reactions: null,
  ownEngagement: null,
  trouble: null,
  quiz: NO_QUIZ,
  said: [],
  refusal: null,
  openTab: null,
  unread: { chat: 0, questions: 0 },
};

/**
 * @param {ClassState} state
 * @param {ServerMessage | LocalMessage} message
 * @returns {ClassState}
 */
export function advanceClass(state, message) {
  switch (message.type) {
    case "snapshot":
      return fromBox(state, message);
    case "resumed":
      return { ...state, link: "following", you: message.you };
    case "ack":
      return acknowledged(state, message);
    case "refused":
      return refused(state, message);
    default:
      return "number" in message ? happened(state, message) : acted(state, message);
  }
}

/**
 * @param {ClassState} state
 * @param {Shapes["Snapshot"]} snapshot
 * @returns {ClassState}
 */
function fromBox(state, snapshot) {
  return {
    ...state,
    link: "following",
    ending: null,
    place: { epoch: snapshot.epoch, number: snapshot.number },
    // Another life of the box may count its clock from elsewhere.
    clock: state.place?.epoch === snapshot.epoch ? state.clock : null,
    you: snapshot.you,
    session: snapshot.session,
    stage: snapshot.stage,
    messages: snapshot.messages.slice(-MESSAGES_MAX),
    questions: snapshot.questions,
    ownUpvotes: snapshot.own_upvotes,
    hands: snapshot.hands,
    announcement: snapshot.announcement,
    timer: snapshot.timer,
    ownEngagement: snapshot.own_engagement,
    trouble: snapshot.trouble,
    quiz: fromSnapshot(state.quiz, snapshot),
  };
}

/**
 * A numbered event. A number that was heard before is the same event again.
 * @param {ClassState} state
 * @param {Exclude<ServerMessage, {type: "snapshot" | "resumed" | "ack" | "refused"}>} event
 * @returns {ClassState}
 */
function happened(state, event) {
  if (state.place === null || event.number <= state.place.number) return state;
  const next = { ...state, place: { ...state.place, number: event.number } };
  switch (event.type) {
    case "chat_added":
      return chatAdded(next, event.message);
    case "chat_deleted":
      return { ...next, messages: next.messages.filter((message) => message.message_id !== event.message_id) };
    case "question_changed":
      return questionChanged(next, event.question);
    case "question_deleted":
      return { ...next, questions: next.questions.filter((question) => question.question_id !== event.question_id) };
    case "run_changed":
      return { ...next, quiz: withRun(next.quiz, event.run) };
    case "run_revealed":
      return { ...next, quiz: withResult(next.quiz, event.run, event.result) };
    case "picked":
      return { ...next, picked: { participantId: event.participant_id, name: event.name, number: event.number } };
    case "reactions":
      return { ...next, reactions: { number: event.number, counts: event.counts } };
    default:
      return factChanged(next, event);
  }
}

/**
 * Events that carry one fact whole.
 * @param {ClassState} state
 * @param {ServerMessage} event
 * @returns {ClassState}
 */
function factChanged(state, event) {
  switch (event.type) {
    case "stage_changed":
      return { ...state, stage: event.stage };
    case "session_changed":
      return { ...state, session: event.session, ending: event.session.state === "ended" ? "ended" : state.ending };
    case "you_changed":
      return { ...state, you: event.you };
    case "hands_changed":
      return { ...state, hands: event.hands };
    case "announced":
      return { ...state, announcement: event.announcement };
    case "timer_changed":
      return { ...state, timer: event.timer };
    case "own_engagement":
      return { ...state, ownEngagement: event.own_engagement };
    case "trouble":
      return { ...state, trouble: event.trouble };
    default:
      return state;
  }
}

/**
 * What the student or the network did.
 * @param {ClassState} state
 * @param {LocalMessage} message
 * @returns {ClassState}
 */
function acted(state, message) {
  switch (message.type) {
    case "socket_down":
      if (state.link === "over") return state;
      return { ...state, link: state.place === null ? "connecting" : "away", quiz: allSentBack(state.quiz) };
    case "class_over":
      return { ...state, link: "over", ending: message.ending };
    case "command_said":
      return {
        ...state,
        said: [...state.said, message.said],
        refusal: SILENT.has(message.said.command.type) ? state.refusal : null,
      };
    case "commands_repeated":
      return { ...state, said: repeated(state.said, message.atMs) };
    case "tab_opened":
      return { ...state, openTab: message.tab, unread: read(state.unread, message.tab) };
    case "announcement_closed":
      return { ...state, closedAnnouncement: state.announcement?.announcement_id ?? null };
    case "clock_read":
      return { ...state, clock: adjusted(state.clock, message) };
    default:
      return { ...state, quiz: advanceCard(state.quiz, message) };
  }
}

/**
 * What is said again after a break of the network; the rest would be old by now.
 * @param {readonly Said[]} said
 * @param {number} atMs
 */
function repeated(said, atMs) {
  return said.filter(({ command }) => !isOfTheMoment(command)).map((each) => ({ ...each, saidAtMs: atMs }));
}

/** @param {QuizState} quiz */
function allSentBack(quiz) {
  const ids = Object.values(quiz.answers).filter((answer) => answer.place === "sent");
  return ids.reduce(
    (next, { answerId }) => advanceCard(next, { type: "answer_refused", answerId, code: "storage_failed", detail: "" }),
    quiz,
  );
}

/**
 * @param {ClassState} state
 * @param {Shapes["ChatMessageView"]} message
 * @returns {ClassState}
 */
function chatAdded(state, message) {
  if (state.messages.some((each) => each.message_id === message.message_id)) return state;
  const messages = [...state.messages, message].slice(-MESSAGES_MAX);
  const isSeen = state.openTab === "chat" || message.author_id === state.you?.person_id;
  const unread = isSeen ? state.unread : { ...state.unread, chat: state.unread.chat + 1 };
  return { ...state, messages, unread };
}

/**
 * @param {ClassState} state
 * @param {Shapes["ClassQuestionView"]} question
 * @returns {ClassState}
 */
function questionChanged(state, question) {
  const isNew = !state.questions.some((each) => each.question_id === question.question_id);
  const questions = isNew
    ? [...state.questions, question]
    : state.questions.map((each) => (each.question_id === question.question_id ? question : each));
  const isSeen = !isNew || state.openTab === "questions" || state.ownQuestions.includes(question.question_id);
  const unread = isSeen ? state.unread : { ...state.unread, questions: state.unread.questions + 1 };
  return { ...state, questions, unread };
}

/**
 * @param {ClassState["unread"]} unread
 * @param {Tab | null} tab
 */
function read(unread, tab) {
  return tab === "chat" || tab === "questions" ? { ...unread, [tab]: 0 } : unread;
}

/**
 * @param {ClassState} state
 * @param {Shapes["Ack"]} ack
 * @returns {ClassState}
 */
function acknowledged(state, ack) {
  const command = state.said.find((said) => said.ref === ack.ref)?.command;
  const next = {
    ...state,
    said: state.said.filter((said) => said.ref !== ack.ref),
    quiz: advanceCard(state.quiz, { type: "answer_stored", answerId: ack.ref }),
  };
  if (command?.type === "question_upvote") return { ...next, ownUpvotes: upvotesAfter(state.ownUpvotes, command) };
  if (command?.type === "question_ask" && ack.created_id !== null) {
    return { ...next, ownQuestions: [...state.ownQuestions, ack.created_id] };
  }
  return next;
}

/**
 * @param {readonly string[]} upvotes
 * @param {{question_id: string, is_on: boolean}} command
 */
function upvotesAfter(upvotes, command) {
  const others = upvotes.filter((id) => id !== command.question_id);
  return command.is_on ? [...others, command.question_id] : others;
}

/**
 * @param {ClassState} state
 * @param {Shapes["Refused"]} message
 * @returns {ClassState}
 */
function refused(state, { ref, code, detail }) {
  const isAnswer = Object.values(state.quiz.answers).some((answer) => answer.answerId === ref);
  if (isAnswer) {
    return { ...state, quiz: advanceCard(state.quiz, { type: "answer_refused", answerId: ref, code, detail }) };
  }
  const command = state.said.find((said) => said.ref === ref)?.command ?? null;
  const said = state.said.filter((each) => each.ref !== ref);
  // What the page says by itself is nobody's business when it is refused.
  const isOwnDoing = command !== null && SILENT.has(command.type);
  return { ...state, said, refusal: isOwnDoing ? state.refusal : { ref, command, code, detail } };
}
