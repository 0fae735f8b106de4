import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { en } from "../src/i18n/en.js";
import { ko } from "../src/i18n/ko.js";
import { PLACE_ICONS, shapeOf, verdictOf } from "../src/elements/quiz_words.js";
import { Translator, chooseLanguage } from "../src/i18n/translator.js";

const ROOT = new URL("../", import.meta.url);

async function pageSources() {
  const names = await readdir(new URL("src/", ROOT), { recursive: true });
  const files = names.filter(
    (name) => name.endsWith(".js") && !name.startsWith("i18n/e") && !name.startsWith("i18n/k"),
  );
  const texts = await Promise.all(files.map((name) => readFile(new URL(`src/${name}`, ROOT), "utf8")));
  return [...texts, await readFile(new URL("index.html", ROOT), "utf8")].join("\n");
}

const gaps = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

test("both languages say the same things", () => assert.deepEqual(Object.keys(ko).sort(), Object.keys(en).sort()));

test("both languages fill the same gaps", () => {
  for (const key of Object.keys(en)) assert.deepEqual(gaps(ko[key]), gaps(en[key]), key);
});

test("no sentence is empty and Korean is written in Korean", () => {
  for (const key of Object.keys(en)) assert.ok(en[key].trim() !== "" && ko[key].trim() !== "", key);
  const without = Object.keys(ko).filter((key) => !/[가-힣]/.test(ko[key]));
  assert.deepEqual(without.sort(), [
    "controls.other_language",
    "controls.other_language_short",
    "result.number_range",
    "unit.kbps",
    "unit.ms",
    "unit.percent",
  ]);
});

test("every sentence is used, and every used sentence exists", async () => {
  const sources = await pageSources();
  const used = new Set(
    [...sources.matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)]
      .map((match) => match[1])
      .filter((key) => key.split(".")[0] in groups),
  );
  assert.deepEqual([...used].sort(), Object.keys(en).sort());
});
const groups = Object.fromEntries(Object.keys(en).map((key) => [key.split(".")[0], true]));

test("gaps are filled and unknown ones are left visible", () => {
  const translator = new Translator("ko");
  assert.equal(translator.say("state.next_try", { seconds: 3 }), "3초 뒤에 다시 시도해요");
  assert.equal(translator.say("state.next_try"), "{seconds}초 뒤에 다시 시도해요");
});

test("the first spoken language that the page knows is taken", () => {
  assert.equal(chooseLanguage(["fr-FR", "ko-KR", "en"]), "ko");
  assert.equal(chooseLanguage(["en-GB", "ko"]), "en");
  assert.equal(chooseLanguage(["fr"]), "en");
  assert.equal(chooseLanguage([]), "en");
});

test("every module of the page is announced to the browser in advance, and none that is not there", async () => {
  const page = await readFile(new URL("index.html", ROOT), "utf8");
  const announced = [...page.matchAll(/(?:modulepreload" href|<script type="module" src)="\/src\/([^"]+)"/g)].map(
    (match) => match[1],
  );
  const names = await readdir(new URL("src/", ROOT), { recursive: true });
  assert.deepEqual(announced.sort(), names.filter((name) => name.endsWith(".js")).sort());
});

test("nothing on the page comes from elsewhere or runs inline", async () => {
  const page = await readFile(new URL("index.html", ROOT), "utf8");
  assert.doesNotMatch(page, /(?:src|href)="(?![/#])/);
  assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)/);
  assert.doesNotMatch(await pageSources(), /stun:|turn:|https?:\/\/(?!www\.w3\.org\/2000\/svg")/);
});

test("every icon that the page names lies in the page", async () => {
  const page = await readFile(new URL("index.html", ROOT), "utf8");
  const drawn = new Set([...page.matchAll(/<symbol id="((?:icon|shape)-[a-z-]+)"/g)].map((match) => match[1]));
  const shown = [...page.matchAll(/href="#((?:icon|shape)-[a-z-]+)"/g)].map((match) => match[1]);
  const sources = await pageSources();
  const named = [...sources.matchAll(/"((?:icon|shape)-[a-z-]+)"/g)].map((match) => match[1]);
  const card = await readFile(new URL("src/elements/status_card.js", ROOT), "utf8");
  const ofStates = [...card.matchAll(/^ {2}[a-z_]+: "([a-z]+)",$/gm)].map((match) => `icon-${match[1]}`);
  assert.equal(ofStates.length, 16);
  const ofAnswers = Object.values(PLACE_ICONS).map((name) => `icon-${name}`);
  const ofVerdicts = VERDICTS.map((own) => `icon-${verdictOf(own).icon}`);
  const shapes = [0, 1, 2, 3, 4, 5].map(shapeOf);
  const all = [...shown, ...named, ...ofStates, ...ofAnswers, ...ofVerdicts, ...shapes, "icon-sound-on", "icon-fullscreen-exit"];
  assert.deepEqual(all.filter((name) => !drawn.has(name)), []);
});
const VERDICTS = [
  undefined,
  { answer: {}, is_correct: null },
  { answer: {}, is_correct: true },
  { answer: {}, is_correct: false, credit: 0.5 },
  { answer: {}, is_correct: false, credit: 0 },
];
