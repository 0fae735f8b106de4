import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_REST, advance, sightOf } from "../src/player/player_state.js";

const ENTERED = { type: "entered", sessionId: "s1" };
const JOIN = [ENTERED, { type: "answered" }, { type: "linked" }];
const LIVE = [...JOIN, { type: "stage", stage: "live" }, { type: "picture" }];

const failed = (trouble, more = {}) => ({ type: "failed", trouble, chance: 0, ...more });

function play(events) {
  let state = AT_REST;
  let effects = [];
  const views = [sightOf(state)];
  for (const event of events) {
    [state, effects] = advance(state, event);
    views.push(sightOf(state));
  }
  return { state, effects, views, view: views.at(-1), does: effects.map((effect) => effect.do) };
}

test("a player that enters a class asks, links and is live", () => {
  assert.deepEqual(play([ENTERED]).effects, [{ do: "ask", sessionId: "s1" }]);
  assert.deepEqual(play(LIVE).views.slice(1, -1), ["connecting", "connecting", "connecting", "connecting"]);
  assert.equal(play(LIVE).view, "live");
});

test("the same class again changes nothing; another class hangs up first", () => {
  const { state } = play(LIVE);
  assert.deepEqual(advance(state, ENTERED), [state, []]);
  const { does, state: next } = play([...LIVE, { type: "entered", sessionId: "s2" }]);
  assert.deepEqual(does, ["hang_up", "ask"]);
  assert.deepEqual([next.sessionId, next.hasPicture, next.stage], ["s2", false, "unknown"]);
});

test("whoever leaves is at rest, and late news of the class that was left change nothing", () => {
  const { state, does } = play([...LIVE, { type: "left" }]);
  assert.deepEqual([state, does], [AT_REST, ["hang_up"]]);
  for (const event of [{ type: "answered" }, { type: "linked" }, failed("lost"), { type: "pause_over" }, { type: "woke" }]) {
    assert.deepEqual(advance(state, event), [state, []], event.type);
  }
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
  const waiting = [ENTERED, failed("never_live", { retryAfterMs: 2000 })];
  assert.equal(play(waiting).view, "waiting");
  assert.deepEqual(play(waiting).effects, [{ do: "hang_up" }, { do: "pause", ms: 2000 }]);
  assert.deepEqual(play([...waiting, { type: "stage", stage: "live" }]).does, ["ask"]);
  assert.deepEqual(play([...waiting, { type: "stage", stage: "empty" }]).does, []);
});

test("a waiting class does not ask more often than every four seconds, however short the Retry-After", () => {
  const again = [{ type: "pause_over" }, failed("never_live", { retryAfterMs: 1000 })];
  const { effects } = play([ENTERED, failed("never_live"), ...again]);
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
  const once = [ENTERED, { type: "answered" }, failed("no_link")];
  assert.equal(play(once).view, "connecting");
  const answered = [...once, { type: "pause_over" }, { type: "answered" }];
  assert.equal(play(answered).view, "blocked");
  assert.equal(play([...answered, failed("no_link"), { type: "pause_over" }]).view, "blocked");
  assert.equal(play([...answered, { type: "linked" }, { type: "picture" }]).view, "live");
});

test("media that fails while the box is away as well does not blame the network", () => {
  const events = [
    ENTERED,
    { type: "answered" },
    failed("no_link"),
    { type: "pause_over" },
    failed("unreachable"),
    { type: "pause_over" },
  ];
  assert.equal(play([...events, { type: "answered" }]).view, "reconnecting");
});

test("a full class keeps the person out for as long as the box asks, even when the tab wakes", () => {
  const full = [ENTERED, failed("full", { retryAfterMs: 9000 })];
  assert.equal(play(full).view, "full");
  assert.deepEqual(play(full).effects.at(-1), { do: "pause", ms: 9000 });
  assert.deepEqual(play([...full, { type: "woke" }]).does, []);
  assert.deepEqual(play([...full, { type: "pause_over" }]).does, ["ask"]);
  assert.equal(play([...full, { type: "pause_over" }]).view, "full");
});

test("a class that is gone, or a token that is over, is somebody else's business, and asked for again meanwhile", () => {
  const gone = [...LIVE, failed("gone")];
  assert.deepEqual(play(gone).does, ["hang_up", "pause", "say_gone"]);
  assert.equal(play(gone).view, "waiting");
  const denied = [...LIVE, failed("denied")];
  assert.deepEqual(play(denied).does, ["hang_up", "pause", "say_denied"]);
  assert.deepEqual(play([...denied, { type: "pause_over" }]).effects, [{ do: "ask", sessionId: "s1" }]);
});

test("waking retries at once when paused and checks when joined", () => {
  assert.deepEqual(play([...LIVE, failed("lost"), { type: "woke" }]).does, ["ask"]);
  assert.deepEqual(play([...LIVE, failed("lost"), { type: "server_back" }]).does, ["ask"]);
  assert.deepEqual(play([...LIVE, { type: "woke" }]).does, ["check"]);
  assert.deepEqual(play([ENTERED, { type: "woke" }]).does, []);
});

test("late news of a step that is over changes nothing", () => {
  const paused = play([...LIVE, failed("lost")]).state;
  for (const event of [{ type: "answered" }, { type: "linked" }, ENTERED, failed("no_link")]) {
    assert.deepEqual(advance(paused, event), [paused, []], event.type);
  }
});

test("every failure ends the session that failed", () => {
  for (const trouble of ["lost", "no_link", "unreachable", "full", "never_live", "unsupported"]) {
    assert.deepEqual(play([...JOIN, failed(trouble)]).does, ["hang_up", "pause"], trouble);
  }
});
