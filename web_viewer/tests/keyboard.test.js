import assert from "node:assert/strict";
import { test } from "node:test";
import { actionFor } from "../src/elements/keyboard.js";

const press = (key, code, more = {}) =>
  actionFor({ key, code, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });

test("letters act", () => {
  assert.deepEqual(
    [press("m", "KeyM"), press("F", "KeyF"), press("p", "KeyP"), press("i", "KeyI")],
    ["sound", "fullscreen", "pip", "info"],
  );
});

test("a keyboard that writes Hangul acts by the position of the key", () => {
  assert.equal(press("ㅡ", "KeyM"), "sound");
  assert.equal(press("Process", "KeyF"), "fullscreen");
});

test("another Latin layout acts by its letter", () => assert.equal(press("m", "Semicolon"), "sound"));

test("the browser's own shortcuts stay its own", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey", "repeat"])
    assert.equal(press("f", "KeyF", { [modifier]: true }), null, modifier);
});

test("other keys do nothing", () => {
  for (const [key, code] of [
    ["Tab", "Tab"],
    ["q", "KeyQ"],
    ["Enter", "Enter"],
    ["toString", "toString"],
  ])
    assert.equal(press(key, code), null, key);
});
