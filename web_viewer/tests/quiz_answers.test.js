import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, draftOf, movedTo, withOption } from "../src/quiz/answer_draft.js";
import { KEPT_MAX, backOnDevice, isKeptAnswers, placeAfterRefusal, toKeep } from "../src/quiz/kept_answers.js";
import { hash, inOwnOrder } from "../src/quiz/option_order.js";
import { readNumber } from "../src/quiz/typed_number.js";
import { answer, body, choice } from "./class_builders.js";

const draft = (optionIds, text = "") => ({ optionIds, text });

test("one option, or several, as the question asks", () => {
  assert.deepEqual(withOption(choice("q"), draft(["a"]), "b").optionIds, ["b"]);
  const many = choice("q", { kind: "multiple_choice" });
  assert.deepEqual(withOption(many, draft(["a"]), "b").optionIds, ["a", "b"]);
  assert.deepEqual(withOption(many, draft(["a", "b"]), "a").optionIds, ["b"]);
});

test("what would be sent, for each kind", () => {
  const of = (kind, given) => answerOf(choice("q", { kind }), given);
  assert.deepEqual(of("single_choice", draft(["a"])), body("a"));
  assert.deepEqual(of("ordering", draft(["c", "a", "b"])), body("c", "a", "b"));
  assert.deepEqual(of("numeric", draft([], "3,5")), { ...body(), number: 3.5 });
  assert.deepEqual(of("short_text", draft([], "  엽록소 ")), { ...body(), text: "엽록소" });
  for (const [kind, given] of [
    ["single_choice", draft([])],
    ["numeric", draft([], "three")],
    ["short_text", draft([], "   ")],
    ["slide", draft(["a"], "x")],
  ]) {
    assert.equal(of(kind, given), null, kind);
  }
});

test("an answer shows itself again", () => {
  assert.deepEqual(draftOf(body("a", "b")), draft(["a", "b"]));
  assert.deepEqual(draftOf({ ...body(), number: -2.5 }), draft([], "-2.5"));
  assert.deepEqual(draftOf({ ...body(), text: "x" }), draft([], "x"));
});

test("moving keeps every option exactly once", () => {
  const order = ["a", "b", "c", "d"];
  for (const id of order) {
    for (let place = -2; place < 7; place++) {
      const next = movedTo(order, id, place);
      assert.deepEqual([...next].sort(), order);
      assert.equal(next.indexOf(id), Math.max(0, Math.min(3, place)));
    }
  }
  assert.deepEqual(movedTo(order, "z", 1), order);
});

test("numbers are read as people type them", () => {
  const read = { "3.5": 3.5, "3,5": 3.5, "-2": -2, "−2": -2, "1,234.5": 1234.5, "1 234": 1234, "３.５": 3.5, "0,125": 0.125, "+4": 4, ".5": 0.5, "6.": 6, "1e3": 1000 };
  for (const [typed, number] of Object.entries(read)) assert.equal(readNumber(typed), number, typed);
  for (const typed of ["", " ", "x", "1.2.3", "--1", "1e999", "NaN", "Infinity", "0x10", "1,2,3", "½x"]) {
    assert.equal(readNumber(typed), null, typed);
  }
});

test("a number that cannot be read takes no time", () => {
  const begun = performance.now();
  assert.equal(readNumber("1,".repeat(100_000)), null);
  assert.equal(readNumber("9".repeat(100_000) + "x"), null);
  assert.ok(performance.now() - begun < 500);
});

const options = ["a", "b", "c", "d", "e"].map((id) => ({ id, text: id }));
const orderOf = (person) => inOwnOrder(options, person).map(({ id }) => id).join("");

test("each student has an order of the own, always the same", () => {
  assert.equal(orderOf("p1"), orderOf("p1"));
  const orders = new Set(Array.from({ length: 200 }, (_, index) => orderOf(`person-${index}`)));
  assert.ok(orders.size > 60, String(orders.size));
  assert.deepEqual(inOwnOrder(options, "p1").map(({ id }) => id).sort(), ["a", "b", "c", "d", "e"]);
});

test("every option comes first about as often", () => {
  const firsts = { a: 0, b: 0, c: 0, d: 0, e: 0 };
  for (let index = 0; index < 2000; index++) firsts[orderOf(`0190f3c1b000${index}`)[0]]++;
  for (const [id, count] of Object.entries(firsts)) assert.ok(count > 300 && count < 500, `${id}: ${count}`);
});

test("the order does not hang on the order in which the box lists the options", () => {
  const turned = inOwnOrder([...options].reverse(), "p1").map(({ id }) => id).join("");
  assert.equal(turned, orderOf("p1"));
  assert.notEqual(hash("p1/a"), hash("p2/a"));
});

test("a refusal that passes keeps the answer, another is told for what it is", () => {
  assert.equal(placeAfterRefusal("storage_failed"), "kept");
  assert.equal(placeAfterRefusal("token_expired"), "kept");
  assert.equal(placeAfterRefusal("too_late"), "late");
  assert.equal(placeAfterRefusal("not_open"), "late");
  assert.equal(placeAfterRefusal("already_answered"), "already");
  assert.equal(placeAfterRefusal("invalid_answer"), "refused");
});

test("only what the box does not have is kept, and not without end", () => {
  const many = Object.fromEntries(
    Array.from({ length: KEPT_MAX + 50 }, (_, index) => [`r.q${index}`, answer("r", `q${index}`, `a${index}`)]),
  );
  const stored = { x: answer("r", "x", "ax", { place: "stored" }), y: answer("r", "y", "ay", { place: "sent" }) };
  assert.equal(toKeep(many).length, KEPT_MAX);
  assert.deepEqual(toKeep(stored).map(({ answerId }) => answerId), ["ay"]);
  assert.equal(backOnDevice(stored).y.place, "kept");
  assert.equal(backOnDevice({ x: stored.x }).x.place, "stored");
});

test("whatever else lies in the browser's storage is no answer", () => {
  assert.equal(isKeptAnswers([answer("r", "q", "a")]), true);
  const broken = [null, {}, [null], [{}], ["x"], [{ ...answer("r", "q", "a"), answer: null }], [{ ...answer("r", "q", "a"), runId: 1 }]];
  for (const value of broken) assert.equal(isKeptAnswers(value), false, JSON.stringify(value));
});
