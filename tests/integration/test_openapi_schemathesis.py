"""The documented API against requests made up from its documentation: nothing breaks, and all is as documented."""

import asyncio
from pathlib import Path

import pytest
from schemathesis import GenerationMode

from tests.support.api_fuzz import Fuzz
from tests.support.appliance_process import ApplianceProcess
from tests.support.role_crowd import gather_crowd

ENDS_THE_WALK = frozenset({"POST /auth/logout", "POST /sessions/{session_id}/end"})
"""Tried in the role matrix: behind them everything else is refused."""
SEEN = {"teacher": {200, 201, 204, 404, 422}, "student": {200, 403, 404}, "nobody": {200, 401, 404}}


@pytest.mark.parametrize("who", ["teacher", "student", "nobody"])
async def test_every_route_answers_as_documented_whatever_is_asked(tmp_path: Path, who: str) -> None:
    async with ApplianceProcess(tmp_path) as box:
        crowd = await gather_crowd(box, tmp_path)
        document = (await box.client.get("/openapi.json")).json()
        fuzz = Fuzz(document, box.http_url, crowd.person(who).headers, crowd.ids, ENDS_THE_WALK)
        if who != "teacher":
            # Most of it is refused before the body is looked at.
            fuzz.modes, fuzz.examples = (GenerationMode.POSITIVE,), 2
        assert await asyncio.to_thread(fuzz.complaints) == []
        assert fuzz.asked > 100
        # The walk goes through the doors and not only past them.
        assert fuzz.statuses >= SEEN[who]
        assert (await box.client.get("/sessions")).status_code == 200


async def test_an_answer_that_is_not_as_documented_is_noticed(tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box:
        document = (await box.client.get("/openapi.json")).json()
        path, schemas = "/auth/setup", document["components"]["schemas"]
        document["paths"] = {path: {"get": document["paths"][path]["get"]}}
        schemas["SetupState"]["properties"]["needs_setup"] = {"type": "integer"}
        found = await asyncio.to_thread(Fuzz(document, box.http_url, {}, {}).complaints)
        assert [each.split(": ", 1)[0] for each in found] == [f"GET {path} 200"]
