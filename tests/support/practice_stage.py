"""The practice session of a running box: a new cast put on its stage, and where to watch it."""

import asyncio
from dataclasses import dataclass

from tests.support.appliance_process import ApplianceProcess

SESSION = "practice"
LIVE_SECONDS = 10.0
ASK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Cast:
    """One cast and where to publish it."""

    cast_id: str
    key: str
    rtmp_url: str


async def cast_on_stage(box: ApplianceProcess) -> Cast:
    """Make a cast and put it on stage; nobody publishes it yet."""
    created = await box.client.post(f"/sessions/{SESSION}/casts", json={})
    created.raise_for_status()
    values = created.json()
    cast = Cast(values["cast_id"], values["key"], values["rtmp_url"])
    staged = await box.client.put(f"/sessions/{SESSION}/stage", json={"cast_ids": [cast.cast_id]})
    staged.raise_for_status()
    return cast


def stage_whep(box: ApplianceProcess) -> str:
    """Where to watch the stage."""
    return f"{box.http_url}/sessions/{SESSION}/whep"


def rtmp_address(box: ApplianceProcess) -> tuple[str, int]:
    """Host and port of the RTMP listener."""
    host, _, port = box.addresses.rtmp.rpartition(":")
    return host, int(port)


async def stage_is_live(box: ApplianceProcess) -> None:
    """Wait until the stage has a picture."""
    async with asyncio.timeout(LIVE_SECONDS):
        while (await box.client.get(f"/sessions/{SESSION}/stage")).json()["state"] != "live":
            await asyncio.sleep(ASK_AGAIN_SECONDS)
