"""Where one pupil stands in the records of a store: gathered into one document, or taken out of all of it.

Ids stay: they are random, and without the pupil's record they are nobody's. What others wrote stays as they wrote it.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from appliance.domain.participant import Roster
from appliance.storage.catalogue import Catalogue
from appliance.storage.session_store import SessionStore

Document = dict[str, object]
Removal = tuple[Callable[[str], None], str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A text of somebody else in which the pupil's name stands: a person has to judge whom it means."""

    session_id: str
    kind: str
    id: str


def gather_from_session(store: SessionStore, student_id: str) -> Document | None:
    """Everything that the session holds about the pupil; None when it holds nothing."""
    participant, hand = store.participants.get(student_id), store.hands.get(student_id)
    own_questions = [each for each in store.questions.all() if each.author_id == student_id]
    found: Document = {
        "participant": asdict(participant) if participant is not None else None,
        "messages": [asdict(each) for each in store.messages.all() if each.author_id == student_id],
        # Who else shares a question is the others' data.
        "questions": [{**asdict(each), "upvoter_ids": len(each.upvoter_ids)} for each in own_questions],
        "upvoted_question_ids": [each.id for each in store.questions.all() if student_id in each.upvoter_ids],
        "raised_hand": asdict(hand) if hand is not None else None,
        "signals": [asdict(each) for each in store.signals.all() if each.participant_id == student_id],
        "presence": [asdict(each) for each in store.spans.all() if each.participant_id == student_id],
        "answers": list(_answers(store, student_id)),
    }
    return found if any(found.values()) else None


def gather_from_catalogue(catalogue: Catalogue, student_id: str) -> Document:
    """Everything that the catalogue holds about the pupil."""
    student = catalogue.students.get(student_id)
    summaries = [
        {"session_id": summary.id, **asdict(student_summary)}
        for summary in catalogue.summaries.all()
        for student_summary in summary.students
        if student_summary.participant_id == student_id
    ]
    entry_id = student.roster_entry_id if student is not None else None
    entries = [entry for roster in catalogue.rosters.all() for entry in roster.entries if entry.id == entry_id]
    return {
        "student": asdict(student) if student is not None else None,
        "roster_entries": [asdict(entry) for entry in entries],
        "lesson_summaries": summaries,
        "audit": [asdict(each) for each in catalogue.audit.all() if student_id in (each.who, each.about)],
    }


def erase_from_session(store: SessionStore, student_id: str) -> int:
    """Take the pupil out of the session, in one change; how many records it was."""
    with store.transaction():
        removals = list(_removals(store, student_id))
        for remove, key in removals:
            remove(key)
        upvoted = [each for each in store.questions.all() if student_id in each.upvoter_ids]
        for question in upvoted:
            others = tuple(each for each in question.upvoter_ids if each != student_id)
            store.questions.put(replace(question, upvoter_ids=others))
    return len(removals) + len(upvoted)


def erase_from_catalogue(catalogue: Catalogue, student_id: str, roster_entry_ids: frozenset[str]) -> int:
    """Take the pupil and the roster entries out of the catalogue, in one change; how many records it was."""
    with catalogue.transaction():
        erased = int(student_id in catalogue.students)
        catalogue.students.remove(student_id)
        for summary in catalogue.summaries.all():
            others = tuple(each for each in summary.students if each.participant_id != student_id)
            if len(others) < len(summary.students):
                catalogue.summaries.put(replace(summary, students=others))
                erased += 1
        for roster in catalogue.rosters.all():
            kept = _without(roster, roster_entry_ids)
            if kept != roster:
                catalogue.rosters.put(kept)
                erased += 1
    return erased


def roster_entries_of(catalogue: Catalogue, store: SessionStore | None, student_id: str) -> frozenset[str]:
    """The roster entries that the pupil is linked with, in the catalogue and in a session."""
    linked = [catalogue.students.get(student_id), store.participants.get(student_id) if store is not None else None]
    return frozenset(each.roster_entry_id for each in linked if each is not None and each.roster_entry_id is not None)


def mentions(store: SessionStore, session_id: str, names: frozenset[str]) -> Iterator[Mention]:
    """The texts of a session in which one of the names stands."""
    texts = [("message", each.id, each.text) for each in store.messages.all()]
    texts += [("question", each.id, each.text) for each in store.questions.all()]
    texts += [("announcement", each.id, each.text) for each in store.announcements.all()]
    for kind, key, text in texts:
        if any(name in text for name in names):
            yield Mention(session_id, kind, key)


def _removals(store: SessionStore, student_id: str) -> Iterator[Removal]:
    """What is to be removed: how, and by which key."""
    for message in store.messages.all():
        if message.author_id == student_id:
            yield store.messages.remove, message.id
    for question in store.questions.all():
        if question.author_id == student_id:
            yield store.questions.remove, question.id
    for remove, records in (
        (store.signals.remove, store.signals.all()),
        (store.spans.remove, store.spans.all()),
        (store.responses.remove, store.responses.all()),
    ):
        yield from ((remove, each.id) for each in records if each.participant_id == student_id)
    if student_id in store.hands:
        yield store.hands.remove, student_id
    if student_id in store.participants:
        yield store.participants.remove, student_id


def _answers(store: SessionStore, student_id: str) -> Iterator[Document]:
    """The pupil's answers, each with the question that it answers."""
    for response in store.responses.all():
        if response.participant_id != student_id:
            continue
        run = store.runs.get(response.run_id)
        asked = [each for each in run.questions if each.id == response.question_id] if run is not None else []
        texts = {option.id: option.text for question in asked for option in question.options}
        yield {
            **asdict(response),
            "question": asked[0].text if asked else None,
            "chosen": [texts.get(option_id, option_id) for option_id in response.answer.option_ids],
        }


def _without(roster: Roster, entry_ids: frozenset[str]) -> Roster:
    return replace(roster, entries=tuple(entry for entry in roster.entries if entry.id not in entry_ids))
