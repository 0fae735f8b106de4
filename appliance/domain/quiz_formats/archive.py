"""Zip archives from strangers: looked at before anything is unpacked, and never unpacked to a disk."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from appliance.domain.quiz_formats.imported import FILE_MAX_BYTES, FormatError

UNPACKED_MAX_BYTES = 32 * 1024 * 1024
ENTRIES_MAX = 2_000
RATIO_MAX = 200
"""How much larger a large entry may be than its packed form; repetitive spreadsheets reach a quarter of it."""
_RATIO_COUNTS_FROM_BYTES = 1024 * 1024
_ENTRY_SIGNATURE = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
_LEADS_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")


class Archive:
    """An archive that keeps within the limits; raises FormatError if it does not, or is none."""

    def __init__(self, data: bytes) -> None:
        if len(data) > FILE_MAX_BYTES or data.count(_ENTRY_SIGNATURE) > ENTRIES_MAX:
            raise _too_large()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            raise _broken() from None
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        _check(list(self._entries.values()))

    @property
    def names(self) -> Sequence[str]:
        """The names of the entries, in their order."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """Tell how large an entry is unpacked."""
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """Unpack one entry; raises FormatError if it is damaged or missing."""
        if name not in self._entries:
            raise FormatError(
                f"The package has no file “{name[:100]}”.", f"묶음 파일 안에 “{name[:100]}”이(가) 없습니다."
            )
        try:
            # No more than the size that was checked comes out, whatever the packed bytes hold.
            return self._zip.read(self._entries[name])
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
            raise _broken() from None


def is_archive(data: bytes) -> bool:
    """Tell whether the data begins like a zip archive."""
    return data.startswith(b"PK\x03\x04")


def _check(entries: Sequence[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_MAX_BYTES:
        raise _too_large()
    for entry in entries:
        if entry.file_size > _RATIO_COUNTS_FROM_BYTES and entry.file_size > RATIO_MAX * entry.compress_size:
            raise _too_large()
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise FormatError("The file is protected with a password.", "암호가 걸린 파일은 읽을 수 없습니다.")
        if _LEADS_OUTSIDE.search(entry.filename):
            raise FormatError(
                "The package names places outside of itself.", "묶음 파일에 허용되지 않는 경로가 들어 있습니다."
            )
        if entry.compress_type not in _METHODS:
            raise _broken()


def _too_large() -> FormatError:
    return FormatError(
        f"The file is too large: at most {FILE_MAX_BYTES >> 20} MiB, and {UNPACKED_MAX_BYTES >> 20} MiB unpacked.",
        f"파일이 너무 큽니다. {FILE_MAX_BYTES >> 20}MiB, 풀어서 {UNPACKED_MAX_BYTES >> 20}MiB까지 읽을 수 있습니다.",
    )


def _broken() -> FormatError:
    return FormatError(
        "The file is damaged or no archive that can be read.", "파일이 손상되었거나 읽을 수 없는 압축 파일입니다."
    )
