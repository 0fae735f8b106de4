"""The boxes that the app knows: those it hears on the network now, and those it is paired with."""

from dataclasses import dataclass, field

from appliance.client.finder import Box
from desktop.state.announcer import Announcer


@dataclass(frozen=True, slots=True)
class PairedBox:
    """A box whose identity is pinned on this computer."""

    box_id: str
    room_name: str
    origin: str
    """Where it was last reached, like http://192.168.0.10:8000."""
    public_key: str
    """Ed25519, base64url: what the box must prove to have."""
    certificate_pem: str | None = None
    """The pinned certificate where the box serves TLS."""
    login: str = ""
    """The teacher who last signed in there."""


@dataclass(frozen=True, slots=True)
class FoundBox:
    """A box that announces itself now."""

    box_id: str
    room_name: str
    origins: tuple[str, ...]
    """Addresses to try, best first."""
    version: str
    announced: Box = field(compare=False)


class Boxes:
    """Found boxes by name, and paired ones, the last used first."""

    def __init__(self, paired: tuple[PairedBox, ...] = ()) -> None:
        self.changed: Announcer[None] = Announcer()
        self.found: dict[str, FoundBox] = {}  # bounded by: the finder's BOXES_LIMIT
        self.paired = paired
        self.is_searching = False
        self.search_trouble = ""
        """Why mDNS cannot be used here, as the system says it; empty while it can."""

    def paired_with(self, box_id: str) -> PairedBox | None:
        """The pin of a box."""
        return next((box for box in self.paired if box.box_id == box_id), None)

    def remember(self, box: PairedBox) -> None:
        """Pin a box, or learn something new about it; it becomes the last used."""
        self.paired = (box, *(other for other in self.paired if other.box_id != box.box_id))
        self.changed.tell(None)

    def forget(self, box_id: str) -> None:
        """Take the pin away."""
        self.paired = tuple(box for box in self.paired if box.box_id != box_id)
        self.changed.tell(None)

    def take_paired(self, paired: tuple[PairedBox, ...]) -> None:
        """Have these pins, as before a slip."""
        self.paired = paired
        self.changed.tell(None)

    def take_found(self, found: dict[str, FoundBox]) -> None:
        """Take what is heard now."""
        self.found = found
        self.changed.tell(None)

    def take_search(self, *, is_searching: bool, trouble: str = "") -> None:
        """Say whether the network is being listened to."""
        self.is_searching, self.search_trouble = is_searching, trouble
        self.changed.tell(None)
