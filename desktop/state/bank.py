"""The teacher's quiz bank as the box listed it last, and what is being edited on this computer."""

from appliance.contract.quiz import ImportWarningView, QuizSummary, QuizView
from desktop.state.announcer import Announcer
from desktop.state.quiz_draft import QuizDraft


class Bank:
    """Quizzes of the box, last changed first; drafts that the box does not have yet; what the last import told."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        """The list has changed: quizzes, drafts, or which of them are hidden."""
        self.quizzes: list[QuizSummary] = []  # bounded by: the box's limit of quizzes of one teacher
        self.is_loaded = False
        self.drafts: dict[str, QuizDraft] = {}  # bounded by: quizzes that the teacher edits and has not saved
        self.warnings: dict[str, list[ImportWarningView]] = {}  # bounded by: imports since the app was started
        self.images: dict[str, bytes] = {}  # bounded by: IMAGES_KEPT
        self._hidden: set[str] = set()  # bounded by: quizzes whose deletion can still be undone

    def listed(self) -> list[QuizSummary]:
        """What the list shows: quizzes that are not about to be deleted."""
        return [quiz for quiz in self.quizzes if quiz.quiz_id not in self._hidden]

    def new_drafts(self) -> list[QuizDraft]:
        """Drafts that no quiz of the box stands behind, the newest first."""
        known = {quiz.quiz_id for quiz in self.quizzes}
        drafts = [each for each in reversed(self.drafts.values()) if each.draft_id not in self._hidden]
        return [draft for draft in drafts if draft.quiz_id is None or (self.is_loaded and draft.quiz_id not in known)]

    def take_list(self, quizzes: list[QuizSummary]) -> None:
        """Take the list as the box has just given it."""
        self.quizzes, self.is_loaded = quizzes, True
        self.changed.tell(None)

    def take_quiz(self, view: QuizView) -> None:
        """Take one quiz as the box has just given it: made, changed or imported."""
        summary = QuizSummary(
            quiz_id=view.quiz_id,
            title=view.title,
            question_count=len(view.questions),
            updated_ms=view.updated_ms,
            is_from_upstream=view.is_from_upstream,
        )
        others = [quiz for quiz in self.quizzes if quiz.quiz_id != view.quiz_id]
        self.quizzes = sorted([summary, *others], key=lambda quiz: -quiz.updated_ms)
        self.changed.tell(None)

    def drop_quiz(self, quiz_id: str) -> None:
        """The quiz is gone from the box."""
        self.quizzes = [quiz for quiz in self.quizzes if quiz.quiz_id != quiz_id]
        self.drafts.pop(quiz_id, None)
        self._hidden.discard(quiz_id)
        self.changed.tell(None)

    def hide(self, draft_id: str) -> None:
        """About to be deleted: shown no more."""
        self._hidden.add(draft_id)
        self.changed.tell(None)

    def unhide(self, draft_id: str) -> None:
        """Not deleted after all."""
        self._hidden.discard(draft_id)
        self.changed.tell(None)

    def take_draft(self, draft: QuizDraft) -> None:
        """Keep what is being edited."""
        is_new = draft.draft_id not in self.drafts
        before = self.drafts.get(draft.draft_id)
        self.drafts[draft.draft_id] = draft
        if is_new or before is None or before.title != draft.title or len(before.questions) != len(draft.questions):
            self.changed.tell(None)

    def drop_draft(self, draft_id: str) -> None:
        """The draft is saved or thrown away."""
        if self.drafts.pop(draft_id, None) is not None:
            self._hidden.discard(draft_id)
            self.changed.tell(None)

    def take_image(self, image_id: str, data: bytes) -> None:
        """Keep a picture, so that it need not be fetched again."""
        self.images[image_id] = data
        while len(self.images) > IMAGES_KEPT:
            del self.images[next(iter(self.images))]


IMAGES_KEPT = 40
"""At 2 MB at most each; a quiz rarely has more pictures."""
