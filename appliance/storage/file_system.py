"""The few things the store asks of a disk, and the real one. Whatever fails raises OSError."""

import os
from pathlib import Path
from typing import Protocol

FILE_MODE = 0o600
FOLDER_MODE = 0o700


class FileSystem(Protocol):
    """What a store needs; nothing that was written counts as kept before `sync`, no name before `sync_folder`."""

    def open_append(self, path: Path) -> int:
        """A handle that writes at the end of the file, which is made when it is missing."""

    def write(self, handle: int, data: bytes) -> None:
        """Write all of `data`."""

    def sync(self, handle: int) -> None:
        """Return when what was written is on the disk."""

    def close(self, handle: int) -> None:
        """End the handle, whatever becomes of unsynced data."""

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The file, or its first `limit` bytes."""

    def replace(self, source: Path, target: Path) -> None:
        """Give the file another name, taking the place of what has it."""

    def remove(self, path: Path) -> None:
        """Take the file away."""

    def list(self, folder: Path) -> tuple[str, ...]:
        """The names in the folder; none when there is no such folder."""

    def make_folder(self, folder: Path) -> None:
        """Make the folder and those above it."""

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in the folder are on the disk."""

    def truncate(self, path: Path, size: int) -> None:
        """Cut the file."""

    def size(self, path: Path) -> int:
        """The bytes of the file."""

    def free_bytes(self, folder: Path) -> int:
        """What can still be written on the folder's disk."""


class DiskFiles:
    """The machine's own disk."""

    def open_append(self, path: Path) -> int:
        """A handle that writes at the end of the file, which is made when it is missing."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)

    def write(self, handle: int, data: bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]

    def sync(self, handle: int) -> None:
        """Return when what was written is on the disk."""
        os.fdatasync(handle)

    def close(self, handle: int) -> None:
        """End the handle, whatever becomes of unsynced data."""
        os.close(handle)

    def read(self, path: Path, limit: int = -1) -> bytes:
        """The file, or its first `limit` bytes."""
        with path.open("rb") as file:
            return file.read(limit)

    def replace(self, source: Path, target: Path) -> None:
        """Give the file another name, taking the place of what has it."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Take the file away."""
        path.unlink()

    def list(self, folder: Path) -> tuple[str, ...]:
        """The names in the folder; none when there is no such folder."""
        try:
            return tuple(sorted(entry.name for entry in folder.iterdir()))
        except FileNotFoundError:
            return ()

    def make_folder(self, folder: Path) -> None:
        """Make the folder and those above it."""
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in the folder are on the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def truncate(self, path: Path, size: int) -> None:
        """Cut the file."""
        os.truncate(path, size)

    def size(self, path: Path) -> int:
        """The bytes of the file."""
        return path.stat().st_size

    def free_bytes(self, folder: Path) -> int:
        """What can still be written on the folder's disk."""
        figures = os.statvfs(folder)
        return figures.f_bavail * figures.f_frsize


def write_whole(files: FileSystem, path: Path, data: bytes) -> None:
    """Replace a small file in one step: after a crash it is the old one or the new one."""
    temporary = path.with_name(f"{path.name}.tmp")
    if temporary.name in files.list(path.parent):
        files.remove(temporary)
    handle = files.open_append(temporary)
    try:
        files.write(handle, data)
        files.sync(handle)
    finally:
        files.close(handle)
    files.replace(temporary, path)
    files.sync_folder(path.parent)
