"""Who is in the class now, who sees the picture, and since when: counted by sockets, kept as spans of time."""

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace

from appliance.domain.talk import PresenceSpan
from appliance.errors import StorageSealed
from appliance.storage.session_store import SessionStore

SHORT_GAP_MS = 5_000
"""A reload, or a phone that changes its access point, is no absence."""
SPANS_OF_ONE_MAX = 500
"""A phone that comes and goes all lesson long stays below; beyond it no new span is kept."""


@dataclass(slots=True)
class _Attendance:
    """One person who is connected."""

    span: PresenceSpan
    sockets: int = 1
    watching_sockets: int = 0
    watching_since_ms: int | None = None

    def until(self, now_ms: int) -> PresenceSpan:
        """The span as it is now."""
        seen_ms = now_ms - self.watching_since_ms if self.watching_since_ms is not None else 0
        return replace(
            self.span, until_ms=max(now_ms, self.span.from_ms), watching_ms=self.span.watching_ms + max(0, seen_ms)
        )


class Presence:
    """The students who are connected to one session; a person with several sockets counts once."""

    def __init__(self, store: SessionStore, wall_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self._store = store
        self._wall_ms = wall_ms
        self._new_id = new_id
        self._here: dict[str, _Attendance] = {}  # bounded by: the session's participants, as all of these
        self._watching: set[str] = set()
        self._latest: dict[str, PresenceSpan] = {}
        self._kept: Counter[str] = Counter()
        for span in store.spans.all():
            self._kept[span.participant_id] += 1
            latest = self._latest.get(span.participant_id)
            if latest is None or latest.until_ms <= span.until_ms:
                self._latest[span.participant_id] = span

    @property
    def connected_ids(self) -> AbstractSet[str]:
        """Who has at least one socket open; it changes as they come and go."""
        return self._here.keys()

    @property
    def watching_ids(self) -> AbstractSet[str]:
        """Who sees the picture now, or the slate while nothing is shown; it changes as well."""
        return self._watching

    def joined(self, participant_id: str) -> bool:
        """A socket was opened; whether it is the person's first."""
        attendance = self._here.get(participant_id)
        if attendance is not None:
            attendance.sockets += 1
            return False
        self._here[participant_id] = _Attendance(self._span(participant_id))
        return True

    def watches(self, participant_id: str, *, is_watching: bool) -> bool:
        """One socket's page began or ceased to show the picture; whether that changes anything for the person."""
        attendance = self._here.get(participant_id)
        if attendance is None:
            return False
        attendance.watching_sockets = max(0, attendance.watching_sockets + (1 if is_watching else -1))
        is_now = attendance.watching_sockets > 0
        if is_now == (participant_id in self._watching):
            return False
        now_ms = self._wall_ms()
        attendance.span = attendance.until(now_ms)
        attendance.watching_since_ms = now_ms if is_now else None
        self._watching.symmetric_difference_update({participant_id})
        return True

    def left(self, participant_id: str) -> bool:
        """A socket was closed; whether it was the person's last."""
        attendance = self._here.get(participant_id)
        if attendance is None:
            return False
        attendance.sockets -= 1
        if attendance.sockets:
            return False
        del self._here[participant_id]
        self._watching.discard(participant_id)
        span = self._latest[participant_id] = attendance.until(self._wall_ms())
        with suppress(StorageSealed):  # the session has ended, and with it every span
            self._put(span)
        return True

    def disconnected_since(self, participant_id: str) -> int | None:
        """When the person's last socket was closed; None for who is here or never was."""
        latest = self._latest.get(participant_id)
        return latest.until_ms if latest is not None and participant_id not in self._here else None

    def spans_until(self, now_ms: int) -> Iterator[PresenceSpan]:
        """Every span of the session, those that go on up to now."""
        going_on = {attendance.span.id: attendance for attendance in self._here.values()}
        for span in self._store.spans.all():
            if span.id not in going_on:
                yield span
        for attendance in going_on.values():
            yield attendance.until(now_ms)

    def keep(self) -> None:
        """Write down the spans that go on, so that a power cut costs a minute at most."""
        now_ms = self._wall_ms()
        with self._store.transaction():
            for attendance in self._here.values():
                self._put(attendance.until(now_ms))

    def forget(self, participant_id: str) -> None:
        """Know nothing of this person any more."""
        self._here.pop(participant_id, None)
        self._watching.discard(participant_id)
        self._latest.pop(participant_id, None)
        self._kept.pop(participant_id, None)

    def _span(self, participant_id: str) -> PresenceSpan:
        """The span that begins now, or the latest one when it has hardly ended."""
        now_ms, latest = self._wall_ms(), self._latest.get(participant_id)
        if latest is not None and now_ms - latest.until_ms <= SHORT_GAP_MS:
            return latest
        return PresenceSpan(self._new_id(), participant_id, now_ms, now_ms, 0)

    def _put(self, span: PresenceSpan) -> None:
        if span.id not in self._store.spans:
            if self._kept[span.participant_id] >= SPANS_OF_ONE_MAX:
                return
            self._kept[span.participant_id] += 1
        self._store.spans.put(span)
