import assert from "node:assert/strict";
import { test } from "node:test";
import { MESSAGES_MAX, NO_CLASS, advanceClass } from "../src/class/class_state.js";
import { viewOf, partOf } from "../src/class/page_view.js";
import { answer, message, play, run, snapshot } from "./class_builders.js";

const question = (id, more = {}) => ({ question_id: id, text: id, asked_ms: 0, upvotes: 0, is_resolved: false, ...more });
const said = (ref, command) => ({ type: "command_said", said: { ref, command, saidAtMs: 5 } });

test("a snapshot is the whole class", () => {
  const state = play([snapshot({ messages: [message("m1")], own_upvotes: ["q1"] })]);
  assert.deepEqual([state.link, state.place], ["following", { epoch: "e1", number: 10 }]);
  assert.deepEqual([state.messages.length, state.ownUpvotes, state.you.name], [1, ["q1"], "Seoyeon"]);
});

test("events are counted by their number: gaps are for others, the same number twice is heard once", () => {
  const added = { type: "chat_added", number: 14, message: message("m1") };
  const state = play([snapshot(), added, { ...added, message: message("m2") }]);
  assert.deepEqual([state.place.number, state.messages.map((each) => each.message_id)], [14, ["m1"]]);
});

test("before the snapshot nothing is heard", () => {
  assert.equal(play([{ type: "chat_added", number: 1, message: message("m1") }]), NO_CLASS);
});

test("resuming keeps everything, and the events that were missed still count", () => {
  const resumed = { type: "resumed", epoch: "e1", number: 30, server_ms: 0, you: { ...snapshot().you, is_muted: true } };
  const state = play([
    snapshot({ messages: [message("m1")] }),
    { type: "socket_down" },
    resumed,
    { type: "chat_added", number: 12, message: message("m2") },
  ]);
  assert.deepEqual([state.link, state.messages.length, state.you.is_muted, state.place.number], ["following", 2, true, 12]);
});

test("another life of the box forgets the clock of the one before", () => {
  const clocked = [snapshot(), { type: "clock_read", sentMs: 0, receivedMs: 10, serverMs: 1000 }];
  assert.equal(play(clocked).clock.offsetMs, 995);
  assert.equal(play([...clocked, snapshot({ number: 12 })]).clock.offsetMs, 995);
  assert.equal(play([...clocked, snapshot({ epoch: "e2" })]).clock, null);
});

test("one fact per event", () => {
  const hands = [{ participant_id: "p1", name: "Seoyeon", raised_ms: 1 }];
  const events = [
    { type: "stage_changed", number: 11, stage: { cast_ids: [], state: "live" } },
    { type: "hands_changed", number: 12, hands },
    { type: "announced", number: 13, announcement: { announcement_id: "a", text: "t", at_ms: 1 } },
    { type: "timer_changed", number: 14, timer: { ends_ms: 5, seconds: 5, label: "" } },
    { type: "trouble", number: 15, trouble: { code: "storage_failed", en: "e", ko: "k" } },
    { type: "picked", number: 16, participant_id: "p1", name: "Seoyeon" },
    { type: "reactions", number: 17, counts: { heart: 2 } },
    { type: "session_changed", number: 18, session: { ...snapshot().session, chat_mode: "teacher_only" } },
    { type: "you_changed", number: 19, you: { ...snapshot().you, name: "Seo" } },
    { type: "own_engagement", number: 20, own_engagement: { composite: 50 } },
  ];
  const state = play([snapshot(), ...events]);
  assert.equal(state.stage.state, "live");
  assert.deepEqual(state.hands, hands);
  assert.deepEqual([state.announcement.text, state.timer.ends_ms, state.trouble.code], ["t", 5, "storage_failed"]);
  assert.deepEqual([state.picked.name, state.reactions.counts], ["Seoyeon", { heart: 2 }]);
  assert.deepEqual([state.session.chat_mode, state.you.name], ["teacher_only", "Seo"]);
  assert.deepEqual([state.ownEngagement.composite, state.place.number], [50, 20]);
});

test("an announcement that was put away stays away until there is another", () => {
  const announced = (id, number) => ({ type: "announced", number, announcement: { announcement_id: id, text: id, at_ms: 1 } });
  const state = play([snapshot(), announced("a", 11), { type: "announcement_closed" }]);
  assert.equal(state.closedAnnouncement, state.announcement.announcement_id);
  const next = advanceClass(state, announced("b", 12));
  assert.notEqual(next.closedAnnouncement, next.announcement.announcement_id);
});

test("chat keeps the end of a long talk, and what was deleted goes", () => {
  const many = Array.from({ length: MESSAGES_MAX + 5 }, (_, index) => ({
    type: "chat_added",
    number: 11 + index,
    message: message(`m${index}`),
  }));
  const state = play([snapshot(), ...many]);
  assert.deepEqual([state.messages.length, state.messages[0].message_id], [MESSAGES_MAX, "m5"]);
  const next = advanceClass(state, { type: "chat_deleted", number: 9999, message_id: "m7" });
  assert.equal(next.messages.some((each) => each.message_id === "m7"), false);
});

test("what is new is counted while nobody looks at it; own messages are not new", () => {
  const chat = (id, number, author) => ({ type: "chat_added", number, message: message(id, { author_id: author }) });
  const state = play([snapshot(), chat("m1", 11, "x"), chat("m2", 12, "p1"), { type: "question_changed", number: 13, question: question("q") }]);
  assert.deepEqual(state.unread, { chat: 1, questions: 1 });
  const open = advanceClass(state, { type: "tab_opened", tab: "chat" });
  assert.deepEqual(open.unread, { chat: 0, questions: 1 });
  assert.equal(advanceClass(open, chat("m3", 14, "x")).unread.chat, 0);
});

test("an upvote shows once the box has it", () => {
  const upvote = (ref, isOn) => said(ref, { type: "question_upvote", question_id: "q1", is_on: isOn });
  const ack = (ref) => ({ type: "ack", ref, created_id: null, server_ms: 0 });
  const state = play([snapshot({ questions: [question("q1")] }), upvote("r1", true)]);
  assert.deepEqual(state.ownUpvotes, []);
  const on = advanceClass(state, ack("r1"));
  assert.deepEqual([on.ownUpvotes, on.said], [["q1"], []]);
  assert.deepEqual(advanceClass(advanceClass(on, upvote("r2", false)), ack("r2")).ownUpvotes, []);
});

test("an own question is known to be one", () => {
  const asked = said("r1", { type: "question_ask", text: "why" });
  const state = play([snapshot(), asked, { type: "ack", ref: "r1", created_id: "q9", server_ms: 0 }]);
  assert.deepEqual(state.ownQuestions, ["q9"]);
});

test("what was said and not answered is said again after a break, but not what was of the moment", () => {
  const state = play([
    snapshot(),
    said("r1", { type: "chat_send", text: "hi", audience: "class" }),
    said("r2", { type: "react", reaction: "heart" }),
    said("r3", { type: "hand_raise" }),
    { type: "socket_down" },
    { type: "commands_repeated", atMs: 99 },
  ]);
  assert.deepEqual(state.said.map(({ ref, saidAtMs }) => [ref, saidAtMs]), [["r1", 99], ["r3", 99]]);
});

test("a refusal is told with what was refused; what the page says by itself is not", () => {
  const refused = (ref, code) => ({ type: "refused", ref, code, detail: "why" });
  const state = play([snapshot(), said("r1", { type: "chat_send", text: "x", audience: "class" }), refused("r1", "muted")]);
  assert.deepEqual([state.refusal.code, state.refusal.command.type, state.said], ["muted", "chat_send", []]);
  assert.equal(play([snapshot(), said("r2", { type: "watching", is_watching: true }), refused("r2", "x")]).refusal, null);
});

test("answers are acknowledged by their id, and go back to the device when the socket breaks", () => {
  const kept = [snapshot({ runs: [run("r")] }), { type: "answer_kept", answer: answer("r", "q1", "a1") }];
  const sent = play([...kept, { type: "answer_sent", answerId: "a1" }]);
  assert.equal(sent.quiz.answers["r.q1"].place, "sent");
  assert.equal(advanceClass(sent, { type: "socket_down" }).quiz.answers["r.q1"].place, "kept");
  const stored = advanceClass(sent, { type: "ack", ref: "a1", created_id: null, server_ms: 0 });
  assert.equal(stored.quiz.answers["r.q1"].place, "stored");
  const late = advanceClass(sent, { type: "refused", ref: "a1", code: "too_late", detail: "late" });
  assert.deepEqual([late.quiz.answers["r.q1"].place, late.refusal], ["late", null]);
});

test("an ended class stays ended, a removed student is out", () => {
  const ended = play([snapshot(), { type: "session_changed", number: 11, session: { ...snapshot().session, state: "ended" } }]);
  assert.equal(ended.ending, "ended");
  const over = play([snapshot(), { type: "class_over", ending: "removed" }, { type: "socket_down" }]);
  assert.deepEqual([over.link, over.ending], ["over", "removed"]);
});

test("the page says one thing at a time", () => {
  const inside = { phase: "inside", trouble: null, session: { id: "s1" }, joined: { admission: "admitted" }, isTakingPart: false, identity: {} };
  const live = play([snapshot()]);
  const you = (role) => ({ ...snapshot().you, role });
  const lobby = play([snapshot({ session: { ...snapshot().session, state: "lobby" } })]);
  assert.equal(viewOf(inside, "live", live), "live");
  assert.equal(viewOf(inside, "waiting", lobby), "lobby");
  assert.equal(viewOf(inside, "live", lobby), "live");
  assert.equal(viewOf(inside, "connecting", play([snapshot({ you: you("waiting") })])), "approval");
  assert.equal(viewOf({ ...inside, joined: { admission: "waiting" } }, "connecting", NO_CLASS), "approval");
  assert.equal(partOf({ ...inside, joined: { admission: "waiting" } }, live), "student");
  assert.equal(viewOf(inside, "live", play([snapshot(), { type: "class_over", ending: "ended" }])), "ended");
  assert.equal(partOf({ ...inside, session: { id: "practice" }, joined: null }, NO_CLASS), "guest");
});
