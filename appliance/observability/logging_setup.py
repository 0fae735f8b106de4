"""The box's log: one line per record on stderr, safe against forged lines, without a caster's or viewer's secret.

A call may add fields: `logger.info("publisher opened", extra={"cast_id": cast_id})` ends in ` cast_id=...`.
"""

import logging
import re
import sys
from datetime import datetime
from typing import Final, TextIO

SHOWN_KEY_CHARACTERS: Final = 4
MAX_MESSAGE_CHARACTERS: Final = 4096
"""A peer decides how long a name or path is; the log does not grow at its wish."""
QUIET_LIBRARIES: Final = {
    # A warning of uvicorn is a request that was not understood: anybody on the network could fill the log with them.
    "uvicorn": logging.ERROR,
    "websockets": logging.WARNING,
    "aiortc": logging.WARNING,
    "aioice": logging.WARNING,
    "zeroconf": logging.WARNING,
    "asyncio": logging.WARNING,
}
"""What others' libraries must have to say to be heard, whatever the box's own level is."""

_CONTROL_CHARACTERS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SECRET: Final = re.compile(
    r"(?P<before>/live/|/whip/(?:resource/)?|/whep/|\bBearer\s+|\b(?:key|token|secret|password|pwd)=)"
    r"(?P<secret>(?!resource/)[^\s/?#&\"'<>,;)]+)",
    re.IGNORECASE,
)


def configure_logging(level: str = "info", stream: TextIO | None = None) -> logging.Handler:
    """Send every record of `level` and above to `stream` (stderr by default); give the handler that does it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    for previous in [known for known in root.handlers if isinstance(known.formatter, LineFormatter)]:
        root.removeHandler(previous)
        previous.close()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in QUIET_LIBRARIES.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    return handler


def redact(key: str) -> str:
    """Show enough of a key to tell two apart, and too little to use it."""
    if len(key) <= 2 * SHOWN_KEY_CHARACTERS:
        return "…"
    return f"{key[:SHOWN_KEY_CHARACTERS]}…"


def redact_text(text: str) -> str:
    """Redact every key that stands in `text` in a known place: a publish or WHEP path, a bearer token, `key=`."""
    return _SECRET.sub(lambda match: match["before"] + redact(match["secret"]), text)


def one_line(text: str) -> str:
    """Write control characters as escapes, so that what a peer sent cannot start a line of its own."""
    return _CONTROL_CHARACTERS.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


class LineFormatter(logging.Formatter):
    """`TIME LEVEL module: message field=value`; a traceback follows on indented lines."""

    def __init__(self) -> None:
        super().__init__()
        self._plain_fields = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName", "color_message"}

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as text whose every line after the first is indented."""
        message = _shortened(redact_text(one_line(record.getMessage() + self._fields(record))))
        head = f"{_time(record)} {record.levelname:<7} {_place(record.name)}: {message}"
        return "\n".join([head, *self._traceback(record)])

    def _fields(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in self._plain_fields}
        return "".join(f" {name}={value}" for name, value in extra.items())

    def _traceback(self, record: logging.LogRecord) -> list[str]:
        if not record.exc_info or record.exc_info[0] is None:
            return []
        return [f"    | {redact_text(one_line(line))}" for line in self.formatException(record.exc_info).splitlines()]


def _place(logger_name: str) -> str:
    """Give the logger's name in our words: uvicorn calls its ordinary log `uvicorn.error`."""
    return logger_name.removeprefix("appliance.").removesuffix(".error")


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")


def _shortened(message: str) -> str:
    if len(message) <= MAX_MESSAGE_CHARACTERS:
        return message
    return f"{message[:MAX_MESSAGE_CHARACTERS]}… ({len(message)} characters)"
