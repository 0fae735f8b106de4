// What the class keeps about this student: name, figures with their formula, own answers and messages.
import { OwnData } from "../class/own_data.js";
import { answerTo } from "../quiz/quiz_state.js";
import { button, make, part } from "./parts.js";
import { markOf } from "./quiz_words.js";
import { timeOfDay } from "./time_words.js";

/**
 * @typedef {import("../class/classroom.js").Classroom} Classroom
 * @typedef {import("../i18n/translator.js").Translator} Translator
 * @typedef {import("../i18n/translator.js").SentenceKey} SentenceKey
 * @typedef {import("../contract.d.ts").components["schemas"]} Shapes
 */

export class MePanel {
  #place;
  #classroom;
  #translator;
  #data;
  #isAskedToLeave = false;
  #drawn = "";

  /**
   * @param {HTMLElement} root
   * @param {Classroom} classroom
   * @param {Translator} translator
   */
  constructor(root, classroom, translator) {
    this.#place = part(root, "me", HTMLElement);
    this.#classroom = classroom;
    this.#translator = translator;
    this.#data = new OwnData(() => this.show());
  }

  /** The tab was opened: ask the box for what it keeps. */
  open() {
    const { session, joined } = this.#classroom.entrance.state;
    if (session !== null && joined !== null) {
      void this.#data.ask(session.id, () => this.#classroom.entrance.freshToken());
    }
    this.show();
  }

  show() {
    const { state } = this.#classroom;
    // Drawn whole, and only when something of it changed: a focused button stays where it is.
    const signature = JSON.stringify([
      this.#translator.language,
      state.you,
      state.session?.shows_engagement,
      state.ownEngagement,
      state.quiz.results.length,
      Object.values(state.quiz.answers).map(({ answerId, place }) => [answerId, place]),
      this.#data.serial,
      this.#isAskedToLeave,
    ]);
    if (signature === this.#drawn) return;
    this.#drawn = signature;
    this.#place.replaceChildren(this.#who(), this.#figures(), this.#answers(), this.#messages(), this.#also(), this.#kept());
  }

  /** @param {SentenceKey} key @param {Readonly<Record<string, string | number>>} values */
  #say(key, values = {}) {
    return this.#translator.say(key, values);
  }

  #who() {
    const name = this.#classroom.state.you?.name ?? this.#classroom.entrance.state.identity.name;
    return make("section", { of: "me__part" }, [
      make("h3", { of: "me__title", text: this.#say("me.name") }),
      make("p", { of: "me__name", text: name }),
      ...this.#leaving(name),
    ]);
  }

  /** @param {string} name */
  #leaving(name) {
    const ask = (/** @type {boolean} */ isAsked) => {
      this.#isAskedToLeave = isAsked;
      this.show();
      this.#place.querySelector("button")?.focus();
    };
    if (!this.#isAskedToLeave) {
      return [button(this.#say("me.not_you"), "button button--quiet", () => ask(true))];
    }
    return [
      make("p", { text: this.#say("me.not_you_sure", { name }) }),
      make("p", { of: "me__choice" }, [
        button(this.#say("me.not_you_no"), "button button--soft", () => ask(false)),
        button(this.#say("me.not_you_yes"), "button button--primary", () => {
          this.#isAskedToLeave = false;
          this.#classroom.entrance.dispatch({ type: "somebody_else" });
        }),
      ]),
    ];
  }

  #figures() {
    const { session, ownEngagement } = this.#classroom.state;
    const figures = this.#data.kept?.engagement ?? ownEngagement;
    const title = make("h3", { of: "me__title", text: this.#say("me.figures") });
    if (session?.shows_engagement === false) {
      return make("section", { of: "me__part" }, [title, make("p", { of: "soft", text: this.#say("me.figures_off") })]);
    }
    if (ownEngagement === null && figures === null) {
      return make("section", { of: "me__part" }, [title, make("p", { of: "soft", text: this.#say("me.figures_none") })]);
    }
    const shown = /** @type {Shapes["OwnEngagement"]} */ (ownEngagement ?? figures);
    return make("section", { of: "me__part" }, [title, this.#figureList(shown), this.#formula(shown)]);
  }

  /** @param {Shapes["OwnEngagement"]} shown */
  #figureList(shown) {
    const percent = (/** @type {number | null} */ share) =>
      share === null
        ? this.#say("me.not_yet")
        : this.#say("unit.percent", { value: Math.round(share * 100) });
    const answered = this.#say("me.participation_value", { answered: shown.answered, asked: shown.asked });
    return make("dl", { of: "figures" }, [
      this.#figure("me.composite", String(Math.round(shown.composite)), shown.composite / 100),
      this.#figure("me.presence", percent(shown.presence), shown.presence),
      this.#figure("me.participation", shown.asked > 0 ? answered : percent(null), shown.participation),
      this.#figure("me.accuracy", percent(shown.accuracy), shown.accuracy),
      this.#figure("me.activity", percent(shown.activity), shown.activity),
    ]);
  }

  /**
   * @param {SentenceKey} key
   * @param {string} text
   * @param {number | null} share
   */
  #figure(key, text, share) {
    const bar = make("span", { of: "bar", with: { "aria-hidden": "true" } }, [make("span", { of: "bar__fill" })]);
    bar.style.setProperty("--share", String(share ?? 0));
    return make("div", { of: "figures__one" }, [
      make("dt", { text: this.#say(key) }),
      make("dd", { text }),
      make("dd", { of: "figures__bar" }, [bar]),
    ]);
  }

  /** @param {Shapes["OwnEngagement"]} shown */
  #formula(shown) {
    const text = this.#translator.language === "ko" ? shown.formula.ko : shown.formula.en;
    return make("details", { of: "formula" }, [
      make("summary", { text: this.#say("me.formula") }),
      make("p", { text }),
    ]);
  }

  #answers() {
    const rows = this.#rows();
    return make("section", { of: "me__part" }, [
      make("h3", { of: "me__title", text: this.#say("me.answers") }),
      rows.length === 0
        ? make("p", { of: "soft", text: this.#say("me.answers_none") })
        : make("ul", { of: "own-answers" }, rows),
    ]);
  }

  #rows() {
    const { quiz } = this.#classroom.state;
    const results = this.#data.resultsWith(quiz.results);
    const revealed = results.map((result) => this.#resultRow(result));
    const known = new Set(results.map((result) => result.run_id));
    const waiting = quiz.runs
      .filter((run) => !known.has(run.run_id))
      .flatMap((run) =>
        run.questions.map((question) => {
          const answer = answerTo(quiz, run.run_id, question.question_id);
          return answer === null ? null : this.#waitingRow(question.text, answer.place);
        }),
      )
      .filter((row) => row !== null);
    return [...waiting.reverse(), ...revealed];
  }

  /** @param {Shapes["RunResultForStudent"]} result */
  #resultRow(result) {
    const lines = result.questions
      .filter(({ question }) => question.kind !== "slide")
      .map(({ question }) => {
        const own = result.own.find((each) => each.question_id === question.question_id);
        return make("p", { of: "own-answers__line" }, [
          make("span", { of: "own-answers__text", text: question.text }),
          make("span", { of: "tag", text: this.#say(markOf(own)) }),
        ]);
      });
    const isOnPage = this.#classroom.state.quiz.results.some((each) => each.run_id === result.run_id);
    const open = button(this.#say("me.open"), "button button--soft", () =>
      this.#classroom.feed?.note({ type: "card_opened", runId: result.run_id }),
    );
    return make("li", {}, [...lines, isOnPage && this.#classroom.feed !== null ? open : null]);
  }

  /**
   * @param {string} text
   * @param {import("../quiz/kept_answers.js").AnswerPlace} place
   */
  #waitingRow(text, place) {
    /** @type {Readonly<Record<typeof place, SentenceKey>>} */
    const words = {
      kept: "me.on_device",
      sent: "me.on_device",
      stored: "me.stored",
      already: "me.stored",
      late: "me.was_late",
      refused: "me.unanswered",
    };
    return make("li", {}, [
      make("p", { of: "own-answers__line" }, [
        make("span", { of: "own-answers__text", text }),
        make("span", { of: "tag", text: this.#say(words[place]) }),
      ]),
    ]);
  }

  #messages() {
    const { messages: live, you } = this.#classroom.state;
    const messages = this.#data.messagesWith(live.filter((message) => message.author_id === you?.person_id));
    const rows = messages.map((message) =>
      make("li", {}, [
        make("p", { of: "own-answers__line" }, [
          make("span", { of: "own-answers__text", text: message.text }),
          make("span", { of: "message__time", text: timeOfDay(message.sent_ms, this.#translator.language) }),
        ]),
      ]),
    );
    return make("section", { of: "me__part" }, [
      make("h3", { of: "me__title", text: this.#say("me.messages") }),
      rows.length === 0
        ? make("p", { of: "soft", text: this.#say("me.messages_none") })
        : make("ul", { of: "own-answers" }, rows),
    ]);
  }

  #also() {
    const kept = this.#data.kept;
    if (kept === null) return make("div");
    const row = (/** @type {SentenceKey} */ key, /** @type {string} */ text) =>
      make("div", { of: "figures__one" }, [make("dt", { text: this.#say(key) }), make("dd", { text })]);
    const questions = kept.questions.map((question) =>
      make("li", {}, [make("p", { of: "own-answers__line", text: question.text })]),
    );
    return make("section", { of: "me__part" }, [
      make("h3", { of: "me__title", text: this.#say("me.also") }),
      make("dl", { of: "figures" }, [
        row("me.joined", timeOfDay(kept.joined_ms, this.#translator.language)),
        row("me.present", this.#say("me.minutes", { minutes: Math.round(kept.present_ms / 60_000) })),
        row("me.hands", String(kept.hands)),
        row("me.reactions", String(kept.reactions)),
        row("me.lost_taps", String(kept.lost_taps)),
        row("me.questions", String(kept.questions.length)),
      ]),
      questions.length > 0 ? make("ul", { of: "own-answers" }, questions) : null,
    ]);
  }

  #kept() {
    return make("p", { of: "soft me__kept", text: this.#say(this.#data.hasFailed ? "me.unreachable" : "me.kept") });
  }
}
