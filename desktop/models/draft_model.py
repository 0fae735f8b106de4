"""The quiz that is being edited: every edit can be undone, and whoever shows it hears of each."""

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from desktop.state.quiz_draft import (
    QuestionDraft,
    QuizDraft,
    copied_question,
    new_draft,
    new_question,
    says_the_same,
    with_ids,
)

MERGE_PAUSE_MS = 1_200
"""Typing within a field is one step back until it pauses this long."""
STEPS_MAX = 500
_MERGEABLE = 1
_NOT_MERGEABLE = -1


class DraftModel(QObject):
    """Holds one draft; `changed` tells of edits, `current_changed` that another question is looked at."""

    changed = Signal()
    loaded = Signal()
    current_changed = Signal(str)
    """The key of the question that is looked at; empty without one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo = QUndoStack(self)
        self.undo.setUndoLimit(STEPS_MAX)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._draft = new_draft("")
        self._saved: QuizDraft | None = None
        self._current = ""

    @property
    def draft(self) -> QuizDraft:
        """The quiz as it is now."""
        return self._draft

    @property
    def saved(self) -> QuizDraft | None:
        """The quiz as the box has it, as far as is known."""
        return self._saved

    @property
    def is_dirty(self) -> bool:
        """Whether there is something that the box does not have."""
        return self._saved is None or not says_the_same(self._draft, self._saved)

    @property
    def current(self) -> QuestionDraft | None:
        """The question that is looked at."""
        return self._draft.question(self._current)

    def load(self, draft: QuizDraft, saved: QuizDraft | None) -> None:
        """Edit another quiz."""
        self.undo.clear()
        self._draft, self._saved = draft, saved
        self._current = draft.questions[0].key if draft.questions else ""
        self.loaded.emit()
        self.changed.emit()
        self.current_changed.emit(self._current)

    def take_saved(self, sent: QuizDraft, saved: QuizDraft) -> None:
        """The box has this quiz now; what was typed since it was sent stays."""
        if self._draft.draft_id != sent.draft_id:
            return
        if self._draft == sent:
            self._draft = with_ids(self._draft, saved)
        base = {"draft_id": saved.draft_id, "quiz_id": saved.quiz_id, "version": saved.version}
        self._draft = self._draft.model_copy(update=base)
        self._saved = saved
        self.changed.emit()

    def detach(self) -> None:
        """The quiz is gone from the box: what is here is one of its own."""
        self._draft = self._draft.model_copy(update={"quiz_id": None, "version": None})
        self._saved = None
        self.changed.emit()

    def take_version(self, version: int | None) -> None:
        """Save over this version: the teacher keeps the own one."""
        self._draft = self._draft.model_copy(update={"version": version})

    def edit(self, fresh: QuizDraft, what: str, merge: str = "") -> None:
        """Change the quiz; edits with the same `merge` in a row are one step back."""
        if fresh != self._draft:
            self.undo.push(_Edit(self, self._draft, fresh, what, (merge, self._clock.elapsed())))

    def edit_question(self, fresh: QuestionDraft, what: str, merge: str = "") -> None:
        """Change one question."""
        self.edit(self._draft.with_question(fresh), what, merge and f"{fresh.key}/{merge}")

    def look_at(self, key: str) -> None:
        """Look at another question."""
        if key != self._current and (self._draft.question(key) is not None or not key):
            self._current = key
            self.current_changed.emit(key)

    def add_question(self, what: str) -> None:
        """Add an empty question behind the current one, of the same kind."""
        kind = self.current.kind if self.current is not None else "single_choice"
        self._insert(new_question(kind), what)

    def duplicate_question(self, what: str) -> None:
        """Add a copy of the current question behind it."""
        if self.current is not None:
            self._insert(copied_question(self.current), what)

    def remove_question(self, what: str) -> None:
        """Take the current question out."""
        place = self._place()
        if place < 0:
            return
        rest = [question for question in self._draft.questions if question.key != self._current]
        after = rest[min(place, len(rest) - 1)].key if rest else ""
        self.edit(self._draft.model_copy(update={"questions": tuple(rest)}), what)
        self._keep_current(after)

    def move_question(self, by: int, what: str) -> None:
        """Move the current question up or down."""
        place = self._place()
        questions = list(self._draft.questions)
        if place < 0 or not 0 <= place + by < len(questions):
            return
        questions.insert(place + by, questions.pop(place))
        self.edit(self._draft.model_copy(update={"questions": tuple(questions)}), what)

    def show(self, draft: QuizDraft) -> None:
        """Show the quiz as it is after a step back or forth; ids and version stay those of the box."""
        base = {each: getattr(self._draft, each) for each in ("draft_id", "quiz_id", "version")}
        self._draft = draft.model_copy(update=base)
        self.changed.emit()
        if self.current is None:
            self._keep_current(draft.questions[0].key if draft.questions else "")

    def _insert(self, question: QuestionDraft, what: str) -> None:
        place = self._place() + 1
        questions = (*self._draft.questions[:place], question, *self._draft.questions[place:])
        self.edit(self._draft.model_copy(update={"questions": questions}), what)
        self.look_at(question.key)

    def _keep_current(self, key: str) -> None:
        self._current = key
        self.current_changed.emit(key)

    def _place(self) -> int:
        keys = [question.key for question in self._draft.questions]
        return keys.index(self._current) if self._current in keys else -1


class _Edit(QUndoCommand):
    """The quiz before and after; drafts share what has not changed, so that a step costs little."""

    def __init__(
        self, model: DraftModel, before: QuizDraft, after: QuizDraft, what: str, merge: tuple[str, int]
    ) -> None:
        super().__init__(what)
        self._model = model
        self._before, self._after = before, after
        self._merge, self._at_ms = merge

    def id(self) -> int:
        return _MERGEABLE if self._merge else _NOT_MERGEABLE

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _Edit) or other._merge != self._merge:
            return False
        if other._at_ms - self._at_ms > MERGE_PAUSE_MS:
            return False
        self._after, self._at_ms = other._after, other._at_ms
        return True

    def undo(self) -> None:
        self._model.show(self._before)

    def redo(self) -> None:
        self._model.show(self._after)
