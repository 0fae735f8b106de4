"""Text out of files: its encoding, its line ends, and how it is cleaned."""

import re

from appliance.domain.names import TextError, clean_text
from appliance.domain.quiz_formats.imported import FormatError

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NFC_GROWTH_MAX = 3
_LINES_MAX = 100_000
"""Two hundred questions of five hundred lines; each line end may count twice."""


def decode(data: bytes) -> str:
    """Read UTF-8 or UTF-16 with a byte order mark, UTF-8, or CP949; raises FormatError for anything else."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    try:
        return _decode_as(data, "utf-8")
    except FormatError:
        return _decode_as(data, "cp949")


def unify_lines(text: str) -> str:
    """Give the text with every line end as one line feed."""
    return _LINE_ENDS.sub("\n", text)


def tidy(text: str) -> str:
    """Give the text as it may be shown, in its lines; empty where nothing is left."""
    return _cleaned(text, multiline=True)


def tidy_line(text: str) -> str:
    """Give the text as it may be shown, in one line; empty where nothing is left."""
    return _cleaned(text, multiline=False)


def _cleaned(text: str, *, multiline: bool) -> str:
    try:
        return clean_text(text, len(text) * _NFC_GROWTH_MAX, multiline=multiline)
    except TextError:
        return ""


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FormatError(
            "This is no text that can be read: it is neither UTF-8 nor CP949 (EUC-KR).",
            "읽을 수 있는 글이 아닙니다. UTF-8이나 CP949(EUC-KR)로 저장해 주세요.",
        ) from None
    if "\x00" in text:
        raise FormatError("This is no text file.", "텍스트 파일이 아닙니다.")
    if text.count("\n") + text.count("\r") > _LINES_MAX:
        raise FormatError(f"The file has more than {_LINES_MAX:,} lines.", f"파일이 {_LINES_MAX:,}줄보다 깁니다.")
    return text
