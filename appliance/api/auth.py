"""Signing in and joining over HTTP: the first teacher, logins, invitations, and students by class code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from appliance.api.authorization import Authorization, source_of
from appliance.api.documentation import problems
from appliance.contract.account import (
    InvitationAccepted,
    InvitationCreated,
    Joined,
    JoinRequest,
    LoginRequest,
    PasswordChange,
    RefreshRequest,
    SetupRequest,
    SetupState,
    SignedIn,
    TeacherList,
    Tokens,
)
from appliance.domain.policy import Action
from appliance.services.accounts import Accounts, teacher_view
from appliance.services.callers import Caller
from appliance.services.joining import Joining


async def never_stored(response: Response) -> None:
    """No cache on the way keeps a token (RFC 6749 §5.1)."""
    response.headers["Cache-Control"] = "no-store"


def auth_router(accounts: Accounts, joining: Joining, auth: Authorization) -> APIRouter:
    """Routes under /auth, and /teachers."""
    router = APIRouter(tags=["accounts"], dependencies=[Depends(never_stored)])
    _add_setup(router, accounts, auth)
    _add_logins(router, accounts, auth)
    _add_colleagues(router, accounts, auth)
    _add_joining(router, joining, auth)
    return router


def _add_setup(router: APIRouter, accounts: Accounts, auth: Authorization) -> None:
    may_set_up = Depends(auth(Action.SET_UP))

    @router.get("/auth/setup", dependencies=[may_set_up])
    async def get_setup() -> SetupState:
        """Whether the box still waits for its first teacher."""
        return SetupState(needs_setup=accounts.needs_setup)

    documented = problems(403, 409, 422, 429, 503, 507)

    @router.post("/auth/setup", status_code=201, dependencies=[may_set_up], responses=documented)
    async def set_up(wish: SetupRequest, request: Request) -> SignedIn:
        """Make the first teacher with the code that the box shows."""
        return await accounts.set_up(wish, source_of(request))


def _add_logins(router: APIRouter, accounts: Accounts, auth: Authorization) -> None:
    may_log_in = Depends(auth(Action.LOG_IN))
    OwnAccount = Annotated[Caller, Depends(auth(Action.USE_ACCOUNT))]  # noqa: N806 - a type

    @router.post("/auth/login", dependencies=[may_log_in], responses=problems(401, 422, 429, 503, 507))
    async def log_in(wish: LoginRequest, request: Request) -> SignedIn:
        """Sign a teacher in."""
        return await accounts.log_in(wish, source_of(request))

    @router.post("/auth/refresh", dependencies=[may_log_in], responses=problems(401, 422, 507))
    async def refresh(wish: RefreshRequest, request: Request) -> Tokens:
        """Renew both tokens; each refresh token is good once."""
        return await accounts.refresh(wish, source_of(request))

    @router.post("/auth/logout", status_code=204, responses=problems(401, 403, 507))
    async def log_out(caller: OwnAccount) -> None:
        """End this login: its tokens hold no more."""
        await accounts.log_out(caller)

    @router.post("/auth/password", status_code=204, responses=problems(401, 403, 409, 422, 429, 503, 507))
    async def change_password(change: PasswordChange, request: Request, caller: OwnAccount) -> None:
        """Change the own password; every other login of the account ends."""
        await accounts.change_password(caller, change, source_of(request))


def _add_colleagues(router: APIRouter, accounts: Accounts, auth: Authorization) -> None:
    @router.post("/auth/invitations", status_code=201, responses=problems(401, 403, 503, 507))
    async def invite(caller: Annotated[Caller, Depends(auth(Action.INVITE_TEACHER))]) -> InvitationCreated:
        """A one-time code with which a colleague makes an account."""
        return await accounts.invite(caller)

    @router.post(
        "/auth/invitations/accept",
        status_code=201,
        dependencies=[Depends(auth(Action.LOG_IN))],
        responses=problems(403, 409, 422, 429, 503, 507),
    )
    async def accept_invitation(wish: InvitationAccepted, request: Request) -> SignedIn:
        """Make an account by invitation."""
        return await accounts.accept_invitation(wish, source_of(request))

    @router.get("/teachers", dependencies=[Depends(auth(Action.USE_ACCOUNT))], responses=problems(401, 403))
    async def list_teachers() -> TeacherList:
        """All teachers of the box."""
        return TeacherList(teachers=[teacher_view(account) for account in accounts.teachers()])


def _add_joining(router: APIRouter, joining: Joining, auth: Authorization) -> None:
    @router.post(
        "/auth/join",
        status_code=201,
        dependencies=[Depends(auth(Action.JOIN))],
        responses=problems(403, 404, 422, 429, 503, 507),
    )
    async def join(wish: JoinRequest, request: Request) -> Joined:
        """Join a class by its code; the same device secret comes back as the same student."""
        return await joining.join(wish, source_of(request))
