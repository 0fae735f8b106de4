"""DNS service discovery names: the room's name as service instance, `airclass.local` as host, the TXT record.

Pure text; who holds which name is found out by `discovery/link_responder.py`.
"""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

AIRCLASS_TYPE = "_airclass._tcp.local."
HTTP_TYPE = "_http._tcp.local."
HTTP_SUBTYPE = f"_airclass._sub.{HTTP_TYPE}"

DEFAULT_ROOM_NAME = "AIRClass"
LABEL_BYTES = 63
"""RFC 1035 section 2.3.4: a label is 63 bytes, which is 21 Hangul syllables."""

# Cc control, Cs half of a surrogate pair, Zl and Zp line breaks: none of them can stand in a name on one line.
UNWANTED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the box says about itself; the TXT record never carries more than this."""

    room_name: str
    box_id: str
    version: str
    port: int
    path: str = "/"
    is_tls: bool = False
    api_version: int = 1

    def txt(self) -> dict[str, str]:
        """The TXT record's keys and values."""
        return {
            "txtvers": "1",
            "id": self.box_id,
            "ver": self.version,
            "path": self.path,
            "tls": "1" if self.is_tls else "0",
            "api": str(self.api_version),
        }


class NameKind(StrEnum):
    """The three names that another device may hold already."""

    INSTANCE = "instance"
    HOST = "host"
    BOX_HOST = "box_host"


@dataclass(frozen=True, slots=True)
class Names:
    """The names in use; `numbers` are the attempts: 1 is the plain name, 2 and up carry a number."""

    room_name: str
    box_id: str
    instance_number: int = 1
    host_number: int = 1
    box_host_number: int = 1

    @property
    def instance(self) -> str:
        """The service instance's name, as people read it."""
        return instance_label(self.room_name, self.instance_number)

    @property
    def host(self) -> str:
        """The name to type in a browser: `airclass.local.` where no other box has it."""
        return f"{_numbered_host('airclass', self.host_number)}.local."

    @property
    def box_host(self) -> str:
        """The name that stays with this box: `airclass-1a2b.local.`"""
        return f"{_numbered_host(f'airclass-{_short_id(self.box_id)}', self.box_host_number)}.local."

    def next(self, kind: NameKind) -> "Names":
        """The names to try when another device holds this one."""
        match kind:
            case NameKind.INSTANCE:
                return replace(self, instance_number=self.instance_number + 1)
            case NameKind.HOST:
                return replace(self, host_number=self.host_number + 1)
            case NameKind.BOX_HOST:
                return replace(self, box_host_number=self.box_host_number + 1)


def instance_label(room_name: str, number: int = 1) -> str:
    """The room's name as one DNS label: no control characters, at most 63 bytes of UTF-8, numbered from 2 on."""
    composed = unicodedata.normalize("NFC", room_name)
    printable = "".join(char for char in composed if unicodedata.category(char) not in UNWANTED_CATEGORIES)
    # A dot would be written to the wire as the border between two labels.
    label = printable.replace(".", "-").strip() or DEFAULT_ROOM_NAME
    suffix = f" ({number})" if number > 1 else ""
    return _cut(label, LABEL_BYTES - len(suffix)).strip() + suffix


def _numbered_host(label: str, number: int) -> str:
    return label if number == 1 else f"{label}-{number}"


def _short_id(box_id: str) -> str:
    hexadecimal = "".join(char for char in box_id.lower() if char in "0123456789abcdef")
    return hexadecimal[:4].rjust(4, "0")


def _cut(text: str, size: int) -> str:
    return text.encode("utf-8")[:size].decode("utf-8", errors="ignore")
