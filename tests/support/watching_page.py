"""A Chromium page that watches WHEP endpoints without the student page, for what is measured in a browser."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import JSHandle, Page, Route

from tests.support.chromium import Chromium, Screen
from tests.support.impairment_proxy import ImpairmentProxy

SCRIPT = Path(__file__).with_name("whep_watcher.js")
BLANK_PATH = "/airclass-test-page"
FIRST_FRAME_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page's video element has shown."""

    first_frame_ms: float
    frames: int
    delays_ms: tuple[float, ...]
    unreadable: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class InboundVideo:
    """The browser's own statistics of the video stream."""

    packets_received: int
    packets_lost: int
    frames_received: int
    frames_decoded: int
    frames_dropped: int
    freezes: int
    keyframe_requests: int
    retransmitted: int
    nacks: int


class BrowserWatch:
    """One peer connection in the page."""

    def __init__(self, handle: JSHandle) -> None:
        self._handle = handle

    async def first_frame_ms(self) -> float:
        """Wait for the first shown frame; the time since the page asked."""
        first = self._handle.evaluate("(watch) => watch.firstFrame()")
        return float(await asyncio.wait_for(first, FIRST_FRAME_SECONDS))

    async def seen(self) -> Seen:
        """What has been shown so far."""
        values = await self._handle.evaluate("(watch) => watch.seen()")
        return Seen(
            first_frame_ms=float(values["firstFrameMs"]),
            frames=int(values["frames"]),
            delays_ms=tuple(float(delay) for delay in values["delays"]),
            unreadable=int(values["unreadable"]),
            width=int(values["width"]),
            height=int(values["height"]),
        )

    async def shows(self, width: int, height: int, deadline_seconds: float) -> None:
        """Wait until a frame of that size is shown."""
        shown = self._handle.evaluate("(watch, size) => watch.shows(size[0], size[1])", [width, height])
        await asyncio.wait_for(shown, deadline_seconds)

    async def inbound_video(self) -> InboundVideo:
        """The browser's counters now."""
        values = (await self._handle.evaluate("(watch) => watch.inbound()"))["video"]
        return InboundVideo(
            packets_received=int(values["packetsReceived"]),
            packets_lost=int(values["packetsLost"]),
            frames_received=int(values["framesReceived"]),
            frames_decoded=int(values["framesDecoded"]),
            frames_dropped=int(values["framesDropped"]),
            freezes=int(values["freezeCount"]),
            keyframe_requests=int(values["pliCount"]),
            retransmitted=int(values.get("retransmittedPacketsReceived", 0)),
            nacks=int(values["nackCount"]),
        )

    async def leave(self) -> None:
        """DELETE the resource and close the connection."""
        await self._handle.evaluate("(watch) => watch.leave()")


class WatchingPage:
    """An empty page of the box's origin, able to watch."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def open(self, origin: str) -> None:
        """Load the empty page (answered here, not by the box) and the script."""
        await self._page.route(f"**{BLANK_PATH}", _answer_blank)
        await self._page.goto(f"{origin}{BLANK_PATH}")
        await self._page.add_script_tag(path=SCRIPT)

    async def watch(self, whep_url: str, *, read_clock: bool = False) -> BrowserWatch:
        """Ask to watch; returns once the answer is applied, before the first frame."""
        arguments = [whep_url, read_clock]
        return BrowserWatch(
            await self._page.evaluate_handle("([url, readClock]) => airclassWatch(url, readClock)", arguments)
        )


async def watching_page(browser: Chromium, origin: str, proxy: ImpairmentProxy | None = None) -> WatchingPage:
    """A page in a profile of its own, behind a bad network if asked."""
    page = await (await browser.context(Screen())).new_page()
    if proxy is not None:
        await impair_page(page, proxy)
    watching = WatchingPage(page)
    await watching.open(origin)
    return watching


async def impair_page(page: Page, proxy: ImpairmentProxy) -> None:
    """Lead every WHEP answer that this page receives through the bad network."""

    async def reroute(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        response = await route.fetch()
        await route.fulfill(response=response, body=proxy.reroute(await response.text()))

    await page.route("**/whep", reroute)


async def _answer_blank(route: Route) -> None:
    await route.fulfill(content_type="text/html", body="<!doctype html><title>watching</title><body></body>")
