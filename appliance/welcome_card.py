"""The card that the terminal shows when the box is up: where to go, which code, where the data lies."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

RULE = "─" * 64


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card says."""

    room_name: str
    join_url: str
    other_urls: Sequence[str]
    class_code: str | None
    setup_code: str | None
    """None once there is a teacher."""
    rtmp_server: str
    media_port: int
    data_dir: Path
    version: str


def welcome_card(facts: CardFacts) -> str:
    """The card as text, with the join link as a QR code."""
    rows = [
        ("Students  학생", facts.join_url),
        *[("", url) for url in facts.other_urls],
        *([("Class code  수업 코드", facts.class_code)] if facts.class_code else []),
        ("Casters  송출 (RTMP)", facts.rtmp_server),
        ("Media port  미디어 포트", f"{facts.media_port} UDP + TCP"),
        *([("Setup code  설정 코드", facts.setup_code)] if facts.setup_code else []),
        ("Data  데이터", str(facts.data_dir)),
    ]
    lines = [RULE, f" AIRClass {facts.version} · {facts.room_name}", RULE]
    lines += [f" {_padded(label)} {value}" for label, value in rows]
    return "\n".join([*lines, RULE, _qr(facts.join_url), RULE, " Ctrl+C stops the box.  종료하려면 Ctrl+C"])


def shown_width(text: str) -> int:
    """How many columns of a terminal the text takes: a Korean syllable takes two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(label: str, width: int = 26) -> str:
    return label + " " * max(0, width - shown_width(label))


def _qr(url: str) -> str:
    drawn = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue().rstrip("\n")
