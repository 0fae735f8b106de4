"""Which databases hold damaged files that were put aside, as long as these lie there."""

from pathlib import Path

from appliance.errors import Sentence
from appliance.storage.file_system import FileSystem
from appliance.storage.recovery import CORRUPT_MARK

NAMES_TOLD = 3


class Quarantine:
    """Remembers where damage was found, and looks what is left of it."""

    def __init__(self) -> None:
        self._folders: dict[Path, None] = {}  # bounded by: the databases of the box

    def note(self, folder: Path) -> None:
        """Damaged files of this database were put aside, now or before the box was started."""
        self._folders[folder] = None

    def sentences(self, files: FileSystem) -> list[Sentence]:
        """One for each database whose damaged files are still there; raises OSError."""
        found = {folder: [name for name in files.list(folder) if CORRUPT_MARK in name] for folder in [*self._folders]}
        return [_sentence(folder, names) for folder, names in found.items() if names]


def _sentence(folder: Path, names: list[str]) -> Sentence:
    told = ", ".join(names[:NAMES_TOLD])
    more = len(names) - NAMES_TOLD
    return Sentence(
        f"Stored data in {folder.name} was damaged and the last good state is in use: have somebody look at {told}"
        f"{f' and {more} more files' if more > 0 else ''}, then move them out of the data folder.",
        f"{folder.name}에 저장된 데이터가 손상되어 마지막 정상 상태를 사용합니다. {told}"
        f"{f' 외 {more}개' if more > 0 else ''} 파일을 확인한 뒤 데이터 폴더 밖으로 옮기세요.",
    )
