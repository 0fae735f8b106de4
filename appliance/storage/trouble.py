"""What can be wrong with the disk, in words for the person who stands before the class."""

import errno
from dataclasses import dataclass
from typing import Literal

from appliance.errors import Sentence, StorageFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

TroubleKind = Literal["full", "read_only", "failing"]

SENTENCES: dict[TroubleKind, Sentence] = {
    "full": Sentence(
        "The box's disk is full: answers and messages are not stored. Free some space and the box goes on by itself.",
        "박스의 디스크가 가득 차서 지금은 답과 메시지를 저장할 수 없습니다. 공간을 비우면 자동으로 다시 저장합니다.",
    ),
    "read_only": Sentence(
        "The box's disk can only be read: answers and messages are not stored. Restart the box or change its disk.",
        "박스의 디스크가 읽기 전용이라 답과 메시지를 저장할 수 없습니다. 박스를 다시 켜거나 디스크를 바꾸세요.",
    ),
    "failing": Sentence(
        "The box's disk reports errors: answers and messages are not stored. It keeps trying; change its disk soon.",
        "박스의 디스크에 오류가 있어 지금은 답과 메시지를 저장할 수 없습니다. 계속 시도하지만 디스크를 곧 교체하세요.",
    ),
}


@dataclass(frozen=True, slots=True)
class StorageTrouble:
    """Why nothing can be acknowledged now."""

    kind: TroubleKind
    detail: str
    """What the system said, for the log."""

    @property
    def sentence(self) -> Sentence:
        """For a person."""
        return SENTENCES[self.kind]

    def as_error(self) -> StorageFailed:
        """What those are told who wait for an acknowledgement."""
        return StorageFailed(self.sentence)


def trouble_of(error: OSError) -> StorageTrouble:
    """The trouble behind what a call to the disk said."""
    kind: TroubleKind = "full" if error.errno in _FULL else "read_only" if error.errno == errno.EROFS else "failing"
    return StorageTrouble(kind, str(error))
