"""Who the box is: made once, kept in one small file of the data folder, readable only by the box's own user."""

import json
import os
import secrets
import tempfile
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from appliance.errors import ConfigurationError

FILE_NAME = "box.json"
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1: a code is read from a wall and typed on a phone."""
CLASS_CODE_LENGTH = 6
SETUP_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class BoxIdentity:
    """The box's id and its codes."""

    box_id: str
    setup_code: str
    """Shown on first boot; makes the first teacher's account."""
    practice_class_code: str


def load_or_create(data_dir: Path) -> BoxIdentity:
    """The identity of the box whose data lies in `data_dir`; raises ConfigurationError when it cannot be kept."""
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return _read(path)
        identity = BoxIdentity(str(uuid.uuid4()), _code(SETUP_CODE_LENGTH), _code(CLASS_CODE_LENGTH))
        _write(path, identity)
    except OSError as error:
        raise ConfigurationError(f"The data folder {data_dir} cannot be used: {error.strerror}.") from error
    return identity


def is_writable(data_dir: Path) -> bool:
    """Whether the data folder takes a file now; false on a full or read-only disk."""
    try:
        # A file without a name: several may ask at once, and none is left behind when the disk is full.
        with tempfile.TemporaryFile(dir=data_dir) as probe:
            probe.write(b"airclass")
            probe.flush()
    except OSError:
        return False
    return True


def _read(path: Path) -> BoxIdentity:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return BoxIdentity(
            str(uuid.UUID(fields["box_id"])),
            _checked_code(fields["setup_code"], SETUP_CODE_LENGTH),
            _checked_code(fields["practice_class_code"], CLASS_CODE_LENGTH),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{path} is damaged. Move it away to give the box a new identity, or restore it from a backup."
        ) from error


def _write(path: Path, identity: BoxIdentity) -> None:
    temporary = path.with_suffix(".tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)  # the file may be left from an attempt that a power cut ended
        json.dump(asdict(identity), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _checked_code(value: object, length: int) -> str:
    if not isinstance(value, str) or len(value) != length or not set(value) <= set(CODE_ALPHABET):
        raise ValueError("not a code of the box")
    return value


def _code(length: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
