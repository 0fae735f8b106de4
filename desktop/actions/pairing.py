"""Meets a box for the first time, pins who it is, and opens the app's door to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from appliance.client.certificates import fetch_certificate
from appliance.client.connection import BoxConnection
from appliance.client.identity import prove_identity
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from appliance.contract.account import SetupState
from appliance.contract.system import BoxIdentityView
from desktop.actions.racing import first_success
from desktop.state.boxes import Boxes, PairedBox
from desktop.state.link import Link
from desktop.tasks import Tasks

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Contact:
    """A box that has just proven to hold the key that it shows; nothing is pinned, and nothing was told to it."""

    origin: str
    certificate_pem: str | None
    shown: BoxIdentityView
    needs_setup: bool
    known: PairedBox | None
    """Its pin, where it is a box that is known and unchanged."""
    replaces: PairedBox | None
    """A pinned box in whose place it answers: only a deliberate act may pair it."""


class Pairing:
    """What the teacher does with boxes before signing in."""

    def __init__(self, boxes: Boxes, link: Link, tasks: Tasks) -> None:
        self._boxes = boxes
        self._link = link
        self._tasks = tasks

    async def meet(self, origins: Sequence[str]) -> Contact:
        """Who answers first at one of the origins; raises BoxUnreachableError."""
        if not origins:
            raise BoxUnreachableError("The box announces no address.")
        return await first_success(self._tasks, [self._meet(origin) for origin in origins], "meet a box")

    def use(self, contact: Contact, *, is_new_box: bool = False) -> None:
        """Pin the box and use it; one in another's place only as `is_new_box`: raises BoxIdentityChangedError."""
        if contact.replaces is not None:
            if not is_new_box:
                raise BoxIdentityChangedError(contact.origin)
            self._boxes.forget(contact.replaces.box_id)
        box = PairedBox(
            box_id=contact.shown.box_id,
            room_name=contact.shown.room_name,
            origin=contact.origin,
            public_key=contact.shown.public_key,
            certificate_pem=contact.certificate_pem,
            login=contact.known.login if contact.known is not None else "",
        )
        self._boxes.remember(box)
        self._link.choose(box)

    def use_paired(self, box: PairedBox) -> None:
        """Use a box that is pinned; it must prove itself before anything is told to it."""
        self._boxes.remember(box)
        self._link.choose(box)

    def forget(self, box: PairedBox) -> None:
        """Take the pin away: the next time it is a stranger."""
        self._boxes.forget(box.box_id)
        if self._link.box is not None and self._link.box.box_id == box.box_id:
            self._link.choose(None)

    async def _meet(self, origin: str) -> Contact:
        certificate_pem = await _certificate_of(origin)
        async with BoxConnection(origin, certificate_pem=certificate_pem) as stranger:
            shown = await prove_identity(stranger, None)
            needs_setup = await _needs_setup(stranger)
        known, replaces = self._place(origin, certificate_pem, shown)
        return Contact(origin, certificate_pem, shown, needs_setup, known, replaces)

    def _place(
        self, origin: str, certificate_pem: str | None, shown: BoxIdentityView
    ) -> tuple[PairedBox | None, PairedBox | None]:
        pinned = self._boxes.paired_with(shown.box_id)
        if pinned is None:
            return None, next((box for box in self._boxes.paired if box.origin == origin), None)
        is_same = pinned.public_key == shown.public_key and pinned.certificate_pem in (None, certificate_pem)
        return (pinned, None) if is_same else (None, pinned)


async def proven(box: PairedBox, origin: str) -> PairedBox:
    """The pinned box reached at another origin; raises BoxUnreachableError and BoxIdentityChangedError."""
    certificate_pem = box.certificate_pem or await _certificate_of(origin)
    async with BoxConnection(origin, certificate_pem=certificate_pem) as connection:
        shown = await prove_identity(connection, box.public_key)
    if shown.box_id != box.box_id:
        raise BoxIdentityChangedError(origin)
    return replace(box, origin=origin, certificate_pem=certificate_pem, room_name=shown.room_name)


async def _certificate_of(origin: str) -> str | None:
    link = urlsplit(origin)
    if link.scheme != "https" or link.hostname is None:
        return None
    return await fetch_certificate(link.hostname, link.port or HTTPS_PORT)


async def _needs_setup(stranger: BoxConnection) -> bool:
    try:
        return (await stranger.ask_as_nobody(SetupState, "/auth/setup")).needs_setup
    except BoxRefusedError:
        return False
