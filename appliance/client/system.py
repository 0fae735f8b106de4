"""The box's own condition."""

from appliance.client.connection import BoxConnection
from appliance.contract.system import Health

DEGRADED = 503
"""The status of /health when something is not as it should be: the answer says what."""


class SystemClient:
    """Routes for whoever looks after the box."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def health(self) -> Health:
        """What is true of the box now."""
        return await self._box.ask(Health, "GET", "/health", answers=(DEGRADED,))
