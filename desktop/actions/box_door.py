"""Opens and closes the client of the box in use, so that nobody talks to the box past its guard."""

from appliance.client.box_client import BoxClient
from appliance.contract.account import Tokens
from desktop.actions.desk import Desk, NoBoxError
from desktop.actions.guard import GuardedConnection, IdentityGuard
from desktop.state.announcer import Announcer
from desktop.state.boxes import PairedBox


class BoxDoor:
    """One box at a time; the client lies on the desk while the door is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._guard: IdentityGuard | None = None
        self._client: BoxClient | None = None
        self.box: PairedBox | None = None
        """The box behind the door, as it is reached now."""
        self.tokens_changed: Announcer[Tokens | None] = Announcer()
        """A new pair of tokens; None when the login is over."""
        self.lost: Announcer[None] = Announcer()
        """A request has found nobody."""
        self.refused: Announcer[None] = Announcer()
        """A request has found somebody else."""

    @property
    def tokens(self) -> Tokens | None:
        """Of whoever has signed in."""
        return self._client.connection.tokens if self._client is not None else None

    def proven_token(self) -> str | None:
        """The access token of now for what speaks to the box by itself; None while the box is not known to be there."""
        tokens = self.tokens
        is_proven = self._guard is not None and self._guard.is_proven
        return tokens.access_token if tokens is not None and is_proven else None

    @property
    def guard(self) -> IdentityGuard:
        """Asks the box for its proof; raises NoBoxError."""
        if self._guard is None:
            raise NoBoxError
        return self._guard

    async def open(self, box: PairedBox, tokens: Tokens | None = None) -> None:
        """Use this box from now on; sends nothing. Raises BoxIdentityChangedError and ValueError."""
        guard = IdentityGuard(box)
        client = BoxClient(GuardedConnection(box, guard, tokens=tokens, on_tokens=self.tokens_changed.tell))
        guard.on_lost = lambda: self.lost.tell(None)
        guard.on_refused = lambda: self.refused.tell(None)
        before = (self._client, self._guard)
        self.box, self._client, self._guard = box, client, guard
        self._desk.use_client(client)
        await _close(*before)

    def take_tokens(self, tokens: Tokens | None) -> None:
        """Act as the holder of these tokens from now on; raises NoBoxError."""
        if self._client is None:
            raise NoBoxError
        self._client.connection.keep(tokens)

    async def close(self) -> None:
        """Use no box."""
        before = (self._client, self._guard)
        self.box = self._client = self._guard = None
        self._desk.use_client(None)
        await _close(*before)


async def _close(client: BoxClient | None, guard: IdentityGuard | None) -> None:
    if guard is not None:
        await guard.close()
    if client is not None:
        await client.connection.close()
