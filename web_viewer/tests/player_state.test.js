import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, initialState, viewOf } from "../src/player/player_state.js";

const SESSION = { id: "s1", title: "3-2" };
const FOUND = { type: "session_found", session: SESSION };
const JOIN = [{ type: "started" }, FOUND, { type: "answered" }, { type: "linked" }];
const LIVE = [...JOIN, { type: "stage", stage: "live" }, { type: "picture" }];

const failed = (trouble, more = {}) => ({ type: "failed", trouble, chance: 0, ...more });

function play(events, code = null) {
  let state = initialState(code);
  let effects = [];
  const views = [viewOf(state)];
  for (const event of events) {
    [state, effects] = advance(state, event);
    views.push(viewOf(state));
  }
  return { state, effects, views, view: views.at(-1), does: effects.map((effect) => effect.do) };
}

test("a page finds its class, asks, links and is live", () => {
  assert.deepEqual(play([{ type: "started" }]).effects, [{ do: "find", code: null }]);
  assert.deepEqual(play([{ type: "started" }, FOUND]).effects, [
    { do: "ask", sessionId: "s1" },
    { do: "watch_stage", sessionId: "s1" },
  ]);
  assert.deepEqual(play(LIVE).views.slice(1, -1), [
    "connecting",
    "connecting",
    "connecting",
    "connecting",
    "connecting",
  ]);
  assert.equal(play(LIVE).view, "live");
});

test("a picture alone is enough to be live while the live socket is down", () => {
  assert.equal(play([...JOIN, { type: "picture" }]).view, "live");
});

for (const stage of ["waiting", "empty"]) {
  test(`a stage that is ${stage} waits for the teacher even though the slate arrives`, () => {
    assert.equal(play([...LIVE, { type: "stage", stage }]).view, "waiting");
    assert.equal(play([...LIVE, { type: "stage", stage }, { type: "stage", stage: "live" }]).view, "live");
  });
}

test("a stage that never had a picture is waited for, and asked at once when it goes live", () => {
  const waiting = [{ type: "started" }, FOUND, failed("never_live", { retryAfterMs: 2000 })];
  assert.equal(play(waiting).view, "waiting");
  assert.deepEqual(play(waiting).effects, [{ do: "hang_up" }, { do: "pause", ms: 2000 }]);
  assert.deepEqual(play([...waiting, { type: "stage", stage: "live" }]).does, ["ask"]);
  assert.deepEqual(play([...waiting, { type: "stage", stage: "empty" }]).does, []);
});

test("a waiting class does not ask more often than every four seconds, however short the Retry-After", () => {
  const again = [{ type: "pause_over" }, failed("never_live", { retryAfterMs: 1000 })];
  const { effects } = play([{ type: "started" }, FOUND, failed("never_live"), ...again]);
  assert.deepEqual(effects.at(-1), { do: "pause", ms: 4000 });
});

test("a lost picture reconnects and says so until the next picture", () => {
  const back = [failed("lost"), { type: "pause_over" }, { type: "answered" }, { type: "linked" }, { type: "picture" }];
  const { views } = play([...LIVE, ...back]);
  assert.deepEqual(views.slice(-6), ["live", "reconnecting", "reconnecting", "reconnecting", "reconnecting", "live"]);
});

test("pauses grow while the box is away and start anew after a picture", () => {
  const away = [failed("unreachable"), { type: "pause_over" }];
  const pauses = [1, 2, 3].map(
    (times) => play([...LIVE, ...Array(times).fill(away).flat().slice(0, -1)]).state.pauseMs,
  );
  assert.deepEqual(pauses, [125, 250, 500]);
  const again = [{ type: "answered" }, { type: "linked" }, { type: "picture" }, failed("lost")];
  assert.equal(play([...LIVE, ...away, ...again]).state.pauseMs, 125);
});

test("media that fails while the box answers means that the network blocks video", () => {
  const once = [{ type: "started" }, FOUND, { type: "answered" }, failed("no_link")];
  assert.equal(play(once).view, "connecting");
  const answered = [...once, { type: "pause_over" }, { type: "answered" }];
  assert.equal(play(answered).view, "blocked");
  assert.equal(play([...answered, failed("no_link"), { type: "pause_over" }]).view, "blocked");
  assert.equal(play([...answered, { type: "linked" }, { type: "picture" }]).view, "live");
});

test("media that fails while the box is away as well does not blame the network", () => {
  const events = [
    { type: "started" },
    FOUND,
    { type: "answered" },
    failed("no_link"),
    { type: "pause_over" },
    failed("unreachable"),
    { type: "pause_over" },
  ];
  assert.equal(play([...events, { type: "answered" }]).view, "reconnecting");
});

test("a full class keeps the person out for as long as the box asks, even when the tab wakes", () => {
  const full = [{ type: "started" }, FOUND, failed("full", { retryAfterMs: 9000 })];
  assert.equal(play(full).view, "full");
  assert.deepEqual(play(full).effects.at(-1), { do: "pause", ms: 9000 });
  assert.deepEqual(play([...full, { type: "woke" }]).does, []);
  assert.deepEqual(play([...full, { type: "pause_over" }]).does, ["ask"]);
  assert.equal(play([...full, { type: "pause_over" }]).view, "full");
});

test("a wrong code asks for another, and keeps looking: the class may open later", () => {
  const wrong = [{ type: "started" }, failed("wrong_code")];
  assert.equal(play(wrong, "ABC234").view, "not_found");
  assert.deepEqual(play([...wrong, { type: "pause_over" }], "ABC234").effects, [{ do: "find", code: "ABC234" }]);
});

test("several open classes ask for the code, and the code starts anew", () => {
  const asked = [{ type: "started" }, { type: "code_wanted" }];
  assert.equal(play(asked).view, "needs_code");
  const given = play([...asked, { type: "code_given", code: "ABC234" }]);
  assert.deepEqual(given.effects, [{ do: "hang_up" }, { do: "find", code: "ABC234" }]);
  assert.equal(given.view, "connecting");
});

test("a class that is gone is looked for again, because the box may have restarted with another", () => {
  const gone = [...LIVE, failed("no_class")];
  assert.equal(play(gone).view, "waiting");
  assert.deepEqual(play([...gone, { type: "pause_over" }]).does, ["find"]);
});

test("waking retries at once when paused and checks when joined", () => {
  assert.deepEqual(play([...LIVE, failed("lost"), { type: "woke" }]).does, ["ask"]);
  assert.deepEqual(play([...LIVE, failed("lost"), { type: "server_back" }]).does, ["ask"]);
  assert.deepEqual(play([...LIVE, { type: "woke" }]).does, ["check"]);
  assert.deepEqual(play([{ type: "started" }, { type: "woke" }]).does, []);
});

test("late news of a step that is over changes nothing", () => {
  const paused = play([...LIVE, failed("lost")]).state;
  for (const event of [{ type: "answered" }, { type: "linked" }, FOUND, failed("no_link")]) {
    assert.deepEqual(advance(paused, event), [paused, []], event.type);
  }
});

test("every failure ends the session that failed", () => {
  for (const trouble of ["lost", "no_link", "unreachable", "full", "never_live", "no_class", "unsupported"]) {
    assert.deepEqual(play([...JOIN, failed(trouble)]).does, ["hang_up", "pause"], trouble);
  }
});
