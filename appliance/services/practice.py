"""The practice class: an open session with a synthetic cast on stage, so that the first page shows a picture."""

from collections.abc import Callable
from typing import Protocol

from appliance.media.hub import StreamHub
from appliance.services.casting import Casting
from appliance.services.session import Session
from appliance.services.sessions import Sessions

PRACTICE_LABEL = "Test picture"


class PicturePublisher(Protocol):
    """Publishes into a hub until closed."""

    def start(self) -> None:
        """Begin to publish."""

    async def close(self) -> None:
        """Stop."""


class PracticeClass:
    """Opens the practice class and keeps its test picture running."""

    def __init__(
        self,
        sessions: Sessions,
        casting: Casting,
        make_publisher: Callable[[StreamHub, Callable[[], bool]], PicturePublisher],
    ) -> None:
        self._sessions = sessions
        self._casting = casting
        self._make_publisher = make_publisher
        self._publisher: PicturePublisher | None = None

    async def open(self, class_code: str) -> Session:
        """Open the session and put the test picture on its stage."""
        session = await self._sessions.open_practice(class_code)
        cast = self._casting.create(session.session_id, PRACTICE_LABEL, is_practice=True)
        cast.hub.publisher_came()
        self._casting.put_on_stage(session.session_id, [cast.cast_id])

        def is_wanted() -> bool:
            on_stage = cast.cast_id in session.cast_ids_on_stage
            return cast.hub.has_listeners and (not on_stage or bool(session.broadcast.fanout.viewers))

        self._publisher = self._make_publisher(cast.hub, is_wanted)
        self._publisher.start()
        return session

    async def close(self) -> None:
        """Stop the test picture."""
        if self._publisher is not None:
            await self._publisher.close()
