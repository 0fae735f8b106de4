"""One process per data folder: a second one is refused in a sentence."""

import fcntl
import json
import os
from pathlib import Path
from typing import Self

from appliance.errors import ConfigurationError

FILE_NAME = "LOCK"


class StoreLock:
    """Holds the data folder for this process. The kernel lets go of it when the process ends, however it ends."""

    def __init__(self, data_dir: Path, boot_id: str) -> None:
        self._path = data_dir / FILE_NAME
        self._boot_id = boot_id
        self._handle: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the folder; ConfigurationError when another process has it or it cannot be used."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self._path.parent} cannot be used: {error.strerror}."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise ConfigurationError(
                f"The data folder {self._path.parent} is in use by another AIRClass{self._holder()}. "
                "Stop that one first, or start this one with another data folder."
            ) from error
        self._handle = handle
        self._sign(handle)

    def release(self) -> None:
        """Let go of the folder. The file stays: taking it away could part two processes that both hold one."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _sign(self, handle: int) -> None:
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps({"pid": os.getpid(), "boot_id": self._boot_id}).encode(), 0)
        except OSError:
            return  # a full disk: the lock holds without its signature

    def _holder(self) -> str:
        try:
            return f" (process {int(json.loads(self._path.read_bytes())['pid'])})"
        except (OSError, ValueError, KeyError, TypeError):
            return ""
