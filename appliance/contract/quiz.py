"""Shapes of quizzes, runs, answers and results."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from appliance.contract import quiz_examples as examples

Kind = Literal["single_choice", "multiple_choice", "true_false", "numeric", "short_text", "ordering", "poll", "slide"]
RunStateName = Literal["draft", "open", "closed", "revealed"]
ScoringName = Literal["accuracy", "speed", "points"]
LongText = Annotated[str, Field(max_length=4_000)]
RESPOND_EXAMPLE: JsonDict = {
    "run_id": "0190f3c2d1117c4d8e9fa0b1c2d3e4f5",
    "question_id": "0190f3c2d2227c4d8e9fa0b1c2d3e4f5",
    "answer_id": "b3c1f0a2-7f44-4a0e-9f5f-0c2a7e1d9b11",
    "answer": {"option_ids": ["q8XkT2"]},
    "elapsed_ms": 5400,
}
RECEIPT_EXAMPLE: JsonDict = {
    "run_id": "0190f3c2d1117c4d8e9fa0b1c2d3e4f5",
    "question_id": "0190f3c2d2227c4d8e9fa0b1c2d3e4f5",
    "answer_id": "b3c1f0a2-7f44-4a0e-9f5f-0c2a7e1d9b11",
    "outcome": "accepted",
    "received_ms": 1764000123456,
}


class Strict(BaseModel):
    """A request that names nothing unknown."""

    model_config = ConfigDict(extra="forbid")


# The bank: with the key, for its owner only.


class OptionInBank(Strict):
    """One option; without an id it is a new one."""

    id: Annotated[str, Field(max_length=64)] | None = None
    text: Annotated[str, Field(max_length=1_000)]
    is_correct: bool = False


class NumericKeyInBank(Strict):
    """The right numbers, both ends included."""

    minimum: float
    maximum: float


class TextKeyInBank(Strict):
    """The right texts."""

    accepted: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(max_length=50)]
    ignores_case: bool = True
    ignores_spacing: bool = True


class QuestionInBank(Strict):
    """One question with its key; without an id it is a new one."""

    id: Annotated[str, Field(max_length=64)] | None = None
    kind: Kind
    text: LongText
    options: Annotated[list[OptionInBank], Field(max_length=12)] = []
    numeric_key: NumericKeyInBank | None = None
    text_key: TextKeyInBank | None = None
    explanation: LongText = ""
    topic: Annotated[str, Field(max_length=200)] = ""
    difficulty: Literal["easy", "medium", "hard"] | None = None
    image_id: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    seconds: Annotated[int, Field(ge=5, le=3_600)] | None = None
    points: Annotated[int, Field(ge=0, le=1_000)] = 1


class QuizWrite(Strict):
    """A quiz as its owner writes it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "광합성",
                    "questions": [
                        {
                            "kind": "single_choice",
                            "text": "광합성이 일어나는 곳은?",
                            "options": [{"text": "엽록체", "is_correct": True}, {"text": "미토콘드리아"}],
                            "topic": "광합성",
                            "seconds": 30,
                        }
                    ],
                }
            ]
        },
    )

    title: Annotated[str, Field(min_length=1, max_length=400)]
    description: LongText = ""
    questions: Annotated[list[QuestionInBank], Field(max_length=200)] = []
    version: int | None = None
    """The version that was edited: a quiz that has changed since answers 409."""


class QuizView(BaseModel):
    """A quiz with its questions and keys."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.QUIZ]})

    quiz_id: str
    title: str
    description: str
    questions: list[QuestionInBank]
    version: int
    updated_ms: int
    is_from_upstream: bool = False


class QuizSummary(BaseModel):
    """A quiz in a list."""

    quiz_id: str
    title: str
    question_count: int
    updated_ms: int
    is_from_upstream: bool = False


class QuizList(BaseModel):
    """A teacher's bank, last changed first."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.QUIZ_LIST]})

    quizzes: list[QuizSummary]


class ImportWarningView(BaseModel):
    """Something in an imported file that could not be taken over."""

    line: int
    """0 when it is about the whole file."""
    code: str
    sentence: "BilingualText"


class BilingualText(BaseModel):
    """One sentence in both first languages."""

    en: str
    ko: str


class QuizImported(BaseModel):
    """What came of an import: the quiz is in the bank, the warnings say what is missing."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.IMPORTED]})

    quiz: QuizView
    warnings: list[ImportWarningView]


class ImageStored(BaseModel):
    """An image of the bank."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.IMAGE]})

    image_id: str
    image_url: str


# A run, as students see it: no key, no flag, random option ids.


class PublicOption(BaseModel):
    """One option under its random id."""

    id: str
    text: str


class PublicQuestion(BaseModel):
    """A question as it leaves the box before the reveal. The page puts the options into an order of its own student."""

    question_id: str
    kind: Kind
    text: str
    options: list[PublicOption]
    image_url: str | None = None
    points: int = 1


class PublicRun(BaseModel):
    """A run as students see it."""

    run_id: str
    title: str
    state: RunStateName
    questions: list[PublicQuestion]
    seconds: int | None
    opened_ms: int | None
    closes_ms: int | None
    """On the box's clock; the page knows its offset from the live socket."""
    allows_change: bool
    scoring: ScoringName


class AnswerBody(Strict):
    """What a student answered, with the random option ids."""

    option_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=12)] = []
    number: float | None = None
    text: Annotated[str, Field(max_length=500)] | None = None


class RespondRequest(Strict):
    """One answer; sending it again with the same `answer_id` changes nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [RESPOND_EXAMPLE]})

    run_id: Annotated[str, Field(max_length=64)]
    question_id: Annotated[str, Field(max_length=64)]
    answer_id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    """Made on the device."""
    answer: AnswerBody
    elapsed_ms: Annotated[int, Field(ge=0, le=86_400_000)] = 0
    """From when the device showed the question."""


class Receipt(BaseModel):
    """The answer is stored durably. The same for right and wrong answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECEIPT_EXAMPLE]})

    run_id: str
    question_id: str
    answer_id: str
    outcome: Literal["accepted", "replaced", "same"]
    received_ms: int


class OwnAnswer(BaseModel):
    """The student's own answer to one question of a run."""

    run_id: str
    question_id: str
    answer: AnswerBody


class RevealedQuestion(BaseModel):
    """A question with its key and what the class answered, after the reveal."""

    question: PublicQuestion
    correct_option_ids: list[str]
    """Random ids; of an ordering question in the right order."""
    numeric_key: NumericKeyInBank | None = None
    accepted_texts: list[str] = []
    explanation: str = ""
    tally: "TallyView"


class TallyCount(BaseModel):
    """How often one option or one text was answered."""

    key: str
    """The random option id, the text, or the number."""
    count: int


class TallyView(BaseModel):
    """The class's answers to one question, without names."""

    question_id: str
    answered: int
    correct: int | None
    """None where nothing is right or wrong, and for students before the reveal."""
    counts: list[TallyCount]


class OwnResult(BaseModel):
    """What came of the student's own answer; only after the reveal."""

    question_id: str
    answer: AnswerBody | None
    is_correct: bool | None
    credit: float | None
    points: float
    elapsed_ms: int | None


class RunResultForStudent(BaseModel):
    """A revealed run for one student."""

    run_id: str
    questions: list[RevealedQuestion]
    own: list[OwnResult]


# Steering a run.


class RunCreate(Strict):
    """Makes a run from a quiz, from some of its questions, or from questions written on the spot."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"quiz_id": "0190f3c2d0007c4d8e9fa0b1c2d3e4f5", "seconds": 30, "opens": True}]},
    )

    quiz_id: Annotated[str, Field(max_length=64)] | None = None
    question_ids: Annotated[list[str], Field(max_length=200)] | None = None
    questions: Annotated[list[QuestionInBank], Field(max_length=20)] | None = None
    title: Annotated[str, Field(max_length=400)] = ""
    seconds: Annotated[int, Field(ge=5, le=3_600)] | None = None
    allows_change: bool = False
    scoring: ScoringName = "accuracy"
    opens: bool = True
    """Whether it is pushed to the class at once."""


class RunExtend(Strict):
    """Gives more time, from now on when the time is over or none was set."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seconds": 30}]})

    seconds: Annotated[int, Field(ge=5, le=3_600)]


class RunView(BaseModel):
    """A run as teachers see it: with the key and the tally."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RUN]})

    run_id: str
    title: str
    state: RunStateName
    questions: list[QuestionInBank]
    public_questions: list[PublicQuestion]
    """As students see them: the desktop draws its preview from these."""
    seconds: int | None
    allows_change: bool
    scoring: ScoringName
    quiz_id: str | None
    again_of: str | None
    opened_ms: int | None
    closes_ms: int | None
    closed_ms: int | None
    revealed_ms: int | None
    tallies: list[TallyView]


class RunList(BaseModel):
    """All runs of a session, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": [examples.RUN]}]})

    runs: list[RunView]


class MissingAnswers(BaseModel):
    """Who has not answered a question, each in the one list that is true of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.MISSING]})

    question_id: str
    answered: list[str]
    not_answered: list[str]
    """Present and connected."""
    disconnected: list[str]
    not_present: list[str]
    """On the roster, or joined after the run closed."""


class ResponseRow(BaseModel):
    """One student's answer to one question."""

    participant_id: str
    name: str
    question_id: str
    answer: AnswerBody
    """With the bank's option ids."""
    answer_text: str
    is_correct: bool | None
    credit: float | None
    points: float
    elapsed_ms: int
    received_ms: int


class RunResults(BaseModel):
    """A run's results for teachers."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RESULTS]})

    run: RunView
    responses: list[ResponseRow]
    missing: list[MissingAnswers]
