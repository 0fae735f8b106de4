"""The application as the box composes it, with every route: a whole box in this process, asked nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

import appliance.app as composition
from appliance.api.application import ApiServices, WebSettings
from appliance.config import Endpoint, load_settings
from appliance.observability.metrics import Metrics

ANY_PORT = Endpoint("127.0.0.1", 0)


@asynccontextmanager
async def composed_application(data_dir: Path) -> AsyncIterator[FastAPI]:
    """The running box's own application until the block ends."""
    made: list[FastAPI] = []
    build = getattr(composition, "build_application")  # noqa: B009 - the module does not offer it

    def build_and_show(services: ApiServices, metrics: Metrics, settings: WebSettings) -> FastAPI:
        made.append(build(services, metrics, settings))
        return made[-1]

    ports = {"http": ANY_PORT, "rtmp": ANY_PORT, "media": ANY_PORT}
    box = composition.Appliance(load_settings({"data_dir": data_dir, "announce": False, "practice": False, **ports}))
    setattr(composition, "build_application", build_and_show)  # noqa: B010 - the box keeps it to itself
    try:
        await box.start()
        try:
            [application] = made
            yield application
        finally:
            await box.close()
    finally:
        setattr(composition, "build_application", build)  # noqa: B010
