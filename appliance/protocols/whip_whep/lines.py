"""SDP text as bounded lists of lines: what sessions, media sections and trickle fragments share (RFC 8866 5)."""

import re
from dataclasses import dataclass, field

from appliance.protocols.whip_whep.errors import SdpError

MAX_TEXT = 65_536
"""Characters; a full Chromium offer has about 8,000."""
MAX_LINES = 2_000
MAX_CANDIDATES = 50

TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~]{1,64}")
"""The token of RFC 8866 9, cut at 64 characters."""


@dataclass(slots=True)
class Section:
    """The session part, or one media part: its head line's value and its attributes."""

    head: str = ""
    attributes: dict[str, list[str]] = field(default_factory=dict)
    """The values of each attribute in order; an attribute without a value has the empty one."""

    def has(self, name: str) -> bool:
        """True when the attribute is there, with or without a value."""
        return name in self.attributes

    def values(self, name: str) -> list[str]:
        """The values of all attributes of that name."""
        return self.attributes.get(name, [])

    def first(self, name: str) -> str | None:
        """The value of the first attribute of that name."""
        values = self.attributes.get(name)
        return values[0] if values else None


def split_sections(text: str) -> list[Section]:
    """The session section and then each media section; SdpError over the limits or when a line is not `x=...`."""
    sections = [Section()]
    for kind, value in _split_lines(text):
        if kind == "m":
            sections.append(Section(value))
        elif kind == "a":
            name, _, rest = value.partition(":")
            sections[-1].attributes.setdefault(name, []).append(rest.strip())
    if sum(len(section.values("candidate")) for section in sections) > MAX_CANDIDATES:
        raise SdpError(f"The SDP has more than {MAX_CANDIDATES} candidates.")
    return sections


def _split_lines(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_TEXT:
        raise SdpError("The SDP is longer than 64 KB.")
    lines = text.split("\n", MAX_LINES)
    if len(lines) > MAX_LINES:
        raise SdpError(f"The SDP has more than {MAX_LINES} lines.")
    pairs: list[tuple[str, str]] = []
    for raw in lines:
        line = raw.rstrip()
        if not line:
            continue
        if line[1:2] != "=" or "\r" in line or "\0" in line:
            raise SdpError("A line of the SDP does not have the form x=value.")
        pairs.append((line[0], line[2:]))
    return pairs
