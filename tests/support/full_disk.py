"""A disk under the box's data folder that can be full and have room again."""

import errno
import resource
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.appliance_process import ApplianceProcess

SIZE = "size=48m"
PIECE = bytes(64 * 1024)


class BoundedDisk(ABC):
    """Where the box keeps its data."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    @abstractmethod
    def fill(self, box: ApplianceProcess) -> None:
        """From now on the box can write no more."""

    @abstractmethod
    def make_room(self, box: ApplianceProcess) -> None:
        """From now on it can again."""


class SmallFileSystem(BoundedDisk):
    """A tmpfs of its own; somebody else's file fills it to the last byte."""

    def fill(self, box: ApplianceProcess) -> None:
        """Write until the system says that there is no space left."""
        piece = PIECE
        with self._filler.open("ab", buffering=0) as file:
            while piece:
                try:
                    file.write(piece)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    piece = piece[: len(piece) // 2]

    def make_room(self, box: ApplianceProcess) -> None:
        """Delete that file."""
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.data_dir.parent / "filler"


class FileSizeLimit(BoundedDisk):
    """The kernel lets the running box make no file longer than it may be, which is nothing (setrlimit(2))."""

    def fill(self, box: ApplianceProcess) -> None:
        """No byte can be added to any file."""
        _, hard = resource.prlimit(box.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(box.pid, resource.RLIMIT_FSIZE, (0, hard))

    def make_room(self, box: ApplianceProcess) -> None:
        """Files may grow again."""
        _, hard = resource.prlimit(box.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(box.pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def small_file_system(folder: Path) -> Iterator[BoundedDisk]:
    """A tmpfs until the block ends; needs root."""
    mounted = folder / "disk"
    mounted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", str(mounted)], check=True)
    try:
        yield SmallFileSystem(mounted / "data")
    finally:
        subprocess.run(["umount", "--lazy", str(mounted)], check=True)


@contextmanager
def file_size_limit(folder: Path) -> Iterator[BoundedDisk]:
    """A limit that anybody can set for the own processes."""
    yield FileSizeLimit(folder / "data")
