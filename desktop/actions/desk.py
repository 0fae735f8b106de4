"""What every action needs: the client of the box in use, and the live socket of the lesson on the desk."""

from appliance.client.box_client import BoxClient
from appliance.client.live_events import LiveEvents


class NoBoxError(Exception):
    """There is no box, or no lesson, to which this could be done."""


class Desk:
    """The one box and the one lesson in use; filled by pairing and by the follower."""

    def __init__(self) -> None:
        self._client: BoxClient | None = None
        self._live: LiveEvents | None = None
        self._session_id: str | None = None

    @property
    def has_client(self) -> bool:
        """Whether a box is in use."""
        return self._client is not None

    @property
    def client(self) -> BoxClient:
        """The client of the box in use; raises NoBoxError."""
        if self._client is None:
            raise NoBoxError
        return self._client

    @property
    def live(self) -> LiveEvents:
        """The live socket of the lesson on the desk; raises NoBoxError."""
        if self._live is None:
            raise NoBoxError
        return self._live

    @property
    def session_id(self) -> str:
        """The lesson on the desk; raises NoBoxError."""
        if self._session_id is None:
            raise NoBoxError
        return self._session_id

    def follows(self, session_id: str) -> bool:
        """Whether this lesson still lies on the desk: an answer may come after it was left."""
        return self._session_id == session_id

    def use_client(self, client: BoxClient | None) -> None:
        """Use this box from now on; whoever takes one away closes it."""
        self._client = client

    def use_live(self, session_id: str | None, live: LiveEvents | None) -> None:
        """Follow this lesson from now on."""
        self._session_id, self._live = session_id, live
