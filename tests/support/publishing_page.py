"""A Chromium page that publishes over WHIP, and what its encoder says about itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import JSHandle, Page, Route

from tests.support.chromium import Chromium, Screen
from tests.support.impairment_proxy import ImpairmentProxy

SCRIPT = Path(__file__).with_name("whip_publisher.js")
BLANK_PATH = "/airclass-test-studio"
CAMERA_AT_30 = ("--use-fake-device-for-media-stream=fps=30",)
"""The fake camera gives 20 pictures a second unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page publishes: Chromium's fake camera, noise that fills any bitrate, or flashes that beep."""

    source: Literal["camera", "drawing", "flashes"] = "drawing"
    width: int = 640
    height: int = 360
    has_sound: bool = True
    token: str = ""
    """Sent as `Authorization: Bearer`."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """The encoder's counters at one moment."""

    at_ms: float
    bytes_sent: int
    """RTP with its headers, picture and sound, without retransmissions."""
    frames_sent: int
    target_bitrate: float
    keyframe_requests: int
    keyframes: int
    nacks: int
    packets_sent_again: int
    encoder: str
    width: int
    height: int

    def bitrate_since(self, earlier: "Outbound") -> float:
        """Bit/s between two moments."""
        return (self.bytes_sent - earlier.bytes_sent) * 8000 / (self.at_ms - earlier.at_ms)


@dataclass(frozen=True, slots=True)
class Restart:
    """The box's answer to an ICE restart."""

    status: int
    entity_tag: str
    fragment: str


class BrowserPublisher:
    """One publication from the page."""

    def __init__(self, handle: JSHandle) -> None:
        self._handle = handle

    async def connected(self) -> None:
        """Wait until media flows."""
        await self._handle.evaluate("(publisher) => publisher.connected()")

    async def answer(self) -> str:
        """The box's SDP."""
        return str(await self._handle.evaluate("(publisher) => publisher.answer()"))

    async def outbound(self) -> Outbound:
        """What has been sent so far."""
        values = await self._handle.evaluate("(publisher) => publisher.outbound()")
        video, audio = values.get("video", {}), values.get("audio", {})
        return Outbound(
            at_ms=float(values["atMs"]),
            bytes_sent=sum(each.get("bytesSent", 0) + each.get("headerBytesSent", 0) for each in (video, audio))
            - int(video.get("retransmittedBytesSent", 0)),
            frames_sent=int(video.get("framesSent", 0)),
            target_bitrate=float(video.get("targetBitrate", 0)),
            keyframe_requests=int(video.get("pliCount", 0)),
            keyframes=int(video.get("keyFramesEncoded", 0)),
            nacks=int(video.get("nackCount", 0)),
            packets_sent_again=int(video.get("retransmittedPacketsSent", 0)),
            encoder=str(video.get("encoderImplementation", "")),
            width=int(video.get("frameWidth", 0)),
            height=int(video.get("frameHeight", 0)),
        )

    async def after(self, milliseconds: float) -> Outbound:
        """The counters when so much time has passed in the page."""
        await self._handle.evaluate("(_, ms) => new Promise((done) => setTimeout(done, ms))", milliseconds)
        return await self.outbound()

    async def turn(self, width: int, height: int) -> None:
        """Go on with another size, as a phone that is turned does."""
        await self._handle.evaluate("(publisher, size) => publisher.turn(...size)", [width, height])

    async def hold(self, is_held: bool) -> None:
        """Stop drawing, as a still screen, or go on."""
        await self._handle.evaluate("(publisher, isHeld) => publisher.hold(isHeld)", is_held)

    async def restart_ice(self) -> Restart:
        """Ask for an ICE restart, and take part in it."""
        values = await self._handle.evaluate("(publisher) => publisher.restartIce()")
        return Restart(int(values["status"]), str(values["entityTag"]), str(values["fragment"]))

    async def leave(self) -> int:
        """DELETE the resource and close the connection; the status of the answer."""
        return int(await self._handle.evaluate("(publisher) => publisher.leave()"))


class PublishingPage:
    """An empty page of the box's origin, able to publish."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def publish(self, whip_url: str, wish: Wish | None = None) -> BrowserPublisher:
        """Ask to publish; raises playwright's Error with the box's words when it is refused."""
        wish = wish or Wish()
        values = {
            "source": wish.source,
            "width": wish.width,
            "height": wish.height,
            "hasSound": wish.has_sound,
            "token": wish.token,
        }
        return BrowserPublisher(
            await self._page.evaluate_handle("([url, wish]) => airclassPublish(url, wish)", [whip_url, values])
        )

    async def close(self) -> None:
        """Close the tab without a word to the box, as a phone whose battery died."""
        await self._page.close()


async def publishing_page(browser: Chromium, origin: str, proxy: ImpairmentProxy | None = None) -> PublishingPage:
    """A page in a profile of its own, behind a bad network if asked."""
    page = await (await browser.context(Screen())).new_page()

    async def answer_blank(route: Route) -> None:
        await route.fulfill(content_type="text/html", body="<!doctype html><title>studio</title><body></body>")

    async def reroute(route: Route) -> None:
        assert proxy is not None
        response = await route.fetch()
        await route.fulfill(response=response, body=proxy.reroute(await response.text()))

    await page.route(f"**{BLANK_PATH}", answer_blank)
    if proxy is not None:
        await page.route("**/whip/*", reroute)
    await page.goto(f"{origin}{BLANK_PATH}")
    await page.add_script_tag(path=SCRIPT)
    return PublishingPage(page)
