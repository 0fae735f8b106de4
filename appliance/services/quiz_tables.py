"""A session's quiz results as tables for spreadsheets: every answer, and sums by student and by question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from appliance.domain.participant import Admission, Participant, RosterEntry
from appliance.domain.quiz import Answer, Question, QuestionKind
from appliance.domain.quiz_run import QuizResponse, QuizRun
from appliance.domain.tables_out import Cell, Table
from appliance.services.quiz_views import answer_text, number_text

Language = Literal["en", "ko"]

_KOREAN: Mapping[str, str] = {
    "grade": "학년",
    "class": "반",
    "number": "번호",
    "name": "이름",
    "run": "퀴즈",
    "question number": "문항 번호",
    "question": "문항",
    "topic": "주제",
    "right answer": "정답",
    "answer": "답",
    "correct": "정답 여부",
    "credit": "정답률",
    "points": "점수",
    "seconds": "걸린 시간(초)",
    "received (UTC)": "받은 시각(UTC)",
    "asked": "출제 수",
    "answered": "응답 수",
    "correct answers": "맞힌 수",
    "credit sum": "정답률 합",
    "mean credit": "평균 정답률",
    "Students": "학생",
    "Questions": "문항",
    "Answers": "답",
}
_PERSON = ("grade", "class", "number", "name")
_ANSWER = ("run", "question number", "question", "topic", "answer", "correct", "credit", "points", "seconds")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of a run with the answers to it."""

    question: Question
    responses: tuple[QuizResponse, ...]


@dataclass(frozen=True, slots=True)
class AskedRun:
    """A run with its questions and their answers."""

    run: QuizRun
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class ResultRecords:
    """Everything that the tables rest on, as it was at one moment; any thread may read it."""

    participants: tuple[Participant, ...]
    roster: tuple[RosterEntry, ...]
    asked: tuple[AskedRun, ...]


def answers_table(records: ResultRecords, language: Language) -> Table:
    """Every answer, a row each, in the order in which it was asked and received."""
    people = _People(records)
    rows = [
        (*people.cells(response.participant_id), *_answer_cells(asked.run, number, each.question, response))
        for asked in records.asked
        for number, each in enumerate(asked.questions, 1)
        for response in each.responses
    ]
    return _table((*_PERSON, *_ANSWER, "received (UTC)"), rows, language)


def result_sheets(records: ResultRecords, language: Language) -> Mapping[str, Table]:
    """The sheets of the workbook by their names."""
    sheets = {
        "Students": _students_table(records, language),
        "Questions": _questions_table(records, language),
        "Answers": answers_table(records, language),
    }
    return {_word(name, language): table for name, table in sheets.items()}


class _People:
    """Names and places on the roster by participant."""

    def __init__(self, records: ResultRecords) -> None:
        self._participants = {each.id: each for each in records.participants}
        self._roster = {entry.id: entry for entry in records.roster}

    def cells(self, participant_id: str) -> tuple[Cell, ...]:
        """Grade, class, number and name."""
        person = self._participants.get(participant_id)
        entry = self._roster.get((person.roster_entry_id if person else None) or "")
        name = person.name if person else ""
        return (entry.grade, entry.class_name, _numeral(entry.number), name) if entry else ("", "", "", name)


def _students_table(records: ResultRecords, language: Language) -> Table:
    people = _People(records)
    answers: dict[str, list[QuizResponse]] = {
        each.id: [] for each in records.participants if each.admission is Admission.ADMITTED
    }
    for response in _responses(records):
        answers.setdefault(response.participant_id, []).append(response)
    rows = [(*people.cells(who), *_sums(own, _asked_since(records, who))) for who, own in answers.items()]
    columns = (*_PERSON, "asked", "answered", "correct answers", "credit sum", "points", "seconds")
    return _table(columns, rows, language)


def _asked_since(records: ResultRecords, participant_id: str) -> int:
    """How many questions could be answered after this student had joined."""
    joined_ms = next((each.joined_ms for each in records.participants if each.id == participant_id), 0)
    open_then = (each for each in records.asked if each.run.closed_ms is None or each.run.closed_ms >= joined_ms)
    return sum(len(each.questions) for each in open_then)


def _sums(own: Sequence[QuizResponse], asked: int) -> tuple[Cell, ...]:
    return (
        asked,
        len(own),
        sum(each.is_correct is True for each in own),
        _rounded(sum(each.credit or 0.0 for each in own)),
        _rounded(sum(each.points for each in own)),
        _rounded(sum(each.elapsed_ms for each in own) / 1_000),
    )


def _questions_table(records: ResultRecords, language: Language) -> Table:
    rows = [
        (asked.run.title, number, each.question.text, each.question.topic, _key_text(each.question), *_shares(each))
        for asked in records.asked
        for number, each in enumerate(asked.questions, 1)
    ]
    columns = ("run", "question number", "question", "topic", "right answer")
    return _table((*columns, "answered", "correct answers", "mean credit"), rows, language)


def _shares(asked: AskedQuestion) -> tuple[Cell, ...]:
    shares = [each.credit for each in asked.responses if each.credit is not None]
    correct = sum(each.is_correct is True for each in asked.responses)
    return len(asked.responses), correct, _rounded(sum(shares) / len(shares)) if shares else None


def _key_text(question: Question) -> str:
    key, texts = question.numeric_key, question.text_key
    if key is not None:
        low, high = number_text(key.minimum), number_text(key.maximum)
        return low if low == high else f"{low}–{high}"
    if texts is not None:
        return " / ".join(texts.accepted)
    is_ordered = question.kind is QuestionKind.ORDERING
    right = tuple(option.id for option in question.options if option.is_correct or is_ordered)
    return answer_text(question, Answer(option_ids=right))


def _answer_cells(run: QuizRun, number: int, question: Question, response: QuizResponse) -> tuple[Cell, ...]:
    received = datetime.fromtimestamp(response.received_ms // 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return (
        run.title,
        number,
        question.text,
        question.topic,
        response.answer.number if response.answer.number is not None else answer_text(question, response.answer),
        response.is_correct,
        None if response.credit is None else _rounded(response.credit),
        _rounded(response.points),
        _rounded(response.elapsed_ms / 1_000),
        received,
    )


def _responses(records: ResultRecords) -> Iterator[QuizResponse]:
    for asked in records.asked:
        for each in asked.questions:
            yield from each.responses


def _table(columns: Iterable[str], rows: Sequence[Sequence[Cell]], language: Language) -> Table:
    return Table(tuple(_word(column, language) for column in columns), rows)


def _word(word: str, language: Language) -> str:
    return _KOREAN[word] if language == "ko" else word


def _numeral(text: str) -> Cell:
    """A number of the roster as a number, so that 10 sorts behind 9."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


def _rounded(number: float) -> float:
    return round(number, 3)
