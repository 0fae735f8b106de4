import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, cleanCode } from "../src/session/session_finder.js";
import { parseStageMessage } from "../src/session/stage_feed.js";

const session = (id, state = "live") => ({ session_id: id, title: `class ${id}`, state });

test("the only open class is taken without a question", () => {
  assert.deepEqual(choose({ sessions: [session("a", "ended"), session("b")] }, null), {
    found: { id: "b", title: "class b" },
  });
});

test("a lobby is open too", () =>
  assert.deepEqual(choose({ sessions: [session("a", "lobby")] }, null), { found: { id: "a", title: "class a" } }));

test("of several classes the page asks which", () => {
  assert.deepEqual(choose({ sessions: [session("a"), session("b")] }, null), { code_wanted: true });
});

test("no class is waited for; a code without a class is wrong", () => {
  assert.deepEqual(choose({ sessions: [] }, null), { trouble: "no_class" });
  assert.deepEqual(choose({ sessions: [] }, "ABC234"), { trouble: "wrong_code" });
});

test("a code is read as people type it", () => {
  assert.equal(cleanCode(" abc 234 "), "ABC234");
  assert.equal(cleanCode("abc-234"), "ABC234");
  assert.equal(cleanCode("   "), null);
  assert.equal(cleanCode(null), null);
  assert.equal(cleanCode("a".repeat(5000)), "AAAAAA");
});

test("stage messages are understood, everything else is passed over", () => {
  const stage = { cast_ids: ["c"], state: "live" };
  for (const type of ["snapshot", "stage_changed"]) {
    assert.deepEqual(parseStageMessage(JSON.stringify({ type, number: 7, stage })), { number: 7, stage: "live" });
  }
  const others = [
    "",
    "{",
    "null",
    "[]",
    '"x"',
    '{"type":"quiz","number":1}',
    '{"type":"snapshot","number":"1","stage":{"state":"live"}}',
    '{"type":"snapshot","number":1,"stage":{"state":"odd"}}',
    '{"type":"snapshot","number":1}',
  ];
  for (const text of others) assert.equal(parseStageMessage(text), null, text);
});
