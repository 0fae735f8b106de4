"""A teacher's rosters over HTTP: lists of pupils, imported from files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from appliance.api.authorization import Authorization
from appliance.api.documentation import problems
from appliance.contract.roster import RosterImported, RosterList, RosterView
from appliance.domain.policy import Action
from appliance.services.callers import Caller
from appliance.services.rosters import Rosters

TITLE_MAX_CHARACTERS = 400
CSV_EXAMPLE = "학년,반,번호,이름\r\n3,5,7,김민지\r\n3,5,8,이서연\r\n"
_FILE = {"schema": {"type": "string", "format": "binary"}}
ROSTER_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": CSV_EXAMPLE},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _FILE,
            "application/zip": _FILE,
        },
    }
}
"""What the file is, is seen by its content: the media type is not relied on."""


def rosters_router(rosters: Rosters, auth: Authorization) -> APIRouter:
    """Routes under /rosters."""
    router = APIRouter(prefix="/rosters", tags=["rosters"])
    Teacher = Annotated[Caller, Depends(auth(Action.USE_ROSTERS))]  # noqa: N806 - a type

    @router.get("", responses=problems(401, 403))
    async def list_rosters(caller: Teacher) -> RosterList:
        """The teacher's rosters, last changed first."""
        return rosters.of_teacher(caller.person_id)

    @router.post(
        "",
        status_code=201,
        responses=problems(401, 403, 409, 413, 422, 503, 507),
        openapi_extra=ROSTER_FILE,
    )
    async def import_roster(
        request: Request,
        caller: Teacher,
        title: Annotated[str, Query(max_length=TITLE_MAX_CHARACTERS)] = "",
        only_class: Annotated[str | None, Query(max_length=TITLE_MAX_CHARACTERS)] = None,
    ) -> RosterImported:
        """Import pupils from CSV (UTF-8 or CP949), XLSX or a OneRoster 1.1 package."""
        return await rosters.import_(caller.person_id, await request.body(), title, only_class)

    @router.get("/{roster_id}", responses=problems(401, 403, 404))
    async def get_roster(roster_id: str, caller: Teacher) -> RosterView:
        """One roster with its pupils."""
        return rosters.get(caller.person_id, roster_id)

    @router.delete("/{roster_id}", status_code=204, responses=problems(401, 403, 404, 507))
    async def delete_roster(roster_id: str, caller: Teacher) -> None:
        """Forget a roster; sessions that used it go on without."""
        await rosters.delete(caller.person_id, roster_id)

    return router
