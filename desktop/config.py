"""The app's settings on this computer: one small file, checked when read, written whole or not at all."""

import json
import logging
import os
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "settings.json"
APP_NAME = "AIRClass"

logger = logging.getLogger(__name__)

LanguageChoice = Literal["system", "ko", "en"]
ThemeChoice = Literal["system", "light", "dark"]


class PairedBoxSetting(BaseModel):
    """A box whose identity is pinned on this computer."""

    model_config = ConfigDict(extra="ignore")

    box_id: str
    room_name: str = ""
    origin: str
    public_key: str
    certificate_pem: str | None = None
    login: str = ""


class Settings(BaseModel):
    """What the teacher chose, and what the app remembers."""

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    language: LanguageChoice = "system"
    theme: ThemeChoice = "system"
    sound_in_preview: bool = False
    text_scale: int = Field(default=100, ge=80, le=200)
    """Per cent."""
    boxes: list[PairedBoxSetting] = []
    """Last used first."""
    last_session_id: str = ""
    wifi_name: str = Field(default="", max_length=200)
    """Of the room's network, as the join card says it."""
    window_geometry: str = ""
    """As Qt saves it, base64."""


class SettingsFile:
    """Reads and writes the settings; a damaged file is put aside and said so in `trouble`."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
        self.trouble = ""
        self.settings = self._read()

    @property
    def path(self) -> Path:
        """Where the settings lie."""
        return self.folder / FILE_NAME

    def save(self) -> None:
        """Write the settings; raises OSError."""
        self.write(self.text())

    def text(self) -> str:
        """The settings as they are written."""
        return self.settings.model_dump_json(indent=2)

    def write(self, text: str) -> None:
        """Write what `text` gave, in any thread but one at a time; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_suffix(".tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def _read(self) -> Settings:
        try:
            return Settings.model_validate(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, ValidationError) as error:
            return self._put_aside(error)

    def _put_aside(self, error: Exception) -> Settings:
        logger.warning("the settings in %s cannot be read: %s", self.path, error)
        aside = self.path.with_suffix(".damaged")
        try:
            self.path.replace(aside)
            self.trouble = str(aside)
        except OSError:
            self.trouble = str(self.path)
        return Settings()
