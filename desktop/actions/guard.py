"""Nothing secret goes to a box that has not proven, since it was last lost, to be the one that was paired."""

import asyncio
import time
from collections.abc import Callable

import httpx

from appliance.client.connection import BoxConnection
from appliance.client.identity import prove_identity
from appliance.client.problems import BoxIdentityChangedError, BoxUnreachableError
from appliance.contract.account import Tokens
from appliance.contract.system import BoxIdentityView
from desktop.state.boxes import PairedBox

PROOF_TIMEOUT_SECONDS = 4.0
"""A box that is there answers in a few milliseconds."""
PROOF_LASTS_SECONDS = 30.0
"""A box that vanished while nothing was asked of it is a stranger again."""


class IdentityGuard:
    """Asks one box for its proof, over a connection that knows no token; `lose()` makes the last proof void."""

    def __init__(self, box: PairedBox, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._box = box
        self._monotonic = monotonic
        self._connection: BoxConnection | None = None
        self._proven_at: float | None = None
        self._proving = asyncio.Lock()
        self.on_refused: Callable[[], None] = lambda: None
        """Called when somebody else has answered in the box's place."""
        self.on_lost: Callable[[], None] = lambda: None
        """Called when the box has not answered."""

    @property
    def is_proven(self) -> bool:
        """Whether the box may be told a secret without being asked again."""
        return self._proven_at is not None and self._monotonic() - self._proven_at < PROOF_LASTS_SECONDS

    async def prove(self) -> BoxIdentityView:
        """Ask for the proof now; raises BoxUnreachableError and BoxIdentityChangedError."""
        async with self._proving:
            return await self._prove()

    async def ensure(self) -> None:
        """Return once the proof holds; raises as `prove` does."""
        async with self._proving:
            if not self.is_proven:
                await self._prove()

    def lose(self) -> None:
        """Something has gone wrong with the box: it must prove itself again."""
        self._proven_at = None
        self.on_lost()

    async def close(self) -> None:
        """Close the connection."""
        self._proven_at = None
        if self._connection is not None:
            await self._connection.close()

    async def _prove(self) -> BoxIdentityView:
        self._proven_at = None
        try:
            if self._connection is None:
                self._connection = BoxConnection(self._box.origin, certificate_pem=self._box.certificate_pem)
            async with asyncio.timeout(PROOF_TIMEOUT_SECONDS):
                shown = await prove_identity(self._connection, self._box.public_key)
            if shown.box_id != self._box.box_id:
                raise BoxIdentityChangedError(self._box.origin)
        except BoxIdentityChangedError:
            self.on_refused()
            raise
        except TimeoutError as late:
            raise BoxUnreachableError(f"The box at {self._box.origin} does not answer.") from late
        self._proven_at = self._monotonic()
        return shown


class GuardedConnection(BoxConnection):
    """A connection to a paired box: every request waits for the proof, and every loss makes it void."""

    def __init__(
        self,
        box: PairedBox,
        guard: IdentityGuard,
        *,
        tokens: Tokens | None = None,
        on_tokens: Callable[[Tokens | None], None] = lambda tokens: None,
    ) -> None:
        super().__init__(box.origin, tokens=tokens, on_tokens=on_tokens, certificate_pem=box.certificate_pem)
        self._guard = guard

    async def access_token(self) -> str | None:
        """What a live socket is opened with, once the box has proven itself."""
        await self._guard.ensure()
        return await super().access_token()

    async def _send_once(self, request: httpx.Request) -> httpx.Response:
        await self._guard.ensure()
        try:
            return await super()._send_once(request)
        except BoxUnreachableError:
            self._guard.lose()
            raise
        except BoxIdentityChangedError:
            self._guard.on_refused()
            raise
