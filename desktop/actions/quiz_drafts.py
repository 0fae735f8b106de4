"""Drafts on this computer's disk: one small file for each quiz that is edited and not saved yet."""

import asyncio
import logging
import re
import threading
from pathlib import Path

from pydantic import ValidationError

from desktop.actions.quiz_memory import write_whole
from desktop.state.announcer import Announcer
from desktop.state.quiz_draft import QuizDraft
from desktop.tasks import Tasks

FOLDER_NAME = "drafts"
DAMAGED = ".damaged"
SAFE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

logger = logging.getLogger(__name__)


class DraftFolder:
    """Writes the latest of each draft; files are whole or not there."""

    def __init__(self, folder: Path, tasks: Tasks) -> None:
        self._folder = folder / FOLDER_NAME
        self._tasks = tasks
        # bounded by: one entry per draft; None stands for a draft that is to be removed
        self._waiting: dict[str, QuizDraft | None] = {}
        self._lock = threading.Lock()
        self._writing: asyncio.Task[None] | None = None
        self.trouble = ""
        """Why drafts cannot be kept, as the system says it."""
        self.troubled: Announcer[str] = Announcer()
        """Told once when drafts cannot be kept any more, on the window's thread."""

    def keep(self, draft: QuizDraft) -> None:
        """Write this draft soon."""
        self._waiting[draft.draft_id] = draft
        self._wake()

    def drop(self, draft_id: str) -> None:
        """Remove this draft soon."""
        self._waiting[draft_id] = None
        self._wake()

    def read_all(self) -> list[QuizDraft]:
        """Every draft that is kept, the one written last at the end; a damaged file is put aside. Blocks."""
        try:
            paths = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        except OSError as error:
            self._note(error)
            return []
        return [draft for path in paths if (draft := self._read(path)) is not None]

    async def restored(self) -> list[QuizDraft]:
        """Every draft that is kept, read beside the window."""
        return await self._tasks.in_thread(self.read_all)

    def flush(self) -> None:
        """Write now what waits: the app is about to end. Blocks."""
        while self._waiting:
            self._apply_next()

    def _wake(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = self._tasks.start(self._write(), name="keep drafts", shows_progress=False)

    async def _write(self) -> None:
        before = self.trouble
        while self._waiting:
            await self._tasks.in_thread(self._apply_next)
        if self.trouble and not before:
            self.troubled.tell(self.trouble)

    def _apply_next(self) -> None:
        """Taken and written under one lock: what is flushed at the end never meets an older one on its way."""
        with self._lock:
            try:
                draft_id = next(iter(self._waiting))
            except StopIteration:
                return
            draft = self._waiting.pop(draft_id)
            self._apply(draft_id, draft)

    def _apply(self, draft_id: str, draft: QuizDraft | None) -> None:
        if SAFE_ID.fullmatch(draft_id) is None:
            return  # an id that is no name of a file comes from no box of ours
        path = self._folder / f"{draft_id}.json"
        try:
            if draft is None:
                path.unlink(missing_ok=True)
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_whole(path, draft.model_dump_json().encode())
            self.trouble = ""
        except OSError as error:
            self._note(error)

    def _read(self, path: Path) -> QuizDraft | None:
        try:
            draft = QuizDraft.model_validate_json(path.read_bytes())
        except OSError as error:
            self._note(error)
            return None
        except ValidationError as error:
            logger.warning("the draft %s cannot be read: %s", path, error)
            path.replace(path.with_suffix(DAMAGED))
            return None
        return draft if draft.draft_id == path.stem else None

    def _note(self, error: OSError) -> None:
        self.trouble = str(error)
        logger.warning("drafts cannot be kept in %s: %s", self._folder, error)
