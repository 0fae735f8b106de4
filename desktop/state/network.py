"""How the picture reaches the students, and whether the Wi-Fi is full."""

from appliance.contract.live import AnyEvent, NetworkChanged, Snapshot
from appliance.contract.network import ClassNetwork, ViewerNetwork
from desktop.state.announcer import Announcer


class Network:
    """The class's latest network figures."""

    def __init__(self) -> None:
        self.changed: Announcer[None] = Announcer()
        self.latest: ClassNetwork | None = None
        self._by_participant: dict[str, ViewerNetwork] = {}  # bounded by: the viewers of `latest`

    def of(self, participant_id: str) -> ViewerNetwork | None:
        """One student's worst viewer; None while nothing is watched."""
        return self._by_participant.get(participant_id)

    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Take the figures of the snapshot."""
        self._set(snapshot.teacher.network if snapshot.teacher is not None else None)

    def take(self, event: AnyEvent) -> None:
        """Take new figures."""
        if isinstance(event, NetworkChanged):
            self._set(event.network)

    def clear(self) -> None:
        """Nothing is known."""
        self._set(None)

    def _set(self, latest: ClassNetwork | None) -> None:
        self.latest = latest
        viewers = latest.viewers if latest is not None else []
        # The worst viewer of a person comes first in the list, and stays.
        self._by_participant = {each.participant_id: each for each in reversed(viewers) if each.participant_id}
        self.changed.tell(None)
