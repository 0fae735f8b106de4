"""The quiz bank: listed, opened, saved, copied, deleted, imported, exported, and its pictures."""

from dataclasses import dataclass
from typing import Literal

from appliance.client.problems import BoxRefusedError
from appliance.contract.quiz import QuizImported, QuizView
from desktop.actions.desk import Desk
from desktop.actions.quiz_drafts import DraftFolder
from desktop.state.bank import Bank
from desktop.state.quiz_draft import QuizDraft, draft_of, quiz_of

NOT_FOUND = 404
CHANGED = "quiz_changed"
"""The code of a refusal because the quiz was changed elsewhere since."""
ExportFormat = Literal["gift", "csv", "json"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A quiz to be edited."""

    draft: QuizDraft
    saved: QuizDraft | None
    """As the box has it; None while the box has none."""
    is_read_only: bool = False
    """Published by the school: saving makes a copy."""


class BankActions:
    """What a teacher does with quizzes; each method raises as the client does."""

    def __init__(self, desk: Desk, bank: Bank, drafts: DraftFolder) -> None:
        self._desk = desk
        self._bank = bank
        self._drafts = drafts

    async def load(self) -> None:
        """Read the list."""
        self._bank.take_list((await self._desk.client.quizzes.all()).quizzes)

    async def open(self, draft_id: str) -> Opened:
        """A quiz to edit: as it was left on this computer, else as the box has it."""
        kept = self._bank.drafts.get(draft_id)
        if kept is not None and (kept.quiz_id is None or not self._desk.has_client):
            return Opened(kept, None)
        try:
            view = await self._desk.client.quizzes.get(draft_id)
        except BoxRefusedError as refused:
            if kept is None or refused.status != NOT_FOUND:
                raise
            return Opened(kept.model_copy(update={"quiz_id": None, "version": None}), None)
        saved = draft_of(view)
        return Opened(kept or saved, saved, view.is_from_upstream)

    async def read(self, quiz_id: str) -> QuizDraft:
        """The quiz as the box has it now."""
        view = await self._desk.client.quizzes.get(quiz_id)
        self._bank.take_quiz(view)
        return draft_of(view)

    async def save(self, draft: QuizDraft) -> QuizDraft:
        """Put the draft into the bank; raises BoxRefusedError with the code CHANGED if the quiz was changed since."""
        client, wish = self._desk.client, quiz_of(draft)
        if draft.quiz_id is None:
            view = await client.quizzes.create(wish)
        else:
            view = await client.quizzes.replace(draft.quiz_id, wish)
        self._bank.take_quiz(view)
        now = self._bank.drafts.get(draft.draft_id)
        if now is None or now == draft:
            self.discard(draft.draft_id)
        return draft_of(view)

    async def duplicate(self, quiz_id: str) -> QuizView:
        """Add a copy."""
        view = await self._desk.client.quizzes.duplicate(quiz_id)
        self._bank.take_quiz(view)
        return view

    async def delete(self, quiz_id: str) -> None:
        """Take a quiz out of the bank for good."""
        try:
            await self._desk.client.quizzes.delete(quiz_id)
        except BaseException:
            self._bank.unhide(quiz_id)
            raise
        self._bank.drop_quiz(quiz_id)
        self._drafts.drop(quiz_id)

    async def import_file(self, data: bytes, title: str = "") -> QuizImported:
        """Add what a file or a pasted text holds; what could not be taken over stays beside the quiz."""
        imported = await self._desk.client.quizzes.import_file(data, title)
        self._bank.warnings[imported.quiz.quiz_id] = imported.warnings
        self._bank.take_quiz(imported.quiz)
        return imported

    async def export(self, quiz_id: str, file_format: ExportFormat) -> bytes:
        """A quiz as a file."""
        return await self._desk.client.quizzes.export(quiz_id, file_format)

    async def store_image(self, data: bytes) -> str:
        """Put a picture into the bank: its id."""
        stored = await self._desk.client.quizzes.store_image(data)
        self._bank.take_image(stored.image_id, data)
        return stored.image_id

    async def image(self, image_id: str) -> bytes:
        """A picture of the bank."""
        known = self._bank.images.get(image_id)
        if known is None:
            known = await self._desk.client.quizzes.image(image_id)
            self._bank.take_image(image_id, known)
        return known

    def keep(self, draft: QuizDraft) -> None:
        """Keep what is being edited, here and on the disk."""
        self._bank.take_draft(draft)
        self._drafts.keep(draft)

    def discard(self, draft_id: str) -> None:
        """The draft is not needed any more."""
        self._bank.drop_draft(draft_id)
        self._drafts.drop(draft_id)

    async def restore_drafts(self) -> None:
        """Take up what was edited before the app ended; what is edited already is newer."""
        for draft in await self._drafts.restored():
            if draft.draft_id not in self._bank.drafts:
                self._bank.take_draft(draft)
