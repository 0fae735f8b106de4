"""Keeps the login: renews its token in time, keeps what renews it, and takes it up again when the app starts."""

import time
from collections.abc import Callable, Coroutine
from contextlib import suppress

from appliance.client.live_events import CommandRefusedError
from appliance.contract.account import TeacherView, Tokens
from desktop.actions.box_door import BoxDoor
from desktop.actions.desk import Desk, NoBoxError
from desktop.credentials import Credentials, LoginKey
from desktop.state.boxes import PairedBox
from desktop.state.link import Link, LinkState
from desktop.tasks import Tasks

RENEW_BEFORE_SECONDS = 60.0
LOGIN_OVER = "login_over"
"""The link's reason when the box renews the login no more."""
LONG_OVER = "over"
"""An access token that only stands before the refresh token which is kept."""


class LoginKeeper:
    """Hears of every new token; `restore` and `renew` raise as requests do."""

    def __init__(
        self,
        desk: Desk,
        door: BoxDoor,
        link: Link,
        credentials: Credentials,
        tasks: Tasks,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._door = door
        self._link = link
        self._credentials = credentials
        self._tasks = tasks
        self._monotonic = monotonic
        self._renew_at: float | None = None
        self._has_login = False
        self._looked_for: PairedBox | None = None
        self.close = door.tokens_changed.subscribe(self._hear)

    def seconds_until_renewal(self) -> float | None:
        """How long the access token will do; None while nobody has signed in."""
        return None if self._renew_at is None else max(0.0, self._renew_at - self._monotonic())

    async def restore(self) -> None:
        """Sign in with the token that was kept, once for each box that is opened."""
        box = self._link.box
        if box is None or not box.login or box is self._looked_for:
            return
        kept = await self._credentials.load(_key(box))
        if kept:
            old = Tokens(access_token=LONG_OVER, expires_in=0, refresh_token=kept, refresh_expires_in=0)
            self._door.take_tokens(old)
            await self._desk.client.connection.renew()
        self._looked_for = box

    async def renew_in_time(self) -> None:
        """Get a new token where the old one ends soon."""
        if self.seconds_until_renewal() == 0:
            await self._desk.client.connection.renew()

    async def who_has_signed_in(self) -> TeacherView | None:
        """The account behind a token that was kept."""
        teachers = (await self._desk.client.accounts.teachers()).teachers
        return next((each for each in teachers if self._link.box and each.login == self._link.box.login), None)

    def _hear(self, tokens: Tokens | None) -> None:
        # The first token of a login is kept by who has signed in: only there is it known whose it is.
        is_renewed, self._has_login = self._has_login and tokens is not None, tokens is not None
        box = self._link.box
        if tokens is None:
            self._renew_at = None
            self._be_over(box)
            return
        lasts = max(tokens.expires_in - RENEW_BEFORE_SECONDS, tokens.expires_in / 2)
        self._renew_at = self._monotonic() + lasts
        self._start(self._show_live(), "show the new token")
        if is_renewed and box is not None:
            self._start(self._credentials.save(_key(box), tokens.refresh_token), "keep the login")

    def _be_over(self, box: PairedBox | None) -> None:
        if box is not None and box.login:
            self._start(self._credentials.forget(_key(box)), "forget the login")
        if self._link.state is LinkState.ONLINE:
            self._link.move(LinkState.SIGNED_OUT, reason=LOGIN_OVER)

    async def _show_live(self) -> None:
        # A socket that is lost begins with the new token when it comes back.
        with suppress(NoBoxError, ConnectionError, CommandRefusedError):
            await self._desk.live.renew()

    def _start(self, work: Coroutine[object, object, None], name: str) -> None:
        self._tasks.start(work, name=name, shows_progress=False)


def _key(box: PairedBox) -> LoginKey:
    return LoginKey(box.box_id, box.login)
