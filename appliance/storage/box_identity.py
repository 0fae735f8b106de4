"""Who the box is: made once, kept in one small file of the data folder, readable only by the box's own user."""

import hashlib
import json
import logging
import os
import secrets
import tempfile
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from appliance.domain.lesson import CLASS_CODE_LENGTH, CODE_ALPHABET
from appliance.errors import ConfigurationError

FILE_NAME = "box.json"
SETUP_CODE_LENGTH = 8
TOKEN_SECRET_BYTES = 32
SIGNING_KEY_BYTES = 32
"""An Ed25519 private key is 32 random bytes (RFC 8032 §5.1.5)."""
MACHINE_ID = Path("/etc/machine-id")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BoxIdentity:
    """The box's id and its codes."""

    box_id: str
    setup_code: str = field(repr=False)
    """Shown on first boot; makes the first teacher's account."""
    practice_class_code: str
    instance_id: str
    """Whose changes these are: a restored or cloned box goes on under a new one."""
    token_secret: str = field(repr=False)
    """Signs access tokens; in hexadecimal digits."""
    signing_key: str = field(repr=False)
    """Proves that the box is this one: an Ed25519 private key in hexadecimal digits, which a restored box keeps."""
    machine: str = ""
    """SHA-256 of the machine's id, so that a clone of the disk is told apart; empty where there is none."""


def load_or_create(data_dir: Path, machine_file: Path = MACHINE_ID) -> BoxIdentity:
    """The identity of the box whose data lies in `data_dir`; raises ConfigurationError when it cannot be kept."""
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        kept = _read(path) if path.exists() else None
        machine = _machine(machine_file)
        identity = replace(_new(), machine=machine) if kept is None else _at_home(kept, machine)
        if kept is None or json.loads(path.read_text(encoding="utf-8")) != asdict(identity):
            write_identity(path, identity)
    except OSError as error:
        raise ConfigurationError(f"The data folder {data_dir} cannot be used: {error.strerror}.") from error
    return identity


def write_identity(path: Path, identity: BoxIdentity) -> None:
    """Keep the identity, whole or not at all."""
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


def renewed(identity: BoxIdentity) -> BoxIdentity:
    """The box after a restore: itself to everybody, but another instance, and no old token opens it."""
    return replace(identity, instance_id=_new_instance(), token_secret=secrets.token_hex(TOKEN_SECRET_BYTES))


def new_class_code() -> str:
    """A random class code."""
    return _code(CLASS_CODE_LENGTH)


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


def _new() -> BoxIdentity:
    return BoxIdentity(
        box_id=str(uuid.uuid4()),
        setup_code=_code(SETUP_CODE_LENGTH),
        practice_class_code=new_class_code(),
        instance_id=_new_instance(),
        token_secret=secrets.token_hex(TOKEN_SECRET_BYTES),
        signing_key=_new_signing_key(),
    )


def _new_signing_key() -> str:
    return secrets.token_hex(SIGNING_KEY_BYTES)


def _new_instance() -> str:
    return uuid.uuid4().hex


def _at_home(kept: BoxIdentity, machine: str) -> BoxIdentity:
    if not machine or machine == kept.machine:
        return kept
    if not kept.machine:
        return replace(kept, machine=machine)
    logger.warning("this data folder comes from another machine: the box goes on as a new instance")
    return replace(kept, instance_id=_new_instance(), machine=machine)


def _machine(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes().strip()).hexdigest()
    except OSError:
        return ""


def _read(path: Path) -> BoxIdentity:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return BoxIdentity(
            str(uuid.UUID(fields["box_id"])),
            _checked_code(fields["setup_code"], SETUP_CODE_LENGTH),
            _checked_code(fields["practice_class_code"], CLASS_CODE_LENGTH),
            uuid.UUID(fields["instance_id"]).hex if "instance_id" in fields else _new_instance(),
            bytes.fromhex(fields["token_secret"]).hex() if "token_secret" in fields else _new().token_secret,
            _checked_key(fields["signing_key"]) if "signing_key" in fields else _new_signing_key(),
            str(fields.get("machine", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{path} is damaged. Move it away to give the box a new identity, or restore it from a backup."
        ) from error


def _checked_code(value: object, length: int) -> str:
    if not isinstance(value, str) or len(value) != length or not set(value) <= set(CODE_ALPHABET):
        raise ValueError("not a code of the box")
    return value


def _checked_key(value: str) -> str:
    key = bytes.fromhex(value)
    if len(key) != SIGNING_KEY_BYTES:
        raise ValueError("not a signing key")
    return key.hex()


def _code(length: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
