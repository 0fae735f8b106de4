"""A disk in memory that writes down what is asked of it, fails on demand, and shows what a power cut could leave.

After a power cut, of what was not synced anything may be missing: each write may be there, be missing (zeros where a
later one is there) or be torn at any byte; of the names in a folder that was not synced each change may be missing.
"""

import errno
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

DISK_BYTES = 1 << 30
SECTOR_BYTES = 512


@dataclass(slots=True)
class _Inode:
    """One file: what readers see, what is on the disk for sure, and the writes that may be."""

    seen: bytes = b""
    synced: bytes = b""
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)
    """(offset, data), or (size, b"") for a cut."""

    def write(self, offset: int, data: bytes) -> None:
        self.unsynced.append((offset, data))
        self.seen = _applied(self.seen, [(offset, data)])

    def sync(self) -> None:
        self.synced, self.unsynced = _applied(self.synced, self.unsynced), []

    def lose(self) -> None:
        """A sync that failed: readers go on to see what is lost, and a later sync has nothing to do."""
        self.synced = _applied(self.synced, self.unsynced[: len(self.unsynced) // 2])
        self.unsynced = []

    def after_power_cut(self, chance: random.Random) -> bytes:
        """What may be read after a power cut."""
        kind = chance.random()
        if kind < 0.25:
            return _applied(self.synced, self.unsynced)
        if kind < 0.5:
            return self.synced
        left = []
        for offset, data in self.unsynced:
            fate = chance.random()
            if fate < 0.4:
                left.append((offset, data))
            elif fate < 0.8 and data:
                left.append((offset, _torn(data, chance)))
        return _applied(self.synced, left)


@dataclass(frozen=True, slots=True)
class _NameChange:
    """Names that got another file, or none: all of it happens or nothing."""

    folder: Path
    names: tuple[tuple[Path, int | None], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What the disk says to the next calls of one kind."""

    error: int
    calls: int = 1_000_000
    part: float = 0.0
    """How much of a failing write gets through all the same."""


class DiskObjectionError(BaseException):
    """What the test found wrong: no Exception, so that the store cannot take it for an error that it has to survive."""


class CrashFiles:
    """A FileSystem in memory."""

    def __init__(self) -> None:
        self.operations = 0
        """How many changes were asked for: every one of them is a point at which the power may be cut."""
        self.on_operation: Callable[[], None] = lambda: None
        """Called after each of them."""
        self.faults: dict[str, Fault] = {}
        """By the name of the call; "change" means every call that changes something."""
        self.free = DISK_BYTES
        self._inodes: list[_Inode] = []
        self._names: dict[Path, int] = {}
        self._synced_names: dict[Path, int] = {}
        self._unsynced_names: list[_NameChange] = []
        self._folders: set[Path] = set()
        self._handles: dict[int, int] = {}
        self._failed_sync: set[int] = set()
        self._next_handle = 3

    # FileSystem

    def open_append(self, path: Path) -> int:
        if path.parent not in self._folders:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        if path not in self._names:
            self._fail("open_append")
            self._inodes.append(_Inode())
            self._rename(_NameChange(path.parent, ((path, len(self._inodes) - 1),)))
        self._next_handle += 1
        self._handles[self._next_handle] = self._names[path]
        return self._next_handle

    def write(self, handle: int, data: bytes) -> None:
        inode = self._inodes[self._handles[handle]]
        fault = self._fault("write")
        room = min(self.free, int(len(data) * fault.part) if fault else len(data))
        if room:
            inode.write(len(inode.seen), bytes(data[:room]))
            self.free -= room
        self._happened()
        if room < len(data):
            code = fault.error if fault else errno.ENOSPC
            raise OSError(code, os.strerror(code))

    def sync(self, handle: int) -> None:
        if handle in self._failed_sync:
            raise DiskObjectionError("a handle whose sync failed was synced again")
        inode = self._inodes[self._handles[handle]]
        fault = self._fault("sync")
        if fault:
            self._failed_sync.add(handle)
            inode.lose()
            raise OSError(fault.error, os.strerror(fault.error))
        inode.sync()
        self._happened()

    def close(self, handle: int) -> None:
        del self._handles[handle]

    def read(self, path: Path, limit: int = -1) -> bytes:
        self._fail("read")
        data = self._inode(path).seen
        return data if limit < 0 else data[:limit]

    def replace(self, source: Path, target: Path) -> None:
        self._fail("replace")
        inode = self._names[source]
        self._rename(_NameChange(source.parent, ((source, None), (target, inode))))

    def remove(self, path: Path) -> None:
        self._inode(path)
        self._fail("remove")
        self._rename(_NameChange(path.parent, ((path, None),)))

    def list(self, folder: Path) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._names if path.parent == folder))

    def make_folder(self, folder: Path) -> None:
        # Folders come once, with the first start: that their own names survive is not what is shown here.
        self._folders |= {folder, *folder.parents}

    def sync_folder(self, folder: Path) -> None:
        self._fail("sync_folder")
        for change in self._unsynced_names:
            if change.folder == folder:
                _rename(self._synced_names, change)
        self._unsynced_names = [change for change in self._unsynced_names if change.folder != folder]
        self._happened()

    def truncate(self, path: Path, size: int) -> None:
        self._fail("truncate")
        self._inode(path).write(size, b"")
        self._happened()

    def size(self, path: Path) -> int:
        return len(self._inode(path).seen)

    def free_bytes(self, folder: Path) -> int:
        return self.free

    # The test's side

    def after_power_cut(self, chance: random.Random) -> "CrashFiles":
        """A disk as the next start may find it if the power is cut now."""
        names = dict(self._synced_names)
        for change in self._unsynced_names:
            if chance.random() < 0.5:
                _rename(names, change)
        numbers = sorted(set(names.values()))
        contents = {number: self._inodes[number].after_power_cut(chance) for number in numbers}
        return self._with(names, {number: _Inode(data, data) for number, data in contents.items()})

    def after_kill(self) -> "CrashFiles":
        """A disk as the next start finds it if only the process is killed: all that it wrote can still be read."""
        other = self._with(self._names, dict(enumerate(self._inodes)))
        other._synced_names, other._unsynced_names = dict(self._synced_names), list(self._unsynced_names)
        return other

    def flip_bit(self, path: Path, bit: int) -> None:
        """Damage one bit of a file."""
        inode = self._inode(path)
        data = bytearray(inode.seen)
        data[bit // 8] ^= 1 << bit % 8
        inode.seen = inode.synced = bytes(data)
        inode.unsynced = []

    @property
    def open_handles(self) -> int:
        """How many handles nobody closed."""
        return len(self._handles)

    def contents(self) -> dict[Path, bytes]:
        """Every file by its path."""
        return {path: self._inodes[number].seen for path, number in self._names.items()}

    def _with(self, names: dict[Path, int], inodes: dict[int, _Inode]) -> "CrashFiles":
        other = CrashFiles()
        other._folders = set(self._folders)
        numbers = sorted(inodes)
        other._inodes = [replace(inodes[number], unsynced=list(inodes[number].unsynced)) for number in numbers]
        other._names = {path: numbers.index(number) for path, number in names.items()}
        other._synced_names = dict(other._names)
        return other

    def _inode(self, path: Path) -> _Inode:
        if path not in self._names:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return self._inodes[self._names[path]]

    def _rename(self, change: _NameChange) -> None:
        _rename(self._names, change)
        self._unsynced_names.append(change)
        self._happened()

    def _happened(self) -> None:
        self.operations += 1
        try:
            self.on_operation()
        except Exception as error:
            raise DiskObjectionError(repr(error)) from error

    def _fail(self, call: str) -> None:
        fault = self._fault(call)
        if fault:
            raise OSError(fault.error, os.strerror(fault.error))

    def _fault(self, call: str) -> Fault | None:
        for kind in (call, "change" if call != "read" else ""):
            fault = self.faults.get(kind)
            if fault and fault.calls > 0:
                self.faults[kind] = Fault(fault.error, fault.calls - 1, fault.part)
                return fault
        return None


def _applied(data: bytes, writes: Iterable[tuple[int, bytes]]) -> bytes:
    result = bytearray(data)
    for offset, piece in writes:
        if not piece:
            del result[offset:]
            continue
        result.extend(bytes(max(0, offset - len(result))))
        result[offset : offset + len(piece)] = piece
    return bytes(result)


def _torn(data: bytes, chance: random.Random) -> bytes:
    """Part of a write: up to any byte, or with sectors in the middle that never came."""
    if len(data) > SECTOR_BYTES and chance.random() < 0.5:
        hole = chance.randrange(len(data) // SECTOR_BYTES + 1) * SECTOR_BYTES
        return data[:hole] + bytes(len(data[hole : hole + SECTOR_BYTES])) + data[hole + SECTOR_BYTES :]
    return data[: chance.randrange(len(data))]


def _rename(names: dict[Path, int], change: _NameChange) -> None:
    for path, inode in change.names:
        if inode is None:
            names.pop(path, None)
        else:
            names[path] = inode
