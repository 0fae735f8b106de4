import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, cleanCode } from "../src/session/session_finder.js";

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
