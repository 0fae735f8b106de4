"""A practice class whose stage is watched: real sessions, casts and viewers on a clock that the test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.media.broadcast import Broadcast, BroadcastParts
from appliance.media.egress.timing import WallClock
from appliance.media.hub import StreamHub
from appliance.media.ingest.cast_input import CastInput
from appliance.media.negotiation import Listening
from appliance.media.transcode.reencode import ReencodeSlots
from appliance.media.transcode.slate import Slate
from appliance.media.transport.media_port import MediaPort
from appliance.media.unit import VideoFrame
from appliance.services.casting import Cast, Casting
from appliance.services.session import Session
from appliance.services.viewing import Viewing, ViewingRules
from tests.support.lesson_room import LessonRoom, lesson_room
from tests.support.recording_sink import HandClock

SESSION = "practice"
KEYFRAME = (b"\x67sps", b"\x68pps", b"\x65picture")


class ViewingRoom:
    """The practice class with a cast on stage, on a clock that the test moves and a port that nobody reaches."""

    def __init__(self, media: "PrivateMedia", lessons: LessonRoom, session: Session, limit: int) -> None:
        self.clock = clock = media.clock
        self.lessons = lessons
        self.session = session
        self.casting = Casting(
            lessons.sessions,
            lambda: StreamHub(clock),
            lambda hub, left: CastInput(hub, ReencodeSlots(1), clock, left),
            clock,
        )
        self.viewing = Viewing(lessons.sessions, self.casting, media.broadcast, ViewingRules(limit, clock))
        self.cast = self.casting.create(SESSION)
        self.casting.put_on_stage(SESSION, [self.cast.cast_id])

    def show_picture(self, cast: Cast | None = None) -> None:
        """A picture of the cast arrives now."""
        now_ns = self.clock.now_ns
        (cast or self.cast).hub.publish_video(VideoFrame(KEYFRAME, True, now_ns, now_ns))


class PrivateMedia:
    """A port that nobody reaches, on a clock that the test moves."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.port = MediaPort(self.clock, max_peers=100)
        self._parts = BroadcastParts(
            Listening(self.port, lambda: ["192.0.2.1"]),
            self.clock,
            WallClock(0),
            Slate(KEYFRAME, ((b"\x41same",),)),
        )

    def broadcast(self) -> Broadcast:
        """What a session sends out."""
        return Broadcast(self._parts)


@asynccontextmanager
async def viewing_room(folder: Path, limit: int) -> AsyncIterator[ViewingRoom]:
    """A class for at most so many viewers; nothing has been on its stage yet."""
    media = PrivateMedia()
    async with lesson_room(folder, make_broadcast=media.broadcast) as lessons:
        opened = ViewingRoom(media, lessons, await lessons.sessions.open_practice("ABC234"), limit)
        yield opened
        await opened.viewing.close()
    await media.port.close()
