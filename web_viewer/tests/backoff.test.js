import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LONGEST_PAUSE_MS,
  LONGEST_REQUESTED_PAUSE_MS,
  parseRetryAfter,
  pauseBefore,
  requestedPause,
} from "../src/session/backoff.js";

test("pauses double from a quarter of a second and stop growing", () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => pauseBefore(attempt, 0.9999999));
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS]);
});

test("chance spreads a pause over its upper half", () => {
  assert.equal(pauseBefore(3, 0), 1000);
  assert.equal(pauseBefore(3, 0.5), 1500);
});

test("a requested pause is never shortened, and bounded", () => {
  assert.equal(requestedPause(7000, 0), 7000);
  assert.equal(requestedPause(7000, 0.5), 7700);
  assert.equal(requestedPause(86_400_000, 0), LONGEST_REQUESTED_PAUSE_MS);
});

test("Retry-After is read as seconds", () => assert.equal(parseRetryAfter(" 12 ", 0), 12_000));

test("Retry-After is read as a date", () => {
  const now = Date.parse("Mon, 02 Mar 2026 09:00:00 GMT");
  assert.equal(parseRetryAfter("Mon, 02 Mar 2026 09:00:05 GMT", now), 5000);
  assert.equal(parseRetryAfter("Mon, 02 Mar 2026 08:59:00 GMT", now), 0);
});

test("a Retry-After that says nothing is nothing", () => {
  for (const header of [null, "", "soon", "-4", "1e9"]) assert.equal(parseRetryAfter(header, 0), null, String(header));
});
