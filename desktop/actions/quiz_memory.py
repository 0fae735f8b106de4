"""What quizzes keep on this computer: how the teacher last pushed, and files written whole or not at all."""

import json
import logging
import os
from pathlib import Path

from pydantic import ValidationError

from desktop.state.announcer import Announcer
from desktop.state.quiz_settings import QuizSettings
from desktop.tasks import Tasks

FILE_NAME = "quiz.json"

logger = logging.getLogger(__name__)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its old or its new content is there, never a part; blocks, and raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


class QuizMemory:
    """The settings of the next run; a file that cannot be read is the same as none."""

    def __init__(self, folder: Path, tasks: Tasks) -> None:
        self.changed: Announcer[QuizSettings] = Announcer()
        self._path = folder / FILE_NAME
        self._tasks = tasks
        self._settings = self._read()

    @property
    def settings(self) -> QuizSettings:
        """How to push next."""
        return self._settings

    def change(self, settings: QuizSettings) -> None:
        """Push like this from now on, also after the next start."""
        if settings != self._settings:
            self._settings = settings
            self.changed.tell(settings)
            self._tasks.start(self._save(settings), name="keep quiz settings", shows_progress=False)

    async def _save(self, settings: QuizSettings) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            await self._tasks.in_thread(write_whole, self._path, settings.model_dump_json(indent=2).encode())
        except OSError as error:
            logger.warning("the quiz settings cannot be kept in %s: %s", self._path, error)

    def _read(self) -> QuizSettings:
        try:
            return QuizSettings.model_validate(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return QuizSettings()
        except (OSError, ValueError, ValidationError) as error:
            logger.warning("the quiz settings in %s cannot be read: %s", self._path, error)
            return QuizSettings()
