import assert from "node:assert/strict";
import { test } from "node:test";
import { DEAD_AFTER_MS, FROZEN_AFTER_MS, NEW_WATCH, PROBE_AFTER_MS, observe } from "../src/player/media_watch.js";

const SHOWN = { isStageLive: true, isVisible: true };
const STEP_MS = 500;

/** Plays half-second samples that grow by `rates` and says what was judged and when. */
function run(watch, { forMs, rates, circumstances = SHOWN }) {
  let sample = watch.last ?? { atMs: 0, bytesReceived: 0, packetsReceived: 0, framesDecoded: 0, packetsSent: 0 };
  const began = sample.atMs;
  if (watch.last === null) [watch] = observe(watch, sample, circumstances);
  const verdicts = [];
  while (sample.atMs < began + forMs) {
    const next = { ...sample, atMs: sample.atMs + STEP_MS };
    for (const [name, growth] of Object.entries(rates)) next[name] += growth;
    sample = next;
    let verdict;
    [watch, verdict] = observe(watch, sample, circumstances);
    verdicts.push([sample.atMs - began, verdict]);
  }
  return { watch, verdicts, first: (kind) => verdicts.find(([, verdict]) => verdict === kind)?.[0] };
}

const FLOWING = { bytesReceived: 100_000, packetsReceived: 100, framesDecoded: 15, packetsSent: 100 };
const flowing = () => run(NEW_WATCH, { forMs: 5000, rates: FLOWING }).watch;

test("a flowing picture is fine", () => {
  const { verdicts } = run(NEW_WATCH, { forMs: 60_000, rates: FLOWING });
  assert.ok(verdicts.every(([, verdict]) => verdict === "fine"));
});

test("packets without frames for three seconds are a frozen picture", () => {
  const { first } = run(flowing(), { forMs: 5000, rates: { ...FLOWING, framesDecoded: 0 } });
  assert.equal(first("stalled"), FROZEN_AFTER_MS);
});

test("packets that the box says it sent and that never arrive are a frozen picture", () => {
  const { first } = run(flowing(), { forMs: 5000, rates: { bytesReceived: 60, packetsSent: 100 } });
  assert.equal(first("stalled"), FROZEN_AFTER_MS);
});

test("a phone's static screen sends nothing for half a minute and is left alone", () => {
  const { verdicts } = run(flowing(), { forMs: 30_000, rates: { bytesReceived: 60 } });
  assert.ok(verdicts.every(([, verdict]) => verdict === "fine"));
});

test("a silent path is asked about first and given up later", () => {
  const { first, verdicts } = run(flowing(), { forMs: 8000, rates: {} });
  assert.equal(first("probe"), PROBE_AFTER_MS);
  assert.equal(first("stalled"), DEAD_AFTER_MS);
  assert.equal(verdicts.filter(([, verdict]) => verdict === "probe").length, 2);
});

test("frames are not demanded while nothing is on stage or the tab is hidden", () => {
  for (const circumstances of [
    { ...SHOWN, isStageLive: false },
    { ...SHOWN, isVisible: false },
  ]) {
    const { verdicts } = run(flowing(), { forMs: 20_000, rates: { ...FLOWING, framesDecoded: 0 }, circumstances });
    assert.ok(verdicts.every(([, verdict]) => verdict === "fine"));
  }
});

test("a page whose timers slept asks before it judges", () => {
  const watch = flowing();
  const [next, verdict] = observe(watch, { ...watch.last, atMs: watch.last.atMs + 600_000 }, SHOWN);
  assert.equal(verdict, "probe");
  assert.equal(run(next, { forMs: 5000, rates: FLOWING }).first("stalled"), undefined);
});
