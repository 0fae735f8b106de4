"""Works the editor: opens, keeps and saves what is edited, settles conflicts, and pushes what is saved."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from appliance.client.problems import BoxRefusedError
from desktop.actions.bank import CHANGED, NOT_FOUND, Opened
from desktop.models.draft_model import DraftModel
from desktop.models.quiz_words import fill
from desktop.state.quiz_draft import QuizDraft, new_draft, with_ids
from desktop.views.bank_editor import BankEditor
from desktop.views.bank_image import ImageField
from desktop.views.bank_list import BankList
from desktop.views.parts.notice import Notice
from desktop.views.quiz_doing import Doing
from desktop.views.quiz_parts import QuizParts

AUTOSAVE_MS = 400
"""After the last key: soon enough for a crash, late enough for the disk."""


class BankDesk(QObject):
    """Sits between list, editor and actions; `opened` tells that the editor has another quiz, or none."""

    opened = Signal()
    pushed = Signal(str)
    """The id of the run."""

    def __init__(self, parts: QuizParts, notice: Notice, bank_list: BankList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts, self._notice, self._list = parts, notice, bank_list
        self._doing = Doing(parts.tasks, notice)
        self._is_saving = False
        self._save_next: Callable[[QuizDraft], None] | None = None
        """What was wished for while the quiz was already being saved."""
        self.model = DraftModel(self)
        image = ImageField(parts.bank_actions, parts.tasks, notice, parts.files)
        self.editor = BankEditor(self.model, image)
        self.open_id = ""
        """What the editor shows; empty before anything was opened."""
        self._wanted_id = ""
        """What was asked for last and is not shown yet."""
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(AUTOSAVE_MS)
        self._autosave.timeout.connect(self.keep)
        self._connect()

    def open(self, draft_id: str) -> None:
        """Edit a quiz."""
        if draft_id == self.open_id:
            self._wanted_id = ""
            self.opened.emit()
            return
        self._wanted_id = draft_id
        self.keep()

        def done(opened: Opened) -> None:
            if self._wanted_id != draft_id:
                return
            self.keep()
            self.show_draft(opened.draft, opened.saved)
            if opened.saved is not None and opened.draft.version not in (None, opened.saved.version):
                self.editor.conflict.show()
            if opened.is_read_only:
                self._notice.show_info(self.tr("Your school published this quiz. Saving makes a copy of your own."))

        self._doing.do(self._parts.bank_actions.open(draft_id), "open quiz", done, lambda: self.open(draft_id))

    def show_draft(self, draft: QuizDraft, saved: QuizDraft | None) -> None:
        """Edit this; `saved` is what the box has of it."""
        self.open_id, self._wanted_id = draft.draft_id, ""
        self.model.load(draft, saved)
        self.editor.conflict.hide()
        self.editor.warnings.show_warnings(self._parts.bank.warnings.get(draft.draft_id, []))
        self._list.choose(draft.draft_id)
        self.opened.emit()

    def new(self) -> None:
        """Begin a quiz."""
        self.keep()
        self.show_draft(new_draft(self.tr("New quiz")), None)
        self.editor.title.setFocus()
        self.editor.title.selectAll()

    def keep(self) -> None:
        """Keep on this computer what the box does not have."""
        self._autosave.stop()
        if not self.open_id:
            return
        if self.model.is_dirty:
            self._parts.bank_actions.keep(self.model.draft)
        elif self.model.draft.draft_id in self._parts.bank.drafts:
            self._parts.bank_actions.discard(self.model.draft.draft_id)

    def save(self, then: Callable[[QuizDraft], None] | None = None) -> None:
        """Put the quiz into the bank; `then` gets it as it is there, whatever is open by then."""
        if self.editor.findings:
            self.editor.head.insist()
            self.editor.go_to(self.editor.findings[0])
            return
        if not self.model.is_dirty:
            if then is not None:
                then(self.model.draft)
            return
        if self._is_saving:
            self._save_next = then or _nothing_more
            return
        self._is_saving = True
        self.keep()
        sent = self.model.draft

        def done(saved: QuizDraft) -> None:
            self._is_saving = False
            was_open = self.open_id == sent.draft_id
            self._take_saved(sent, saved)
            if then is not None:
                then(with_ids(sent, saved).model_copy(update={"quiz_id": saved.quiz_id}))
            following, self._save_next = self._save_next, None
            if following is not None and was_open:
                self.save(following)

        def failed(error: Exception) -> None:
            self._is_saving, self._save_next = False, None
            self._fail_to_save(sent.draft_id, error, then)

        work = self._parts.bank_actions.save(sent)
        self._parts.tasks.start(work, name="save quiz", on_done=done, on_error=failed)

    def push(self) -> None:
        """Save the quiz if need be, and push it to the class."""
        self.save(lambda saved: self._push(saved, None))

    def push_question(self, key: str) -> None:
        """Save the quiz if need be, and push one question of it."""
        self.save(lambda saved: self._push(saved, key))

    def put_away(self) -> None:
        """Edit nothing any more; what the box does not have is kept."""
        self.keep()
        self.open_id = ""
        self._list.choose("")
        self.opened.emit()

    def close(self) -> None:
        """Keep what is edited, now."""
        self._leave()
        self.keep()
        self._parts.drafts.flush()

    def _connect(self) -> None:
        self._leave = self._parts.drafts.troubled.subscribe(self._warn_of_disk)
        self.model.changed.connect(self._autosave.start)
        self.editor.save_wanted.connect(self.save)
        self.editor.push_wanted.connect(self.push)
        self.editor.push_question_wanted.connect(self.push_question)
        self.editor.conflict.keep_mine.connect(self._keep_mine)
        self.editor.conflict.take_theirs.connect(self._take_theirs)
        self.editor.warnings.closed.connect(lambda: self._parts.bank.warnings.pop(self.open_id, None))
        self._list.opened.connect(self.open)
        self._list.new_wanted.connect(self.new)

    def _warn_of_disk(self, reason: str) -> None:
        text = self.tr("What you write cannot be kept on this computer ({reason}). Save it soon.")
        self._notice.show_warning(fill(text, reason=reason))

    def _take_saved(self, sent: QuizDraft, saved: QuizDraft) -> None:
        if self.open_id == sent.draft_id:
            self.open_id = saved.draft_id
            self.model.take_saved(sent, saved)
            self.editor.conflict.hide()
            self._list.choose(saved.draft_id)
            self.keep()
        else:
            self._keep_for(sent, saved)
        if sent.draft_id != saved.draft_id:
            self._parts.bank_actions.discard(sent.draft_id)

    def _keep_for(self, sent: QuizDraft, saved: QuizDraft) -> None:
        """What was typed into a quiz after it was sent, and before another one was opened, stays its draft."""
        typed = self._parts.bank.drafts.get(sent.draft_id)
        if typed is not None and typed != sent:
            base = {"draft_id": saved.draft_id, "quiz_id": saved.quiz_id, "version": saved.version}
            self._parts.bank_actions.keep(typed.model_copy(update=base))

    def _fail_to_save(self, sent_id: str, error: Exception, then: Callable[[QuizDraft], None] | None) -> None:
        if self.open_id != sent_id:
            self._notice.show_error(error)
            return
        if isinstance(error, BoxRefusedError) and error.code == CHANGED:
            self.editor.conflict.show()
            return
        if isinstance(error, BoxRefusedError) and error.status == NOT_FOUND:
            self.model.detach()
            self._notice.show_warning(self.tr("This quiz was deleted from another app. Save again to put it back."))
            return
        self._notice.show_error(error, lambda: self.save(then) if self.open_id == sent_id else None)

    def _keep_mine(self) -> None:
        def take(theirs: QuizDraft) -> None:
            self.model.take_version(theirs.version)
            self.editor.conflict.hide()
            self.save()

        self._read_theirs(take)

    def _take_theirs(self) -> None:
        def take(theirs: QuizDraft) -> None:
            sent = self.model.draft
            self.model.edit(theirs, self.tr("Take the other version"))
            self.model.take_saved(sent, theirs)
            self.editor.conflict.hide()
            self.keep()

        self._read_theirs(take)

    def _read_theirs(self, take: Callable[[QuizDraft], None]) -> None:
        """Read the open quiz as the box has it; nothing is taken once another one is open."""
        asked_id = self.open_id

        def done(theirs: QuizDraft) -> None:
            if self.open_id == asked_id:
                take(theirs)

        def retry() -> None:
            if self.open_id == asked_id:
                self._read_theirs(take)

        self._doing.do(self._parts.bank_actions.read(asked_id), "read quiz", done, retry)

    def _push(self, draft: QuizDraft, key: str | None) -> None:
        settings = self._parts.memory.settings
        question = draft.question(key) if key is not None else None
        ids = [question.id] if question is not None and question.id is not None else None
        if question is not None and question.seconds is not None:
            settings = settings.model_copy(update={"seconds": question.seconds})
        work = self._parts.actions.push_quiz(draft.quiz_id or "", settings, ids)
        self._doing.do(work, "push quiz", lambda run: self.pushed.emit(run.run_id), lambda: self._push(draft, key))


def _nothing_more(_: QuizDraft) -> None:
    """Saving was all that was wished for."""
