"""A class that talks: a session on a real store, its teacher, students by name, and everything they may say."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from appliance.domain.participant import Admission
from appliance.domain.policy import Role
from appliance.services.members import Member
from appliance.services.session import Session
from appliance.services.talk import Talk
from tests.support.crash_files import CrashFiles, Fault
from tests.support.lesson_room import TEACHER, LessonRoom, lesson_room
from tests.support.live_room import make_talk

MEND_SECONDS = 5.0
MINJI = Member(Role.TEACHER, TEACHER, "김민지")


@dataclass(frozen=True, slots=True)
class TalkingClass:
    """What a test of the class's talk holds."""

    room: LessonRoom
    session: Session
    talk: Talk
    files: CrashFiles

    def student(self, name: str) -> Member:
        """Somebody who has joined."""
        participant = self.room.join(self.session, name)
        return Member(Role.STUDENT, participant.id, name)

    def connected(self, name: str) -> Member:
        """Somebody who has joined and is there."""
        member = self.student(name)
        self.session.presence.joined(member.person_id)
        return member

    def mute(self, member: Member) -> None:
        """Mute a student."""
        participants = self.session.store.participants
        participant = participants.get(member.person_id)
        assert participant is not None
        participants.put(replace(participant, is_muted=True))

    def remove(self, member: Member) -> None:
        """Send a student away."""
        participants = self.session.store.participants
        participant = participants.get(member.person_id)
        assert participant is not None
        participants.put(replace(participant, admission=Admission.REMOVED))

    def break_disk(self) -> None:
        """Let nothing more reach the disk."""
        self.files.faults = {"change": Fault(errno.EIO)}

    async def mend_disk(self) -> None:
        """Let the disk work again, and wait until the store does too."""
        self.files.faults = {}
        async with asyncio.timeout(MEND_SECONDS):
            while self.session.store.database.failed is not None:
                await asyncio.sleep(0)


@asynccontextmanager
async def talking_class(folder: Path) -> AsyncIterator[TalkingClass]:
    """The class until the block ends."""
    files = CrashFiles()
    async with lesson_room(folder, files=files) as room:
        talk = make_talk(room.clock.wall_ms)
        try:
            yield TalkingClass(room, await room.open_class(), talk, files)
        finally:
            await talk.close()
