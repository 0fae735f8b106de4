"""Everything that the box's API offers, typed by the contract: for the desktop app, the broadcaster and tests."""

from types import TracebackType
from typing import Self

from appliance.client.accounts import AccountsClient
from appliance.client.connection import BoxConnection
from appliance.client.dashboard import DashboardClient
from appliance.client.live_events import LiveEvents, LiveIdentity
from appliance.client.quizzes import QuizzesClient, RunsClient
from appliance.client.rosters import RostersClient
from appliance.client.sessions import CastsClient, ParticipantsClient, SessionsClient
from appliance.client.system import SystemClient


class BoxClient:
    """One box; each part of the API is an attribute."""

    def __init__(self, connection: BoxConnection) -> None:
        self.connection = connection
        self.accounts = AccountsClient(connection)
        self.sessions = SessionsClient(connection)
        self.participants = ParticipantsClient(connection)
        self.casts = CastsClient(connection)
        self.rosters = RostersClient(connection)
        self.quizzes = QuizzesClient(connection)
        self.runs = RunsClient(connection)
        self.dashboard = DashboardClient(connection)
        self.system = SystemClient(connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.connection.close()

    def live(self, session_id: str, *, is_local_teacher: bool = False) -> LiveEvents:
        """The session's live socket; in the practice class `is_local_teacher` steers it from the box itself."""
        box = self.connection
        identity = LiveIdentity(box.access_token, box.renew, is_local_teacher=is_local_teacher)
        return LiveEvents(box.origin, session_id, identity, certificate_pem=box.certificate_pem)
