// A question after the reveal: what came of the own answer, the key, why, and what the class answered.
import { badge, shownOptions } from "./quiz_fields.js";
import { drawing, make } from "./parts.js";
import { numberText, optionText, verdictOf } from "./quiz_words.js";

/**
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 * @typedef {Shapes["RevealedQuestion"]} RevealedQuestion
 * @typedef {import("../i18n/translator.js").Translator} Translator
 *
 * @typedef {object} Shown
 * @property {RevealedQuestion} revealed
 * @property {Shapes["OwnResult"] | undefined} own
 * @property {string} participantId
 * @property {boolean} hasPoints whether points say more than right and wrong
 * @property {Translator} translator
 */

/**
 * @param {Shown} shown
 * @returns {HTMLElement}
 */
export function resultOfQuestion(shown) {
  const { question } = shown.revealed;
  if (question.kind === "slide") return make("div", { of: "result" });
  return make("div", { of: "result" }, [verdict(shown), body(shown), explanation(shown), classLine(shown)]);
}

/** @param {Shown} shown */
function verdict({ own, hasPoints, translator }) {
  const { key, icon, tone } = verdictOf(own);
  const points = own?.points ?? 0;
  const isCounted = hasPoints && own?.is_correct !== null && own !== undefined;
  const language = translator.language;
  return make("p", { of: `verdict verdict--${tone}` }, [
    drawing(`icon-${icon}`),
    make("span", { text: translator.say(key) }),
    isCounted
      ? make("span", {
          of: "verdict__points",
          text: translator.say("result.points", { points: numberText(points, language) }),
        })
      : null,
  ]);
}

/** @param {Shown} shown */
function body(shown) {
  const { kind } = shown.revealed.question;
  if (kind === "ordering") return orders(shown);
  if (kind === "numeric" || kind === "short_text") return typed(shown);
  return options(shown);
}

/** @param {Shown} shown */
function options({ revealed, own, participantId, translator }) {
  const { question, tally } = revealed;
  const rows = shownOptions(question, participantId).map((option, place) => {
    const count = tally.counts.find((each) => each.key === option.id)?.count ?? 0;
    const isKey = revealed.correct_option_ids.includes(option.id);
    const isOwn = own?.answer?.option_ids.includes(option.id) === true;
    const row = make("li", { of: "outcome" }, [
      badge(place),
      make("span", { of: "outcome__text", text: optionText(question, option, translator) }),
      tags(isKey, isOwn, translator),
      share(count, tally.answered, translator),
    ]);
    row.classList.toggle("outcome--key", isKey);
    row.classList.toggle("outcome--own", isOwn);
    return row;
  });
  return make("ul", { of: "outcomes" }, rows);
}

/**
 * @param {boolean} isKey
 * @param {boolean} isOwn
 * @param {Translator} translator
 */
function tags(isKey, isOwn, translator) {
  return make("span", { of: "outcome__tags" }, [
    isKey ? make("span", { of: "tag tag--good" }, [drawing("icon-check", "icon icon--small"), word("result.option_key", translator)]) : null,
    isOwn ? make("span", { of: "tag tag--own" }, [drawing("icon-person", "icon icon--small"), word("result.option_yours", translator)]) : null,
  ]);
}

/**
 * @param {"result.option_key" | "result.option_yours"} key
 * @param {Translator} translator
 */
function word(key, translator) {
  return make("span", { text: translator.say(key) });
}

/**
 * @param {number} count
 * @param {number} answered
 * @param {Translator} translator
 */
function share(count, answered, translator) {
  const part = answered > 0 ? count / answered : 0;
  const bar = make("span", { of: "bar", with: { "aria-hidden": "true" } }, [make("span", { of: "bar__fill" })]);
  bar.style.setProperty("--share", String(part));
  const text = translator.say("result.share", { count, percent: Math.round(part * 100) });
  return make("span", { of: "outcome__share" }, [bar, make("span", { of: "outcome__count", text })]);
}

/** @param {Shown} shown */
function orders({ revealed, own, translator }) {
  const textOf = (/** @type {string} */ id) => revealed.question.options.find((option) => option.id === id)?.text ?? "";
  const key = revealed.correct_option_ids;
  const answered = own?.answer?.option_ids ?? [];
  const list = (/** @type {readonly string[]} */ ids, /** @type {boolean} */ isOwn) =>
    make(
      "ol",
      { of: "order" },
      ids.map((id, place) => {
        const isRight = key[place] === id;
        const row = make("li", {}, [
          make("span", { of: "ordering__place", text: String(place + 1) }),
          make("span", { of: "outcome__text", text: textOf(id) }),
          isOwn ? drawing(isRight ? "icon-check" : "icon-cross", "icon icon--small") : null,
        ]);
        if (isOwn) row.classList.toggle("order--wrong", !isRight);
        return row;
      }),
    );
  return make("div", { of: "orders" }, [
    make("div", {}, [make("h3", { of: "result__title", text: translator.say("result.key") }), list(key, false)]),
    answered.length > 0
      ? make("div", {}, [
          make("h3", { of: "result__title", text: translator.say("result.yours") }),
          list(answered, true),
        ])
      : null,
  ]);
}

/** @param {Shown} shown */
function typed({ revealed, own, translator }) {
  const { language } = translator;
  const number = own?.answer?.number;
  const answered = own?.answer?.text ?? (typeof number === "number" ? numberText(number, language) : null);
  const rows = revealed.tally.counts.slice(0, 8).map((each) =>
    make("li", { of: "outcome outcome--typed" }, [
      make("span", { of: "outcome__text", text: each.key }),
      share(each.count, revealed.tally.answered, translator),
    ]),
  );
  return make("div", { of: "typed-result" }, [
    make("dl", { of: "typed-result__pair" }, [
      make("div", {}, [
        make("dt", { text: translator.say("result.key") }),
        make("dd", { text: keyText(revealed, translator) }),
      ]),
      answered !== null
        ? make("div", {}, [make("dt", { text: translator.say("result.yours") }), make("dd", { text: answered })])
        : null,
    ]),
    rows.length > 0 ? make("ul", { of: "outcomes" }, rows) : null,
  ]);
}

/**
 * @param {RevealedQuestion} revealed
 * @param {Translator} translator
 */
function keyText({ numeric_key: key, accepted_texts: texts }, translator) {
  if (key === null || key === undefined) return texts.join(" · ");
  const [minimum, maximum] = [key.minimum, key.maximum].map((value) => numberText(value, translator.language));
  return minimum === maximum
    ? String(minimum)
    : translator.say("result.number_range", { minimum: String(minimum), maximum: String(maximum) });
}

/** @param {Shown} shown */
function explanation({ revealed, translator }) {
  if (revealed.explanation === "") return null;
  return make("div", { of: "explanation" }, [
    make("h3", { of: "result__title", text: translator.say("result.explanation") }),
    make("p", { text: revealed.explanation }),
  ]);
}

/** @param {Shown} shown */
function classLine({ revealed, translator }) {
  const { answered, correct } = revealed.tally;
  const text =
    correct === null
      ? translator.say("result.class_answered", { answered })
      : translator.say("result.class_right", { answered, correct });
  return make("p", { of: "result__class", text });
}
