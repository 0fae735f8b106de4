"""Who the box is: made once, kept in one small file of the data folder, readable only by the box's own user."""

import json
import os
import secrets
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
    probe = data_dir / ".write-probe"
    try:
        probe.write_bytes(b"airclass")
        probe.unlink()
    except OSError:
        return False
    return True


def _read(path: Path) -> BoxIdentity:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return BoxIdentity(str(fields["box_id"]), str(fields["setup_code"]), str(fields["practice_class_code"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path} is damaged. Move it away to give the box a new identity, or restore it from a backup."
        ) from error


def _write(path: Path, identity: BoxIdentity) -> None:
    temporary = path.with_suffix(".tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(identity), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _code(length: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
