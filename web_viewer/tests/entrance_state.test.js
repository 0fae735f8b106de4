import assert from "node:assert/strict";
import { test } from "node:test";
import { viewOf } from "../src/class/page_view.js";
import { NO_CLASS } from "../src/class/class_state.js";
import { asksFor, atTheDoor, enter } from "../src/session/entrance_state.js";

const STRANGER = { name: "", sessionId: null };
const CLASS = { id: "s1", title: "Biology" };
const PRACTICE = { id: "practice", title: "Practice class" };
const JOINED = {
  session_id: "s1",
  session_title: "Biology",
  participant_id: "p1",
  name: "Seoyeon",
  admission: "admitted",
  access_token: "t",
  expires_in: 900,
};
const STARTED = { type: "started" };
const found = (session) => ({ type: "found", session });
const given = (code, name) => ({ type: "given", code, name });
const refused = (trouble, more = {}) => ({ type: "refused", trouble, detail: "", retryAfterMs: null, chance: 0, ...more });
const missing = (trouble) => ({ type: "not_found", trouble, chance: 0 });
const INSIDE = [STARTED, found(CLASS), given(null, "Seoyeon"), { type: "joined", joined: JOINED }];

function play(events, { code = "K7MPQ2", identity = STRANGER } = {}) {
  let state = atTheDoor(code, identity);
  let effects = [];
  for (const event of events) [state, effects] = enter(state, event);
  const does = effects.map((effect) => effect.do);
  return { state, effects, does, asks: asksFor(state), view: viewOf(state, "connecting", NO_CLASS) };
}

test("a link with a code asks for the name only, joins, and is in", () => {
  assert.deepEqual(play([STARTED]).effects, [{ do: "find", code: "K7MPQ2" }]);
  const asked = play([STARTED, found(CLASS)]);
  assert.deepEqual([asked.asks, asked.view], [{ code: false, name: true }, "join"]);
  const going = play([STARTED, found(CLASS), given(null, "Seoyeon")]);
  assert.deepEqual(going.effects, [{ do: "join", code: "K7MPQ2", name: "Seoyeon" }]);
  const { state, asks } = play(INSIDE);
  assert.deepEqual([state.phase, state.joined, asks], ["inside", JOINED, null]);
  assert.deepEqual(state.identity, { name: "Seoyeon", sessionId: "s1" });
});

test("without a code, and more than one class or one that is not for everybody, code and name are asked on one screen", () => {
  const asked = play([STARTED, missing("which_class")], { code: null });
  assert.deepEqual([asked.asks, asked.view], [{ code: true, name: true }, "needs_code"]);
  const going = play([STARTED, missing("which_class"), given("ABC234", "Jun")], { code: null });
  assert.deepEqual(going.effects, [{ do: "join", code: "ABC234", name: "Jun" }]);
});

test("a class without a code in the link still asks for it: seeing a class is not being in it", () => {
  const asked = play([STARTED, found(CLASS)], { code: null });
  assert.deepEqual(asked.asks, { code: true, name: true });
  assert.deepEqual(play([STARTED, found(CLASS), given(null, "Jun")], { code: null }).effects, []);
});

test("the same pupil comes back to the same class without a question; to another class with one", () => {
  const identity = { name: "Seoyeon", sessionId: "s1" };
  const back = play([STARTED, found(CLASS)], { identity });
  assert.deepEqual(back.effects, [{ do: "join", code: "K7MPQ2", name: "Seoyeon" }]);
  assert.equal(back.view, "connecting");
  const other = play([STARTED, found({ id: "s2", title: "Art" })], { identity });
  assert.deepEqual([other.does, other.view], [[], "join"]);
});

test("a wrong code can be mended, and is looked for again: the class may open later", () => {
  const wrong = play([STARTED, missing("wrong_code")]);
  assert.deepEqual([wrong.view, wrong.asks], ["not_found", { code: true, name: true }]);
  assert.deepEqual(wrong.does, ["pause"]);
  assert.deepEqual(play([STARTED, missing("wrong_code"), { type: "pause_over" }]).does, ["find"]);
  const typed = play([STARTED, missing("wrong_code"), given("ABC234", "Jun"), refused("code")]);
  assert.deepEqual([typed.view, typed.state.phase], ["not_found", "asking"]);
});

test("a name that the class cannot take keeps the person on the card, with the reason", () => {
  const { state, view, asks } = play([STARTED, found(CLASS), given(null, "\u202e"), refused("name", { detail: "why" })]);
  assert.deepEqual([state.phase, state.trouble, state.detail, view], ["asking", "name", "why", "join"]);
  assert.deepEqual(asks, { code: false, name: true });
});

test("a locked class is said so on the card; a full or busy one is waited for as long as the box asks", () => {
  assert.deepEqual(play([STARTED, found(CLASS), given(null, "Jun"), refused("locked")]).view, "join");
  const full = play([STARTED, found(CLASS), given(null, "Jun"), refused("full", { retryAfterMs: 9000 })]);
  assert.deepEqual([full.view, full.effects], ["full", [{ do: "pause", ms: 9000 }]]);
  const events = [STARTED, found(CLASS), given(null, "Jun"), refused("busy", { retryAfterMs: 9000 })];
  assert.equal(play(events).view, "busy");
  assert.deepEqual(play([...events, { type: "woke" }]).does, []);
  assert.deepEqual(play([...events, { type: "pause_over" }]).does, ["join"]);
});

test("a box that cannot be reached is tried again with growing pauses, at once when the network wakes", () => {
  const away = [STARTED, missing("unreachable")];
  assert.equal(play(away).view, "reconnecting");
  const again = [...away, { type: "pause_over" }, missing("unreachable")];
  assert.ok(play(again).state.pauseMs > play(away).state.pauseMs);
  assert.deepEqual(play([...again, { type: "woke" }]).does, ["find"]);
});

test("the practice class shows its picture at once, to whoever comes", () => {
  const guest = play([STARTED, found(PRACTICE)], { code: null });
  assert.deepEqual([guest.state.phase, guest.state.joined, guest.asks], ["inside", null, null]);
});

test("a guest may take part: the code is asked unless the link had it; failing leaves the picture", () => {
  const asked = play([STARTED, found(PRACTICE), { type: "take_part" }], { code: null });
  assert.deepEqual([asked.asks, asked.view], [{ code: true, name: true }, "join"]);
  const withCode = [STARTED, found(PRACTICE), { type: "take_part" }];
  assert.deepEqual(play(withCode).asks, { code: false, name: true });
  const failed = play([...withCode, given(null, "Jun"), refused("unreachable")]);
  assert.deepEqual([failed.state.phase, failed.state.trouble, failed.does], ["inside", "unreachable", []]);
  assert.equal(play([...withCode, { type: "watch_only" }]).asks, null);
  const joined = { ...JOINED, session_id: "practice" };
  const inside = play([...withCode, given(null, "Jun"), { type: "joined", joined }]);
  assert.deepEqual([inside.state.isTakingPart, inside.state.joined], [false, joined]);
});

test("a token that cannot be renewed now changes nothing; a class that is gone has ended", () => {
  assert.equal(play([...INSIDE, refused("unreachable")]).state.phase, "inside");
  assert.equal(play([...INSIDE, refused("busy")]).state.joined, JOINED);
  for (const event of [refused("code"), { type: "class_gone", chance: 0 }]) {
    const gone = play([...INSIDE, event]);
    assert.deepEqual([gone.view, gone.does], ["ended", ["leave", "pause"]]);
  }
  const practice = play([STARTED, found(PRACTICE), { type: "class_gone", chance: 0 }], { code: null });
  assert.deepEqual([practice.view, practice.state.session], ["no_class", null]);
});

test("whoever is sent away stays out, and the page asks for nothing", () => {
  const away = play([...INSIDE, { type: "sent_away" }]);
  assert.deepEqual([away.view, away.asks, away.does], ["removed", null, ["leave"]]);
  assert.deepEqual(play([...INSIDE, { type: "sent_away" }, { type: "pause_over" }, { type: "woke" }]).does, []);
  assert.equal(play([...INSIDE, refused("removed")]).view, "removed");
});

test("an ended class says so while the page looks whether the teacher goes on with it", () => {
  const over = [...INSIDE, { type: "class_ended", chance: 0 }];
  assert.deepEqual([play(over).view, play(over).does], ["ended", ["leave", "pause"]]);
  const looking = [...over, { type: "pause_over" }];
  assert.deepEqual([play(looking).view, play(looking).does], ["ended", ["find"]]);
  assert.equal(play([...looking, missing("wrong_code")]).view, "ended");
  assert.deepEqual(play([...looking, found(CLASS)]).does, ["join"]);
});

test("somebody else at the same device begins anew with another secret", () => {
  const { state, does, view } = play([...INSIDE, { type: "somebody_else" }]);
  assert.deepEqual(does, ["forget", "leave"]);
  assert.deepEqual([state.identity, state.joined, view], [STRANGER, null, "join"]);
});

test("late answers of a step that is over change nothing", () => {
  const { state } = play(INSIDE);
  for (const event of [found(CLASS), missing("wrong_code"), { type: "pause_over" }]) {
    assert.deepEqual(enter(state, event), [state, []], event.type);
  }
});
