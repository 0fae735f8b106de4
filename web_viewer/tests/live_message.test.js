import assert from "node:assert/strict";
import { test } from "node:test";
import { isOfTheMoment, readMessage } from "../src/class/live_message.js";
import { troubleOf } from "../src/session/joining.js";
import { adjusted, boxTime } from "../src/session/box_clock.js";
import { snapshot } from "./class_builders.js";

test("messages of the box are understood", () => {
  const known = [
    snapshot(),
    { type: "resumed", epoch: "e", number: 1, server_ms: 1, you: {} },
    { type: "ack", ref: "r", created_id: null, server_ms: 1 },
    { type: "refused", ref: "r", code: "c", detail: "" },
    { type: "announced", number: 3, announcement: null },
    { type: "stage_changed", number: 3, stage: { cast_ids: [], state: "live" } },
  ];
  for (const message of known) assert.deepEqual(readMessage(JSON.stringify(message)), message);
});

test("everything else is passed over", () => {
  const others = [
    "",
    "{",
    "null",
    "[]",
    '"x"',
    "7",
    '{"type":"newer_than_this_page","number":1}',
    '{"type":"__proto__","number":1}',
    '{"type":"constructor"}',
    '{"type":"stage_changed","number":"1","stage":{"state":"live"}}',
    '{"type":"stage_changed","number":1}',
    '{"type":"chat_added","number":1.5,"message":{}}',
    '{"type":"snapshot","number":1}',
    '{"type":"ack"}',
  ];
  for (const text of others) assert.equal(readMessage(text), null, text);
  assert.equal(readMessage(undefined), null);
});

test("every cut of a message is passed over", () => {
  const text = JSON.stringify({ type: "announced", number: 3, announcement: null });
  for (let end = 0; end < text.length; end++) assert.equal(readMessage(text.slice(0, end)), null);
});

test("what would be old after a break is of the moment", () => {
  assert.equal(isOfTheMoment({ type: "react", reaction: "heart" }), true);
  assert.equal(isOfTheMoment({ type: "chat_send", text: "x", audience: "class" }), false);
});

test("the quickest exchange tells the box's clock best, until it is old", () => {
  const slow = adjusted(null, { sentMs: 0, receivedMs: 400, serverMs: 10_000 });
  assert.equal(boxTime(slow, 400), 10_200);
  const quick = adjusted(slow, { sentMs: 1000, receivedMs: 1010, serverMs: 10_850 });
  assert.equal(boxTime(quick, 1010), 10_855);
  assert.equal(adjusted(quick, { sentMs: 2000, receivedMs: 2300, serverMs: 1 }), quick);
  const later = adjusted(quick, { sentMs: 400_000, receivedMs: 400_300, serverMs: 500_000 });
  assert.equal(boxTime(later, 400_300), 500_150);
});

test("why somebody is not let in", () => {
  assert.equal(troubleOf(403, "removed"), "removed");
  assert.equal(troubleOf(403, "class_locked"), "locked");
  assert.equal(troubleOf(404, "not_found"), "code");
  assert.equal(troubleOf(422, "invalid_text"), "name");
  assert.equal(troubleOf(429, "too_many"), "busy");
  assert.equal(troubleOf(503, "at_capacity"), "full");
  assert.equal(troubleOf(500, ""), "unreachable");
  assert.equal(troubleOf(507, "storage_failed"), "unreachable");
});
