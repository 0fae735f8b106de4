import assert from "node:assert/strict";
import { test } from "node:test";
import { CandidateBatch } from "../src/player/candidate_batch.js";

/** A batch that keeps what it was told to send; `next()` resolves with the next sending. */
function batch() {
  const sent = [];
  const waiting = [];
  const made = new CandidateBatch(async (candidates, isComplete) => {
    const sending = { candidates: [...candidates], isComplete };
    const resolve = waiting.shift();
    if (resolve) resolve(sending);
    else sent.push(sending);
  });
  const next = () =>
    sent.length > 0 ? Promise.resolve(sent.shift()) : new Promise((resolve) => waiting.push(resolve));
  return { made, next };
}

test("candidates found before there is a session are kept and travel together", async () => {
  const { made, next } = batch();
  made.add(["a"], false);
  made.add(["b"], false);
  made.open();
  made.add([], true);
  assert.deepEqual(await next(), { candidates: ["a", "b"], isComplete: true });
});

test("later candidates follow in a batch of their own", async () => {
  const { made, next } = batch();
  made.open();
  made.add(["a"], false);
  assert.deepEqual(await next(), { candidates: ["a"], isComplete: false });
  made.add(["b"], false);
  assert.deepEqual(await next(), { candidates: ["b"], isComplete: false });
});

test("a closed batch forgets, so that the next session does not carry old candidates", async () => {
  const { made, next } = batch();
  made.open();
  made.add(["old"], true);
  made.close();
  made.open();
  made.add(["new"], false);
  assert.deepEqual(await next(), { candidates: ["new"], isComplete: false });
});
