"""Recognises that another device on the link holds one of our names, and says who has to give way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

# DNSAddress and DNSService are exported, but do not stand in zeroconf's __all__.
from zeroconf import DNSAddress, DNSService, RecordUpdate, RecordUpdateListener, Zeroconf  # type: ignore[attr-defined]
from zeroconf.const import _TYPE_A, _TYPE_AAAA, _TYPE_SRV

from appliance.discovery.interfaces import IpAddress
from appliance.protocols.dns_sd import AIRCLASS_TYPE, HTTP_TYPE, NameKind, Names


@dataclass(frozen=True, slots=True, order=True)
class RecordData:
    """What RFC 6762 section 8.2 compares when two devices claim one name: the type first, then the data's bytes."""

    record_type: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Rival:
    """Another device's record under one of our names, beside ours."""

    kind: NameKind
    theirs: RecordData
    ours: RecordData

    @property
    def wins(self) -> bool:
        """Whether we give way: of two claims the lexicographically later one stands."""
        return self.theirs > self.ours


@dataclass(frozen=True, slots=True)
class Claim:
    """What we claim on one link; `is_own` also knows the box's other links, which may lie on the same LAN."""

    names: Names
    addresses: tuple[IpAddress, ...]
    is_own: Callable[[bytes], bool]

    def rivals(self, records: Iterable[object]) -> list[Rival]:
        """The rivals that show in one message's records."""
        rivals = [self._address_rival(kind, name, records) for kind, name in self._hosts()]
        rivals.append(self._instance_rival(records))
        return [rival for rival in rivals if rival is not None]

    def _hosts(self) -> tuple[tuple[NameKind, str], ...]:
        return (NameKind.HOST, self.names.host), (NameKind.BOX_HOST, self.names.box_host)

    def _address_rival(self, kind: NameKind, host: str, records: Iterable[object]) -> Rival | None:
        theirs = [
            RecordData(_address_type(record.address), record.address)
            for record in records
            if isinstance(record, DNSAddress) and record.name.lower() == host and not self.is_own(record.address)
        ]
        ours = [RecordData(_address_type(address.packed), address.packed) for address in self.addresses]
        return Rival(kind, min(theirs), min(ours)) if theirs else None

    def _instance_rival(self, records: Iterable[object]) -> Rival | None:
        instances = {f"{self.names.instance}.{service}".lower() for service in (AIRCLASS_TYPE, HTTP_TYPE)}
        own_hosts = {host for _, host in self._hosts()}
        for record in records:
            if isinstance(record, DNSService) and record.name.lower() in instances:
                server = record.server.lower()
                if server not in own_hosts:
                    ours = RecordData(_TYPE_SRV, self.names.box_host.encode())
                    return Rival(NameKind.INSTANCE, RecordData(_TYPE_SRV, server.encode()), ours)
        return None


class RivalWatch(RecordUpdateListener):
    """Hands every rival of the current claim to `on_rival`; watches nothing while there is no claim."""

    def __init__(self, on_rival: Callable[[Rival], None]) -> None:
        super().__init__()
        self.claim: Claim | None = None
        self._on_rival = on_rival

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:
        """Called by zeroconf with what one message on this link said."""
        if self.claim is None:
            return
        for rival in self.claim.rivals([update.new for update in records if not update.new.is_expired(now)]):
            self._on_rival(rival)


def _address_type(packed: bytes) -> int:
    return _TYPE_A if len(packed) == 4 else _TYPE_AAAA
