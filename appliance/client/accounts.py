"""Accounts, logins and joining."""

from appliance.client.connection import BoxConnection
from appliance.contract.account import (
    InvitationAccepted,
    InvitationCreated,
    Joined,
    JoinRequest,
    LoginRequest,
    PasswordChange,
    SetupRequest,
    SetupState,
    SignedIn,
    TeacherList,
    TeacherView,
)


class AccountsClient:
    """Routes under /auth and /teachers."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def needs_setup(self) -> bool:
        """Whether the box still waits for its first teacher."""
        return (await self._box.ask(SetupState, "GET", "/auth/setup")).needs_setup

    async def set_up(self, request: SetupRequest) -> TeacherView:
        """Make the first teacher and act as that teacher."""
        return self._signed_in(await self._box.ask(SignedIn, "POST", "/auth/setup", request))

    async def log_in(self, login: str, password: str) -> TeacherView:
        """Sign in and act as this teacher."""
        return self._signed_in(
            await self._box.ask(SignedIn, "POST", "/auth/login", LoginRequest(login=login, password=password))
        )

    async def log_out(self) -> None:
        """End this login on the box and act as nobody."""
        await self._box.tell("POST", "/auth/logout")
        self._box.keep(None)

    async def change_password(self, change: PasswordChange) -> None:
        """Change the own password; every other login of the account ends."""
        await self._box.tell("POST", "/auth/password", change)

    async def invite(self) -> InvitationCreated:
        """A one-time code for a colleague."""
        return await self._box.ask(InvitationCreated, "POST", "/auth/invitations")

    async def accept_invitation(self, request: InvitationAccepted) -> TeacherView:
        """Make an account by invitation and act as that teacher."""
        return self._signed_in(await self._box.ask(SignedIn, "POST", "/auth/invitations/accept", request))

    async def teachers(self) -> TeacherList:
        """All teachers of the box."""
        return await self._box.ask(TeacherList, "GET", "/teachers")

    async def join(self, request: JoinRequest) -> Joined:
        """Join a class as a student and act as that student."""
        joined = await self._box.ask(Joined, "POST", "/auth/join", request)
        self._box.keep_joined(joined, request)
        return joined

    def _signed_in(self, answer: SignedIn) -> TeacherView:
        self._box.keep(answer.tokens)
        return answer.teacher
