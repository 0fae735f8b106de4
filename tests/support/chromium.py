"""A real Chromium, and the student page in it as a person and getStats see it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
FAKE_DEVICE_ARGUMENTS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
STATE_DEADLINE_SECONDS = 15.0

_INBOUND = """async (kind) => {
  const report = await window.airclass.player.stats();
  const entry = [...(report?.values() ?? [])].find((each) => each.type === 'inbound-rtp' && each.kind === kind);
  return entry ? {...entry} : {};
}"""

_CODEC = """async (kind) => {
  const report = await window.airclass.player.stats();
  const inbound = [...report.values()].find((each) => each.type === 'inbound-rtp' && each.kind === kind);
  return report.get(inbound?.codecId)?.mimeType ?? '';
}"""

_ANOTHER_SESSION = """(askedAt) => new Promise((resolve) => {
  const { player } = window.airclass;
  const look = () => {
    if (player.timeline.askedAt > askedAt && player.view === 'live') resolve();
    else player.addEventListener('change', look, { once: true });
  };
  look();
})"""

_AFTER_FRAMES = """(wanted) => new Promise((resolve) => {
  const video = document.querySelector('video');
  let frames = 0, first = 0;
  const count = (now) => {
    if (frames++ === 0) first = now;
    if (frames > wanted) resolve((now - first) / 1000);
    else video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
})"""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page is looked at with."""

    width: int = 1366
    height: int = 768
    locale: str = "en-US"
    scheme: Literal["light", "dark"] = "light"
    has_reduced_motion: bool = False


@dataclass(frozen=True, slots=True)
class InboundVideo:
    """The picture's figures since this session began."""

    frames_decoded: int
    packets_received: int
    packets_lost: int
    width: int
    height: int
    freeze_count: int


@dataclass(frozen=True, slots=True)
class InboundAudio:
    """The sound's figures since this session began."""

    packets_received: int
    energy: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Marks of the latest session in milliseconds since the page was navigated to."""

    asked_at: float
    connected_at: float
    first_frame_at: float


class StagePage:
    """The student page in one browser tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requested: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("request", self._note_request)

    async def wait_for_state(self, state: str, seconds: float = STATE_DEADLINE_SECONDS) -> None:
        """Wait until the page is in `state`."""
        try:
            await self.page.wait_for_selector(f'html[data-state="{state}"]', state="attached", timeout=seconds * 1000)
        except Exception as error:
            raise AssertionError(f"the page is {await self.state()}, not {state}, after {seconds} s") from error

    async def state(self) -> str:
        """The page's state now."""
        return str(await self.page.evaluate("document.documentElement.dataset.state"))

    async def timeline(self) -> Timeline:
        """When the latest session was asked for, connected and first seen."""
        marks = await self.page.evaluate("({...window.airclass.player.timeline})")
        return Timeline(float(marks["askedAt"]), float(marks["connectedAt"]), float(marks["firstFrameAt"]))

    async def wait_for_another_session(self, before: Timeline, seconds: float) -> None:
        """Wait until the page is live in a session that it asked for after `before`."""
        async with asyncio.timeout(seconds):
            await self.page.evaluate(_ANOTHER_SESSION, before.asked_at)

    async def video(self) -> InboundVideo:
        """What getStats says of the picture."""
        entry = await self.page.evaluate(_INBOUND, "video")
        return InboundVideo(
            frames_decoded=int(entry.get("framesDecoded", 0)),
            packets_received=int(entry.get("packetsReceived", 0)),
            packets_lost=int(entry.get("packetsLost", 0)),
            width=int(entry.get("frameWidth", 0)),
            height=int(entry.get("frameHeight", 0)),
            freeze_count=int(entry.get("freezeCount", 0)),
        )

    async def audio(self) -> InboundAudio:
        """What getStats says of the sound."""
        entry = await self.page.evaluate(_INBOUND, "audio")
        return InboundAudio(int(entry.get("packetsReceived", 0)), float(entry.get("totalAudioEnergy", 0.0)))

    async def codec(self, kind: Literal["video", "audio"]) -> str:
        """The mime type that is being decoded."""
        return str(await self.page.evaluate(_CODEC, kind))

    async def seconds_for_frames(self, frames: int, deadline: float = 20.0) -> float:
        """How long the page takes to put this many more frames on screen."""
        async with asyncio.timeout(deadline):
            return float(await self.page.evaluate(_AFTER_FRAMES, frames))

    async def press(self, key: str) -> None:
        """Press one key."""
        await self.page.keyboard.press(key)

    async def set_offline(self, is_offline: bool) -> None:
        """Cut HTTP and WebSockets off, or give them back; media goes its own way."""
        await self.page.context.set_offline(is_offline)

    async def screenshot(self, path: Path) -> None:
        """A PNG of what is in sight."""
        path.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=path)

    async def has_sideways_scroll(self) -> bool:
        """Whether something sticks out of the screen's width."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    async def close(self) -> None:
        """Close the tab as a person does: the page may say goodbye."""
        await self.page.close(run_before_unload=True)

    def _note(self, kind: str, text: str) -> None:
        # A refused request is reported by the browser itself and is part of some tests.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(text)

    def _note_request(self, request: Request) -> None:
        self.requested.append(request.url)


class Chromium:
    """One browser; every page has its own profile."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    async def open(
        self, url: str, screen: Screen | None = None, *, before: Callable[[Page], Awaitable[None]] | None = None
    ) -> StagePage:
        """Open a page in a profile of its own; `before` prepares the tab."""
        context = await self.context(screen or Screen())
        page = StagePage(await context.new_page())
        if before is not None:
            await before(page.page)
        await page.page.goto(url)
        return page

    async def context(self, screen: Screen) -> BrowserContext:
        """A fresh profile."""
        return await self._browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            locale=screen.locale,
            color_scheme=screen.scheme,
            reduced_motion="reduce" if screen.has_reduced_motion else "no-preference",
        )


@asynccontextmanager
async def chromium(*, fake_devices: bool = False, extra_arguments: tuple[str, ...] = ()) -> AsyncIterator[Chromium]:
    """A headless browser until the block ends; `fake_devices` gives it a camera and a microphone."""
    arguments = [*ARGUMENTS, *(FAKE_DEVICE_ARGUMENTS if fake_devices else ()), *extra_arguments]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield Chromium(browser)
        finally:
            await browser.close()
