"""Whether the box can keep what it is told: what its databases report, and how much room is left on the disk."""

import asyncio
import logging
from collections.abc import Callable

from appliance.contract.live import Trouble
from appliance.errors import Sentence
from appliance.lifecycle import TaskOwner
from appliance.storage.trouble import StorageTrouble

LOOK_SECONDS = 10.0
LOW = Sentence(
    "The box's disk is nearly full: {megabytes:,} MB are left. Delete old lessons or recordings soon.",
    "박스의 디스크가 거의 찼습니다. {megabytes:,} MB 남았습니다. 오래된 수업이나 녹화를 곧 지워 주세요.",
)

logger = logging.getLogger(__name__)


class StorageWatch:
    """Gathers what is wrong and tells it once."""

    def __init__(self, free_bytes: Callable[[], int], reserve_bytes: int) -> None:
        self._free_bytes = free_bytes
        self._reserve_bytes = reserve_bytes
        self._failing: dict[str, StorageTrouble] = {}  # bounded by: the databases of the box
        self._low: Trouble | None = None
        self._told: Trouble | None = None
        self._tasks = TaskOwner("storage-watch")
        self.tell: Callable[[Trouble | None], None] = lambda trouble: None
        """Told of every change; set once somebody can be told."""

    @property
    def current(self) -> Trouble | None:
        """What is wrong now: a disk that does not store before one that is only nearly full."""
        for trouble in self._failing.values():
            sentence = trouble.sentence
            return Trouble(code="storage_failed", en=sentence.en, ko=sentence.ko)
        return self._low

    def start(self) -> None:
        """Begin to look at the disk, and tell what went wrong before anybody could be told."""
        if self._told is not None:
            self.tell(self._told)
        self._tasks.start(self._look_for_ever(), name="free-space")

    async def close(self) -> None:
        """Look no more."""
        await self._tasks.close()

    def note(self, database: str, trouble: StorageTrouble | None) -> None:
        """A database fails, or stores again."""
        if trouble is None:
            self._failing.pop(database, None)
            logger.info("%s stores again", database)
        else:
            self._failing[database] = trouble
            logger.error("%s cannot store: %s", database, trouble.detail)
        self._tell()

    def _look(self, free_bytes: int) -> None:
        is_low = free_bytes < self._reserve_bytes
        if is_low != (self._low is not None):
            values = {"megabytes": free_bytes // 1_000_000}
            self._low = (
                Trouble(code="storage_low", en=LOW.en.format(**values), ko=LOW.ko.format(**values)) if is_low else None
            )
        self._tell()

    def _tell(self) -> None:
        trouble = self.current
        if trouble != self._told:
            self._told = trouble
            self.tell(trouble)

    async def _look_for_ever(self) -> None:
        while True:
            try:
                self._look(await asyncio.to_thread(self._free_bytes))
            except OSError as error:
                logger.warning("the disk's free space is not known: %s", error)
            await asyncio.sleep(LOOK_SECONDS)
