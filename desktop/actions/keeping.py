"""Keeps the link to the box in use: who it is, where it is, who has signed in, and what to do when that changes.

One round after the other looks at the box; whatever happens meanwhile (a lost socket, a box that announces itself
elsewhere, a click on "try now") begins the next round at once. Nothing secret is sent before the box has proven
itself: that is the guard's part.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace

from appliance.client.certificates import is_other_certificate
from appliance.client.problems import BoxIdentityChangedError, BoxRefusedError, BoxUnreachableError
from desktop.actions.box_door import BoxDoor
from desktop.actions.desk import Desk
from desktop.actions.following import Follower
from desktop.actions.lesson_desk import LessonDesk
from desktop.actions.login_keeping import LOGIN_OVER, LoginKeeper
from desktop.actions.pairing import proven
from desktop.actions.racing import first_success
from desktop.state.boxes import Boxes, PairedBox
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks

CANDIDATES_LIMIT = 12
"""Anybody on the network can announce this box at many places."""
LIVE_LOST = "live_lost"
"""The link's reason while the box answers, or may, and the lesson's live socket is gone."""
PRACTICE = "practice"
"""The link's reason while nobody has signed in and the practice class is on the desk."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeepingParts:
    """What the keeper watches and steers."""

    desk: Desk
    door: BoxDoor
    boxes: Boxes
    link: Link
    lessons: LessonDesk
    follower: Follower
    login: LoginKeeper


@dataclass(frozen=True, slots=True)
class KeepingTiming:
    """How often the box is looked at."""

    poll_seconds: float = 5.0
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 5.0


class Keeper:
    """`run` is one task of the app; everything else only tells it that there is something to look at."""

    def __init__(self, parts: KeepingParts, tasks: Tasks, timing: KeepingTiming | None = None) -> None:
        self._parts = parts
        self._tasks = tasks
        self._timing = timing or KeepingTiming()
        self._news = asyncio.Event()
        self._attempt = 0
        self._is_looking = False
        """In a round; what the round's own requests find is no news, or it would never pause."""
        self._leave = [
            parts.link.changed.subscribe(self._hear_link),
            parts.boxes.changed.subscribe(self._hear_boxes),
            parts.follower.lost_changed.subscribe(self._hear_live),
            parts.door.tokens_changed.subscribe(lambda _: self.look_now()),
            parts.door.lost.subscribe(lambda _: self._hear_lost()),
            parts.door.refused.subscribe(self._hear_refused),
        ]

    def look_now(self) -> None:
        """Begin the next round at once."""
        self._news.set()

    async def run(self) -> None:
        """Keep the link until cancelled; the door is closed then."""
        try:
            while True:
                self._news.clear()
                await self._wait(await self._whole_round())
        finally:
            for leave in (*self._leave, self._parts.login.close):
                leave()
            await self._parts.door.close()

    async def _wait(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _whole_round(self) -> float | None:
        self._is_looking = True
        try:
            return await self._round()
        except Exception:
            # A fault of the app must not leave the teacher without a link.
            logger.exception("looking at the box failed")
            return self._back_off()
        finally:
            self._is_looking = False

    async def _round(self) -> float | None:
        """Look at the box once; the seconds until the next look, None for as long as nothing happens."""
        box, door = self._parts.link.box, self._parts.door
        if box is None:
            await self._leave_lesson()
            await door.close()
            return None
        try:
            if door.box is None or not _is_same_pin(door.box, box):
                await self._open(box)
            await self._reach(box)
            self._attempt = 0
            await self._sign_in()
        except BoxIdentityChangedError as error:
            self._refuse(error)
            return self._back_off()
        except BoxUnreachableError:
            self._parts.link.move(LinkState.LOST, reason="box_unreachable")
            return self._back_off()
        except BoxRefusedError as refused:
            logger.warning("the box refuses: %s", refused.code)
            return self._back_off()
        return self._until_next_look()

    async def _open(self, box: PairedBox) -> None:
        before = self._parts.door.box
        if before is not None and before.box_id != box.box_id:
            await self._leave_lesson()
        await self._parts.door.open(box)

    async def _leave_lesson(self) -> None:
        """While the box it belongs to is still behind the door."""
        await self._parts.lessons.carry_out()
        self._parts.lessons.leave()

    async def _reach(self, box: PairedBox) -> None:
        try:
            shown = await self._parts.door.guard.prove()
        except (BoxUnreachableError, BoxIdentityChangedError) as failure:
            moved = await self._found_elsewhere(box)
            if moved is None:
                raise failure from None
            await self._move(moved)
        else:
            if shown.room_name != box.room_name:
                self._learn(replace(box, room_name=shown.room_name))

    async def _found_elsewhere(self, box: PairedBox) -> PairedBox | None:
        announced = [each for each in self._parts.boxes.found.values() if each.box_id == box.box_id]
        origins = dict.fromkeys(origin for each in announced for origin in each.origins)
        usable = [origin for origin in origins if box.certificate_pem is None or origin.startswith("https://")]
        ways = [proven(box, origin) for origin in usable[:CANDIDATES_LIMIT]]
        try:
            return await first_success(self._tasks, ways, "look for the box")
        except (BoxUnreachableError, BoxIdentityChangedError, LookupError):
            return None

    async def _move(self, box: PairedBox) -> None:
        logger.info("the box is now at %s", box.origin)
        await self._parts.door.open(box, self._parts.door.tokens)
        self._learn(box)
        self._parts.lessons.resume()

    def _learn(self, box: PairedBox) -> None:
        self._parts.link.take_box(box)
        self._parts.boxes.remember(box)

    async def _sign_in(self) -> None:
        parts = self._parts
        if parts.lessons.is_local_teacher:
            parts.link.move(LinkState.ONLINE, reason=LIVE_LOST if parts.follower.is_lost else PRACTICE)
            parts.lessons.resume_if_ended()
            return
        if parts.door.tokens is None:
            await parts.login.restore()
        await parts.login.renew_in_time()
        if parts.door.tokens is None:
            await self._be_signed_out()
            return
        if parts.link.teacher is None:
            parts.link.take_teacher(await parts.login.who_has_signed_in())
        if parts.door.tokens is not None:
            parts.link.move(LinkState.ONLINE, reason=LIVE_LOST if parts.follower.is_lost else "")
            parts.lessons.resume_if_ended()

    async def _be_signed_out(self) -> None:
        link = self._parts.link
        link.take_setup(needs_setup=await self._parts.desk.client.accounts.needs_setup())
        reason = link.reason if link.state is LinkState.SIGNED_OUT else LOGIN_OVER if link.teacher is not None else ""
        link.move(LinkState.SIGNED_OUT, reason=reason)

    def _refuse(self, error: BoxIdentityChangedError) -> None:
        reason = "certificate_changed" if is_other_certificate(error) else "identity_changed"
        self._parts.link.move(LinkState.REFUSED, reason=reason)

    def _back_off(self) -> float:
        pause = min(self._timing.first_pause_seconds * float(2**self._attempt), self._timing.longest_pause_seconds)
        self._attempt = min(self._attempt + 1, 10)
        return pause

    def _until_next_look(self) -> float:
        renewal = self._parts.login.seconds_until_renewal()
        return self._timing.poll_seconds if renewal is None else min(self._timing.poll_seconds, renewal)

    def _hear_link(self, _: None) -> None:
        box, opened = self._parts.link.box, self._parts.door.box
        if box is None or opened is None or not _is_same_pin(opened, box):
            self.look_now()

    def _hear_boxes(self, _: None) -> None:
        if self._parts.link.state in (LinkState.LOST, LinkState.REFUSED):
            self.look_now()

    def _hear_live(self, _: None) -> None:
        if self._parts.follower.is_lost and self._parts.link.state is LinkState.ONLINE:
            self._parts.link.move(LinkState.LOST, reason=LIVE_LOST)
            self._parts.door.guard.lose()
        self.look_now()

    def _hear_lost(self) -> None:
        if not self._is_looking:
            self.look_now()

    def _hear_refused(self, _: None) -> None:
        if self._is_looking or self._parts.link.state is LinkState.REFUSED:
            return  # the round itself says why
        self._parts.link.move(LinkState.REFUSED, reason="identity_changed")
        self.look_now()


def _is_same_pin(one: PairedBox, other: PairedBox) -> bool:
    return (one.box_id, one.public_key, one.certificate_pem) == (other.box_id, other.public_key, other.certificate_pem)
