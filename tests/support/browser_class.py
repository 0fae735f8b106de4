"""Students in real browsers and a phone that casts, beside a window that has the main loop."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager

from tests.support.box_apart import BoxApart
from tests.support.chromium import Chromium, chromium
from tests.support.class_page import ClassPage, open_class
from tests.support.media_files import MediaRecipe, encoded_file
from tests.support.rtmp_source import FfmpegSource, looping_source

PICTURE = MediaRecipe(width=640, height=360, frame_rate=15, video_bits=500_000, keyframe_seconds=1.0)

SEEN_SECONDS = 25.0
MOVING_FRAMES = 5


class BrowserClass:
    """What it is asked for happens on the box's loop; each answer comes as a future, for which the window can wait."""

    def __init__(self, box: BoxApart, browser: Chromium, stack: AsyncExitStack) -> None:
        self._box = box
        self._browser = browser
        self._stack = stack
        self._pages: dict[str, ClassPage] = {}

    @property
    def complaints(self) -> list[str]:
        """What the browsers held against the page."""
        return [complaint for page in self._pages.values() for complaint in page.complaints]

    def join(self, class_code: str, *names: str) -> Future[None]:
        """Each of them opens the page, joins with the code, and follows the lesson."""
        return self._box.begin(self._join_all(class_code, names))

    def answer(self, name: str, question: str, option: str) -> Future[None]:
        """This student is shown the question, touches an option and sends it."""
        return self._box.begin(self._answer(self._pages[name], question, option))

    def watch(self) -> Future[None]:
        """Everybody's picture moves."""
        return self._box.begin(self._watch())

    def say_lost(self, name: str, times: int) -> Future[None]:
        """This student says so as often; the page lets them at most every ten seconds."""
        return self._box.begin(self._say_lost(self._pages[name], times))

    def reads(self, name: str, text: str) -> Future[None]:
        """This student has the text before their eyes."""
        return self._box.begin(self._pages[name].page.get_by_text(text).first.wait_for())

    def cast(self, rtmp_url: str) -> Future[FfmpegSource]:
        """A phone begins to send a moving picture there."""
        return self._box.begin(self._cast(rtmp_url))

    async def _join_all(self, class_code: str, names: tuple[str, ...]) -> None:
        await asyncio.gather(*(self._join(class_code, name) for name in names))

    async def _join(self, class_code: str, name: str) -> None:
        page = self._pages[name] = await open_class(self._browser, f"{self._box.origin}/?code={class_code}")
        await page.join(name)
        await page.follows()

    async def _answer(self, page: ClassPage, question: str, option: str) -> None:
        await page.quiz.get_by_role("heading", name=question).wait_for()
        await page.pick(option)
        await page.send()
        await page.page.get_by_text("Your answer is stored.").first.wait_for()

    async def _watch(self) -> None:
        for page in self._pages.values():
            await page.stage_page.wait_for_state("live", SEEN_SECONDS)
            await page.stage_page.seconds_for_frames(MOVING_FRAMES)

    async def _say_lost(self, page: ClassPage, times: int) -> None:
        for _ in range(times):
            await page.page.get_by_role("button", name="I’m lost").click()
            await page.page.get_by_role("button", name="Teacher knows").wait_for()

    async def _cast(self, rtmp_url: str) -> FfmpegSource:
        await asyncio.to_thread(encoded_file, PICTURE)
        source = await self._stack.enter_async_context(looping_source(rtmp_url, PICTURE))
        await source.sending(PICTURE.keyframe_frames)
        return source


@contextmanager
def browser_class(box: BoxApart) -> Iterator[BrowserClass]:
    """The browser until the block ends; phones that still cast end with it."""
    stack = AsyncExitStack()
    try:
        browser = box.run(stack.enter_async_context(chromium()))
        yield BrowserClass(box, browser, stack)
    finally:
        box.run(stack.aclose())
