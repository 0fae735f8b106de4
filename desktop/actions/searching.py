"""Listens for boxes on the network for as long as the app runs, and says so where that is not possible."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from zeroconf import Error as ZeroconfError

from appliance.client.finder import Box, BoxFinder, IpAddress
from desktop.state.box_address import origin
from desktop.state.boxes import Boxes, FoundBox

ROOM_NAME_SHOWN = 80
"""Anybody on the network can announce a name; a box's own is no longer."""
ORIGINS_LIMIT = 8

logger = logging.getLogger(__name__)


class Searcher:
    """Keeps `boxes.found` true."""

    def __init__(
        self, boxes: Boxes, open_finder: Callable[[], AbstractAsyncContextManager[BoxFinder]] = BoxFinder
    ) -> None:
        self._boxes = boxes
        self._open_finder = open_finder

    async def run(self) -> None:
        """Listen until cancelled; ends at once where multicast DNS cannot be used."""
        try:
            async with self._open_finder() as finder:
                self._boxes.take_search(is_searching=True)
                self._take(finder)
                async for _ in finder:
                    self._take(finder)
        except (OSError, ZeroconfError) as error:
            logger.warning("boxes cannot be looked for: %r", error)
            self._boxes.take_search(is_searching=False, trouble=str(error) or type(error).__name__)
        finally:
            self._boxes.take_found({})

    def _take(self, finder: BoxFinder) -> None:
        self._boxes.take_found({box.instance_name: found_box(box) for box in finder.boxes})


def found_box(announced: Box) -> FoundBox:
    """What a box says of itself, as the app uses it."""
    scheme = "https" if announced.is_tls else "http"
    addresses = [str(address) for address in announced.addresses if _is_usable(address)]
    return FoundBox(
        box_id=announced.id,
        room_name=announced.instance_name[:ROOM_NAME_SHOWN],
        origins=tuple(origin(scheme, address, announced.port) for address in addresses[:ORIGINS_LIMIT]),
        version=announced.version,
        announced=announced,
    )


def _is_usable(address: IpAddress) -> bool:
    """A link-local address without its interface leads nowhere."""
    return address.version == 4 or not address.is_link_local or address.scope_id is not None
