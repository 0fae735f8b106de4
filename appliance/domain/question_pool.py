"""Questions over many lessons: what was counted of the same question is added up, whatever lesson it was asked in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from appliance.domain.lesson_summary import LessonSummary, QuestionSummary
from appliance.domain.quiz import Option, Question
from appliance.domain.quiz_analytics import ItemAnalysis, ItemSummary, OptionAnalysis, OptionCount, analyse, merge


@dataclass(slots=True)
class PooledQuestion:
    """One question over every lesson in which it was asked."""

    latest: QuestionSummary
    """As it was asked last: a question that was edited goes by its new words."""
    last_asked_ms: int
    topic: str
    item: ItemSummary
    asked: int = 0
    session_ids: set[str] = field(default_factory=set)
    """One per lesson in which the question was asked."""

    def analysis(self) -> ItemAnalysis:
        """The figures over all lessons."""
        return analyse(_bare_question(self.latest), self.item)

    def option_counts(self) -> dict[str, int]:
        """How many chose each option, by its id."""
        counts: dict[str, OptionCount] = {option.option_id: option for option in self.item.options}
        return {option_id: count.everybody for option_id, count in counts.items()}


def pool(
    lessons: Iterable[LessonSummary], *, topic: str | None = None, quiz_id: str | None = None
) -> list[PooledQuestion]:
    """The questions of a topic and a quiz, each once; a question without a topic has its lesson's."""
    pooled: dict[tuple[str | None, str], PooledQuestion] = {}
    for lesson in lessons:
        for question, item in _of_lesson(lesson):
            own_topic = question.topic or lesson.topic
            if topic not in (None, own_topic) or quiz_id not in (None, question.quiz_id):
                continue
            asked_ms = question.opened_ms if question.opened_ms is not None else lesson.started_ms
            key = (question.quiz_id, question.question_id)
            known = pooled.get(key)
            if known is None:
                known = pooled[key] = PooledQuestion(question, asked_ms, own_topic, ItemSummary(item.question_id))
            elif asked_ms >= known.last_asked_ms:
                known.latest, known.last_asked_ms, known.topic = question, asked_ms, own_topic
            if lesson.id not in known.session_ids:
                # Once per lesson: the lesson's item holds the last answers, also where a question was asked again.
                known.item = merge(known.item, item)
                known.asked += question.asked
                known.session_ids.add(lesson.id)
    return list(pooled.values())


def misleads(option: OptionAnalysis, right_share: float | None) -> bool:
    """Whether a wrong option took in more strong than weak students, or more students than the right one."""
    if option.is_correct or right_share is None or not option.everybody:
        return False
    draws_the_strong = option.strong is not None and option.weak is not None and option.strong > option.weak
    return draws_the_strong or option.everybody > right_share


def _of_lesson(lesson: LessonSummary) -> Iterator[tuple[QuestionSummary, ItemSummary]]:
    """Each question with its sums, asked again or not; the last time it was asked comes first."""
    items = {item.question_id: item for item in lesson.items}
    for question in reversed(lesson.questions):
        item = items.get(question.question_id)
        if item is not None:
            yield question, item


def _bare_question(question: QuestionSummary) -> Question:
    """As much of the question as its analysis reads."""
    options = tuple(Option(option.id, option.text, option.is_correct) for option in question.options)
    return Question(question.question_id, question.kind, question.text, options)
