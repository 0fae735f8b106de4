"""Backups: the whole data folder in one file, taken while the box runs, and put back as another instance of the box.

A copy of a journal that grows meanwhile ends between two records or in the middle of one; opening it cuts that off, so
a backup is always the box as it was at one moment of each database.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from appliance.contract.version import VERSION
from appliance.errors import ConfigurationError
from appliance.storage import box_identity

FORMAT = "airclass-backup"
FORMAT_VERSION = 1
MANIFEST_NAME = "manifest.json"
MANIFEST_MAX_BYTES = 16 * 1024 * 1024
FILE_MAX_BYTES = 8 * 1024**3
CHUNK_BYTES = 1024 * 1024
FILES_MAX = 1_000_000
LEFT_OUT_NAMES = frozenset({"LOCK"})
LEFT_OUT_SUFFIXES = (".tmp",)
NOT_A_BACKUP = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError, TypeError)
PRACTICE_FOLDER = PurePosixPath("sessions/practice")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds."""

    files: int
    content_bytes: int
    sessions: int
    made_at: str


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    sha256: str


def back_up(data_dir: Path, target: Path) -> BackupReport:
    """Write everything in `data_dir` to `target`; raises ConfigurationError when that cannot be."""
    if not (data_dir / box_identity.FILE_NAME).is_file():
        raise ConfigurationError(f"{data_dir} is not the data folder of a box: there is no {box_identity.FILE_NAME}.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".airclass-backup-") as scratch:
            packed = Path(scratch) / "packed"
            report = _pack(data_dir, packed, Path(scratch) / "content")
            packed.chmod(0o600)
            packed.replace(target)
            _sync_folder(target.parent)
    except OSError as error:
        raise ConfigurationError(f"The backup cannot be written to {target}: {error.strerror}.") from error
    return report


def restore(source: Path, data_dir: Path) -> BackupReport:
    """Make `data_dir`, which must be empty or missing, what the backup holds, as a new instance of the box."""
    if data_dir.exists() and any(data_dir.iterdir()):
        raise ConfigurationError(f"{data_dir} is not empty: move it away first. Nothing was changed.")
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data_dir.parent, prefix=".airclass-restore-") as scratch:
            content = Path(scratch) / "content"
            report = _unpack(source, content)
            identity_file = content / box_identity.FILE_NAME
            kept = box_identity.load_or_create(content)
            box_identity.write_identity(identity_file, box_identity.renewed(kept))
            if data_dir.exists():
                data_dir.rmdir()
            content.replace(data_dir)
            _sync_folder(data_dir.parent)
    except OSError as error:
        raise ConfigurationError(f"The backup {source} cannot be restored: {error.strerror or error}.") from error
    return report


def _pack(data_dir: Path, packed: Path, content: Path) -> BackupReport:
    entries = _copy_all(data_dir, content)
    made_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_by": VERSION,
        "made_at": made_at,
        "files": [asdict(entry) for entry in entries],
    }
    with packed.open("wb") as file:
        with (
            gzip.GzipFile(fileobj=file, filename="", mode="wb", compresslevel=6, mtime=0) as squeezed,
            tarfile.open(fileobj=squeezed, mode="w") as tar,
        ):
            encoded = json.dumps(manifest, indent=1).encode()
            head = tarfile.TarInfo(MANIFEST_NAME)
            head.size = len(encoded)
            tar.addfile(head, io.BytesIO(encoded))
            for entry in entries:
                tar.add(content / entry.name, arcname=f"data/{entry.name}", recursive=False)
        file.flush()
        os.fsync(file.fileno())
    return _report(entries, made_at)


def _copy_all(data_dir: Path, content: Path) -> list[_Entry]:
    """Copy every file; what a database makes anew meanwhile too, since it takes the place of what it removes."""
    entries: list[_Entry] = []
    seen: set[str] = set()
    while fresh := [name for name in _names(data_dir) if name not in seen]:
        seen.update(fresh)
        if len(seen) > FILES_MAX:
            raise ConfigurationError(f"{data_dir} has more than {FILES_MAX:,} files: it is no data folder.")
        entries += [entry for name in fresh if (entry := _copied(data_dir, content, name)) is not None]
    return entries


def _names(data_dir: Path) -> Iterator[str]:
    for path in sorted(data_dir.rglob("*")):
        name = path.relative_to(data_dir)
        is_left_out = name.name in LEFT_OUT_NAMES or name.name.endswith(LEFT_OUT_SUFFIXES)
        is_practice = PRACTICE_FOLDER in PurePosixPath(name.as_posix()).parents
        if path.is_file() and not path.is_symlink() and not is_left_out and not is_practice:
            yield name.as_posix()


def _copied(data_dir: Path, content: Path, name: str) -> _Entry | None:
    """Copy one file; None when a snapshot has taken its place since it was listed."""
    target = content / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        source = (data_dir / name).open("rb")
    except FileNotFoundError:
        return None
    with source, target.open("wb") as copy:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            copy.write(chunk)
    return _Entry(name, size, digest.hexdigest())


def _unpack(source: Path, content: Path) -> BackupReport:
    try:
        with gzip.open(source) as squeezed, tarfile.open(fileobj=squeezed, mode="r:") as tar:
            entries, made_at = _read_manifest(tar)
            for entry in entries:
                _extract(tar, entry, content)
            while squeezed.read(CHUNK_BYTES):
                pass  # only the end tells whether the manifest, too, is what was written
    except NOT_A_BACKUP as error:
        raise ConfigurationError(
            f"{source} is damaged or no backup of AIRClass ({error}). Nothing was changed."
        ) from error
    return _report(entries, made_at)


def _read_manifest(tar: tarfile.TarFile) -> tuple[list[_Entry], str]:
    head = tar.next()
    if head is None or head.name != MANIFEST_NAME or not 0 < head.size <= MANIFEST_MAX_BYTES:
        raise ValueError("it has no manifest")
    file = tar.extractfile(head)
    assert file is not None
    manifest = json.load(file)
    if manifest["format"] != FORMAT:
        raise ValueError("it has another format")
    if manifest["format_version"] > FORMAT_VERSION:
        raise ConfigurationError(
            f"The backup was made by a newer AIRClass ({manifest['made_by']}). Nothing was changed."
        )
    return [_Entry(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in manifest["files"]], str(
        manifest["made_at"]
    )


def _extract(tar: tarfile.TarFile, entry: _Entry, content: Path) -> None:
    name = PurePosixPath(entry.name)
    if name.is_absolute() or ".." in name.parts or not 0 <= entry.size <= FILE_MAX_BYTES:
        raise ValueError(f"{entry.name!r} leads out of the data folder")
    member = tar.next()
    if member is None or member.name != f"data/{entry.name}" or not member.isfile() or member.size != entry.size:
        raise ValueError(f"{entry.name} is missing")
    source = tar.extractfile(member)
    assert source is not None
    target = content / entry.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with source, target.open("wb") as file:
        target.chmod(0o600)
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != entry.sha256:
        raise ValueError(f"{entry.name} is damaged")


def _report(entries: list[_Entry], made_at: str) -> BackupReport:
    sessions = {entry.name.split("/")[1] for entry in entries if entry.name.startswith("sessions/")}
    return BackupReport(len(entries), sum(entry.size for entry in entries), len(sessions), made_at)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
