"""The student page in a class, as a student uses it: by roles and names, the way a screen reader finds things."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from appliance.api.static_viewer import viewer_folder
from tests.support.chromium import Chromium, Screen, StagePage
from tests.support.stand_in_class import StandInClass

AXE = viewer_folder() / "node_modules" / "axe-core" / "axe.min.js"
ACCESSIBILITY_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_AXE_RUN = """async (tags) => {
  await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
  const { violations } = await axe.run(document, { runOnly: tags });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`));
}"""

_OUTSIDE = """() => {
  const parts = 'button, input, textarea, .option, .status, .quiz, .notice, .class, .tag';
  const scrolls = (element) => element.closest('.scroll, .quiz__body, .status') !== null;
  return [...document.querySelectorAll(parts)]
    .filter((element) => element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([element, box]) => box.left < -0.5 || box.right > innerWidth + 0.5
      || (!scrolls(element) && (box.top < -0.5 || box.bottom > innerHeight + 0.5)))
    .map(([element]) => element.className || element.id);
}"""

_SMALL = """() => [...document.querySelectorAll('button, summary, .option, .choice__one, .upvote')]
  .filter((element) => element.checkVisibility())
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
  .map(([element]) => `${element.className} ${element.ariaLabel ?? element.innerText}`)"""


class ClassPage:
    """One student's browser."""

    def __init__(self, stage_page: StagePage) -> None:
        self.stage_page = stage_page
        self.page: Page = stage_page.page

    @property
    def quiz(self) -> Locator:
        """The card over the picture."""
        return self.page.get_by_role("dialog")

    @property
    def complaints(self) -> list[str]:
        """What the browser's console held against the page."""
        return self.stage_page.complaints

    async def join(self, name: str) -> None:
        """Write the name and press the button; returns when the class is there."""
        await self.page.get_by_label(re.compile("^(Your name|이름)$")).fill(name)
        await self.page.get_by_role("button", name=re.compile("^(Join|들어가기)$")).click()
        await self.page.wait_for_selector('html[data-part="student"]', state="attached")

    async def follows(self) -> None:
        """Wait until the live socket is there."""
        await self.page.wait_for_selector('html[data-link="following"]', state="attached")

    async def tab(self, name: str) -> None:
        """Open a tab of the class panel."""
        await self.page.get_by_role("tab", name=name).click()

    async def toggle_class(self) -> None:
        """Open or close the class panel where it lies beside the picture; the controls come back with the mouse."""
        await self.page.mouse.move(60, 60)
        await self.page.mouse.move(90, 90)
        await self.page.locator('[data-role="class-toggle"]').click()

    async def write(self, text: str) -> None:
        """Write a message to the chat."""
        await self.page.get_by_label("Write a message").fill(text)
        await self.page.get_by_role("button", name="Send", exact=True).click()

    async def option_texts(self) -> list[str]:
        """The options of the shown question, in the order of this student."""
        return await self.quiz.locator(".option__text").all_inner_texts()

    async def pick(self, text: str) -> None:
        """Touch an option."""
        await self.quiz.locator(".option", has_text=text).click()

    async def send(self) -> None:
        """Press the one wide button."""
        await self.quiz.locator(".quiz__act").click()

    async def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until a text is in sight."""
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def answers_on_device(self) -> int:
        """How many answers lie in the browser's storage."""
        return int(await self.page.evaluate("JSON.parse(localStorage.getItem('airclass.answers') ?? '[]').length"))

    async def accessibility_complaints(self) -> list[str]:
        """What axe-core finds wrong with what is in sight now."""
        found: list[str] = await self.page.evaluate(_AXE_RUN, list(ACCESSIBILITY_TAGS))
        return found

    async def assert_fits(self) -> None:
        """Nothing sticks out of the screen, and everything to touch is large enough for a finger."""
        assert not await self.stage_page.has_sideways_scroll()
        assert await self.page.evaluate(_OUTSIDE) == []
        assert await self.page.evaluate(_SMALL) == []

    async def screenshot(self, path: Path) -> None:
        """A PNG of what is in sight."""
        await self.stage_page.screenshot(path)


async def open_class(browser: Chromium, url: str, screen: Screen | None = None) -> ClassPage:
    """Open the page in a profile of its own, with axe-core at hand."""

    async def prepare(page: Page) -> None:
        if AXE.exists():
            await page.add_init_script(path=AXE)

    return ClassPage(await browser.open(url, screen, before=prepare))


async def student_in(
    browser: Chromium, box: StandInClass, name: str = "Seoyeon", screen: Screen | None = None
) -> ClassPage:
    """A student who has joined and follows."""
    page = await open_class(browser, box.link, screen)
    await page.join(name)
    await page.follows()
    return page
