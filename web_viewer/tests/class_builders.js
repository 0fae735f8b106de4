// Messages of the box as the tests need them.
import { NO_CLASS, advanceClass } from "../src/class/class_state.js";

export const play = (messages) => messages.reduce(advanceClass, NO_CLASS);

export const snapshot = (more = {}) => ({
  type: "snapshot",
  epoch: "e1",
  number: 10,
  server_ms: 0,
  you: { role: "student", person_id: "p1", name: "Seoyeon", is_muted: false },
  session: {
    session_id: "s1",
    title: "Biology",
    topic: "",
    state: "live",
    chat_mode: "open",
    shows_engagement: true,
    is_locked: false,
    participants: 1,
  },
  stage: { cast_ids: [], state: "empty" },
  messages: [],
  questions: [],
  own_upvotes: [],
  hands: [],
  announcement: null,
  timer: null,
  runs: [],
  own_answers: [],
  results: [],
  own_engagement: null,
  trouble: null,
  teacher: null,
  ...more,
});

export const message = (id, more = {}) => ({
  message_id: id,
  author: "student",
  author_id: "x",
  author_name: "X",
  text: id,
  sent_ms: 0,
  audience: "class",
  ...more,
});

export const choice = (id, more = {}) => ({
  question_id: id,
  kind: "single_choice",
  text: id,
  options: ["a", "b", "c"].map((each) => ({ id: each, text: each })),
  image_url: null,
  points: 1,
  ...more,
});

export const run = (id, more = {}) => ({
  run_id: id,
  title: id,
  state: "open",
  questions: [choice("q1"), choice("q2")],
  seconds: 30,
  opened_ms: 100,
  closes_ms: 30_100,
  allows_change: false,
  scoring: "accuracy",
  ...more,
});

export const body = (...ids) => ({ option_ids: ids, number: null, text: null });

export const answer = (runId, questionId, answerId, more = {}) => ({
  sessionId: "s1",
  participantId: "p1",
  runId,
  questionId,
  answerId,
  answer: body("a"),
  elapsedMs: 1000,
  place: "kept",
  detail: "",
  ...more,
});

export const result = (id, more = {}) => ({
  run_id: id,
  questions: [
    {
      question: choice("q1"),
      correct_option_ids: ["a"],
      numeric_key: null,
      accepted_texts: [],
      explanation: "",
      tally: { question_id: "q1", answered: 1, correct: 1, counts: [] },
    },
  ],
  own: [],
  ...more,
});
