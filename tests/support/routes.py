"""The routes of an application one by one, those of routers inside of routers too."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from starlette.routing import BaseRoute


def every_route(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every route; a router that was included, which newer FastAPI keeps as one entry, gives its own."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if isinstance(router, APIRouter):
            yield from every_route(router.routes)
        else:
            yield route
