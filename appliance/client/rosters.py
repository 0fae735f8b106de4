"""A teacher's lists of pupils."""

from appliance.client.connection import BoxConnection
from appliance.contract.roster import RosterImported, RosterList, RosterView


class RostersClient:
    """Routes under /rosters."""

    def __init__(self, connection: BoxConnection) -> None:
        self._box = connection

    async def all(self) -> RosterList:
        """The teacher's rosters."""
        return await self._box.ask(RosterList, "GET", "/rosters")

    async def get(self, roster_id: str) -> RosterView:
        """One roster with its pupils."""
        return await self._box.ask(RosterView, "GET", f"/rosters/{roster_id}")

    async def import_file(self, data: bytes, title: str = "", only_class: str | None = None) -> RosterImported:
        """Import a CSV, XLSX or OneRoster file; the rows that could not be read are told beside the roster."""
        query = {"title": title or None, "only_class": only_class}
        return await self._box.upload(RosterImported, "/rosters", data, query)

    async def delete(self, roster_id: str) -> None:
        """Forget a roster; sessions that used it go on without."""
        await self._box.tell("DELETE", f"/rosters/{roster_id}")
