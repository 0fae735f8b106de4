import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "../src/elements/quiz_page.js";
import { isAnswered, nextOpenRun, progress, runOf } from "../src/quiz/quiz_state.js";
import { answer, body, choice, play, result, run, snapshot } from "./class_builders.js";

const changed = (number, each) => ({ type: "run_changed", number, run: each });
const kept = (...given) => ({ type: "answer_kept", answer: answer(...given) });
const OPEN = [snapshot(), changed(11, run("r"))];

test("a run that opens brings its first question up; one that only changes does not", () => {
  const { quiz } = play(OPEN);
  assert.deepEqual([quiz.card, quiz.serial], [{ runId: "r", index: 0, isFolded: false }, 1]);
  const folded = play([...OPEN, { type: "card_folded", isFolded: true }, changed(12, run("r", { closes_ms: 60_000 }))]);
  assert.deepEqual([folded.quiz.card.isFolded, folded.quiz.serial], [true, 1]);
  const reopened = play([...OPEN, changed(12, run("r", { state: "closed" })), changed(13, run("r"))]);
  assert.equal(reopened.quiz.serial, 2);
});

test("a page that comes late is shown the run that is open, at the first question without an answer", () => {
  const own = [{ run_id: "r", question_id: "q1", answer: body("b") }];
  const { quiz } = play([snapshot({ runs: [run("r")], own_answers: own })]);
  assert.deepEqual([quiz.card.index, quiz.answers["r.q1"].place, quiz.answers["r.q1"].answer], [1, "stored", body("b")]);
});

test("an answer on its way is newer than the box's", () => {
  const own = [{ run_id: "r", question_id: "q1", answer: body("b") }];
  const { quiz } = play([...OPEN, kept("r", "q1", "a2"), snapshot({ runs: [run("r")], own_answers: own })]);
  assert.deepEqual([quiz.answers["r.q1"].place, quiz.answers["r.q1"].answerId], ["kept", "a2"]);
});

test("answers that were found on the device come back with the page", () => {
  const found = { type: "answers_found", answers: [answer("r", "q1", "a1")] };
  const { quiz } = play([found, snapshot({ runs: [run("r")] })]);
  assert.equal(quiz.answers["r.q1"].place, "kept");
  assert.equal(quiz.card.index, 1);
});

test("progress counts what counts: late and refused answers do not, slides ask for nothing", () => {
  const questions = [choice("q1"), choice("q2"), choice("q3", { kind: "slide" })];
  const state = play([snapshot(), changed(11, run("r", { questions })), kept("r", "q1", "a1"), kept("r", "q2", "a2")]);
  const late = play([
    snapshot(),
    changed(11, run("r", { questions })),
    kept("r", "q1", "a1"),
    { type: "answer_refused", answerId: "a1", code: "too_late", detail: "" },
  ]);
  assert.deepEqual(progress(state.quiz, runOf(state.quiz, "r")), { asked: 2, answered: 2 });
  assert.deepEqual(progress(late.quiz, runOf(late.quiz, "r")), { asked: 2, answered: 0 });
  assert.equal(isAnswered(late.quiz, "r", "q1"), false);
});

test("a box that could not store keeps the answer on the device", () => {
  const refused = { type: "answer_refused", answerId: "a1", code: "storage_failed", detail: "full" };
  assert.equal(play([...OPEN, kept("r", "q1", "a1"), refused]).quiz.answers["r.q1"].place, "kept");
});

test("the first answer stands where the box has one already", () => {
  const refused = { type: "answer_refused", answerId: "a1", code: "already_answered", detail: "" };
  assert.equal(play([...OPEN, kept("r", "q1", "a1"), refused]).quiz.answers["r.q1"].place, "already");
});

test("a reveal shows the results, unless another run is being answered", () => {
  const revealed = { type: "run_revealed", number: 13, run: run("r", { state: "revealed" }), result: result("r") };
  const shown = play([...OPEN, revealed]);
  assert.deepEqual([shown.quiz.card.runId, pageOf(shown.quiz).result.run_id], ["r", "r"]);
  const busy = play([...OPEN, changed(12, run("other", { opened_ms: 200 })), revealed]);
  assert.equal(busy.quiz.card.runId, "other");
  assert.equal(busy.quiz.results.length, 1);
});

test("nothing of the key is on the page before the reveal", () => {
  assert.doesNotMatch(JSON.stringify(play(OPEN).quiz), /correct/);
});

test("a result of an earlier visit is shown without its run", () => {
  const state = play([snapshot({ results: [result("old")] }), { type: "card_opened", runId: "old" }]);
  const page = pageOf(state.quiz);
  assert.deepEqual([page.run, page.result.run_id, page.question.question_id], [null, "old", "q1"]);
  assert.equal(pageOf(play([snapshot({ results: [result("old")] })]).quiz), null);
});

test("of several open runs the one that waits is offered", () => {
  const two = [...OPEN, changed(12, run("s", { opened_ms: 200, questions: [choice("q9")] }))];
  assert.equal(nextOpenRun(play(two).quiz, "s").run_id, "r");
  const answered = [...two, kept("r", "q1", "a1"), kept("r", "q2", "a2")];
  assert.equal(nextOpenRun(play(answered).quiz, "s"), null);
});

test("a question's first showing is kept, whatever is drafted later", () => {
  const shownAt = (atMs) => ({ type: "question_shown", runId: "r", questionId: "q1", atMs });
  const draft = { optionIds: ["b"], text: "" };
  const { quiz } = play([...OPEN, shownAt(500), { type: "draft_changed", runId: "r", questionId: "q1", draft }, shownAt(900)]);
  assert.deepEqual(quiz.drafts["r.q1"], { shownMs: 500, draft });
});

test("the card never points beyond the questions", () => {
  const far = play([...OPEN, { type: "card_moved", index: 99 }]);
  assert.equal(pageOf(far.quiz).index, 1);
  assert.equal(pageOf(play([snapshot(), changed(11, run("r", { questions: [] }))]).quiz), null);
});
