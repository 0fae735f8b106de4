"""The student page in a real Chromium against the real appliance: what a student sees, hears and can do."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Route

from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Chromium, Screen, StagePage, chromium

pytestmark = pytest.mark.browser

PRACTICE_FRAME_RATE = 30
_HOST = r"[0-9a-f.:]+"
_HAS_STATUS_ICON = "document.querySelector('.status__icon use').getBBox().width > 0"
NO_CLASS = "Waiting for a class"
SENTENCES = {
    "en-US": {"waiting": "Waiting for the teacher", "live": "Live. The picture is on.", "full": "The class is full"},
    "ko-KR": {
        "waiting": "선생님을 기다리고 있어요",
        "live": "실시간. 화면이 나오고 있어요.",
        "full": "수업 자리가 모두 찼어요",
    },
}


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[ApplianceProcess]:
    """A box with its practice class on stage."""
    async with ApplianceProcess(tmp_path) as appliance:
        yield appliance


@pytest.fixture
async def browser() -> AsyncIterator[Chromium]:
    """A Chromium of the test's own."""
    async with chromium() as started:
        yield started


async def _live(browser: Chromium, box: ApplianceProcess, screen: Screen | None = None) -> StagePage:
    page = await browser.open(box.http_url, screen)
    await page.wait_for_state("live")
    return page


async def _set_stage(box: ApplianceProcess, cast_ids: list[str]) -> None:
    answer = await box.client.put("/sessions/practice/stage", json={"cast_ids": cast_ids})
    assert answer.status_code == 200, answer.text


async def _empty_stage(box: ApplianceProcess) -> list[str]:
    """Clear the stage; the casts that were on it."""
    cast_ids: list[str] = (await box.client.get("/sessions/practice/stage")).json()["cast_ids"]
    await _set_stage(box, [])
    return cast_ids


async def test_the_practice_class_plays_with_sound(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    seconds = await page.seconds_for_frames(3 * PRACTICE_FRAME_RATE)
    assert 3 * PRACTICE_FRAME_RATE / seconds >= 25
    video = await page.video()
    assert (video.width, video.height) == (1280, 720)
    assert (await page.codec("video"), await page.codec("audio")) == ("video/H264", "audio/opus")
    assert (await page.audio()).energy == 0
    await page.page.get_by_role("button", name="Turn on sound", exact=True).click()
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)
    assert (await page.audio()).energy > 0
    assert page.complaints == []


async def test_the_first_frame_comes_within_a_second_of_asking(browser: Chromium, box: ApplianceProcess) -> None:
    marks = await (await _live(browser, box)).timeline()
    assert 0 < marks.asked_at < marks.connected_at < marks.first_frame_at
    assert marks.first_frame_at - marks.asked_at <= 1000


async def test_everything_on_the_page_comes_from_the_box(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    assert [url for url in page.requested if not url.startswith(f"{box.http_url}/")] == []
    servers = await page.page.evaluate("new RTCPeerConnection({iceServers: []}).getConfiguration().iceServers")
    assert servers == []


async def test_an_empty_stage_waits_and_a_new_picture_returns_in_the_same_session(
    browser: Chromium, box: ApplianceProcess
) -> None:
    page = await _live(browser, box)
    asked = (await page.timeline()).asked_at
    cast_ids = await _empty_stage(box)
    await page.wait_for_state("waiting")
    await _set_stage(box, cast_ids)
    await page.wait_for_state("live", seconds=5)
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)
    assert (await page.timeline()).asked_at == asked


async def test_a_box_that_dies_and_returns_is_found_again(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    await box.kill()
    await page.wait_for_state("reconnecting", seconds=5)
    assert await page.page.evaluate(_HAS_STATUS_ICON)
    await box.start()
    await page.wait_for_state("live")
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)


async def test_a_quick_restart_is_noticed_at_once(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    before = await page.timeline()
    await box.stop()
    await box.start()
    await page.wait_for_another_session(before, seconds=8)
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)


async def test_a_box_that_hangs_is_left_and_found_again(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    box.freeze()
    await page.wait_for_state("reconnecting", seconds=6)
    box.thaw()
    await page.wait_for_state("live", seconds=10)
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)


async def test_without_http_the_picture_goes_on(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    await page.set_offline(True)
    await page.seconds_for_frames(3 * PRACTICE_FRAME_RATE)
    assert await page.state() == "live"
    await page.set_offline(False)
    await page.seconds_for_frames(PRACTICE_FRAME_RATE)
    assert await page.state() == "live"


async def test_a_full_class_says_so_and_a_leaving_student_makes_room(browser: Chromium, tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, settings={"AIRCLASS_MAX_VIEWERS": "1"}) as box:
        first = await _live(browser, box)
        second = await browser.open(box.http_url)
        await second.wait_for_state("full")
        card = second.page.locator(".status")
        assert SENTENCES["en-US"]["full"] in await card.inner_text()
        assert "Trying again in" in await card.inner_text()
        await first.close()
        await second.wait_for_state("live")


async def test_without_an_open_class_the_page_waits(browser: Chromium, tmp_path: Path) -> None:
    async with ApplianceProcess(tmp_path, practice=False) as box:
        page = await browser.open(box.http_url)
        await page.wait_for_state("no_class")
        assert NO_CLASS in await page.page.locator(".status").inner_text()


async def test_a_network_that_blocks_video_is_named_with_the_port_to_open(
    browser: Chromium, box: ApplianceProcess
) -> None:
    page = await browser.open(box.http_url, before=_send_media_to_a_closed_port)
    await page.wait_for_state("blocked", seconds=25)
    assert "allow port 9, UDP or TCP, to 127.0.0.1" in await page.page.locator(".status").inner_text()
    await page.page.unroute("**/whep")
    await page.wait_for_state("live", seconds=20)


async def _send_media_to_a_closed_port(page: Page) -> None:
    """Every candidate of the box's answer points to the discard port, as behind a firewall that drops media."""

    async def misdirect(route: Route) -> None:
        response = await route.fetch()
        answer = re.sub(rf" {_HOST} \d+ typ", r" 127.0.0.1 9 typ", await response.text())
        await route.fulfill(response=response, body=answer)

    await page.route("**/whep", misdirect)


async def test_a_code_without_a_class_asks_for_another(browser: Chromium, box: ApplianceProcess) -> None:
    page = await browser.open(f"{box.http_url}/?code=ZZZZZZ")
    await page.wait_for_state("not_found")
    field = page.page.get_by_label("Class code")
    assert await field.evaluate("(element) => element === document.activeElement")
    await field.fill("yyy yyy")
    await page.page.get_by_label("Your name").fill("Seoyeon")
    await page.press("Enter")
    await page.page.wait_for_url("**/?code=YYYYYY")
    await page.wait_for_state("not_found")


@pytest.mark.parametrize("locale", SENTENCES)
async def test_the_page_speaks_the_browsers_language(browser: Chromium, box: ApplianceProcess, locale: str) -> None:
    page = await _live(browser, box, Screen(locale=locale))
    announcer = page.page.locator('[role="status"]')
    await announcer.filter(has_text=SENTENCES[locale]["live"]).wait_for(state="attached")
    await _empty_stage(box)
    await page.page.locator(".status").get_by_text(SENTENCES[locale]["waiting"]).wait_for()
    assert await page.page.evaluate("document.documentElement.lang") == locale[:2]


async def test_a_switched_language_is_remembered(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    await page.page.get_by_role("button", name="한국어").click()
    await page.page.get_by_role("button", name="소리 켜기 (M)").wait_for()
    await page.page.reload()
    await page.page.get_by_role("button", name="소리 켜기 (M)").wait_for()
    assert await page.page.evaluate("document.documentElement.lang") == "ko"


async def test_keys_work_the_controls(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    video = page.page.locator("video")
    await page.press("m")
    assert await video.evaluate("(element) => element.muted") is False
    await page.press("m")
    assert await video.evaluate("(element) => element.muted") is True
    await page.press("f")
    await page.page.wait_for_selector("main:fullscreen")
    await page.press("i")
    panel = page.page.get_by_role("region", name="Picture info")
    await panel.get_by_text("1280 × 720").wait_for()
    await panel.get_by_text("UDP", exact=True).wait_for()
    await panel.get_by_role("checkbox").uncheck()
    await page.press("m")
    assert await video.evaluate("(element) => element.muted") is True
    await page.press("Escape")
    await panel.wait_for(state="hidden")


async def test_the_tab_key_reaches_every_control_in_reading_order(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    await page.page.get_by_role("button", name="Turn on sound", exact=True).wait_for()
    reached = []
    for _ in range(7):
        await page.press("Tab")
        reached.append(await page.page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText"))
    assert reached == [
        "Take part",
        "Turn on sound",
        "Turn on sound (M)",
        "Picture info (I)",
        "Picture in picture (P)",
        "Full screen (F)",
        "한국어",
    ]


async def test_controls_rest_for_the_hand_and_never_for_the_keyboard(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box)
    await page.page.mouse.move(300, 300)
    await page.page.wait_for_selector("main[data-idle]")
    await page.press("Tab")
    await page.page.wait_for_selector("main:not([data-idle])")
    await page.seconds_for_frames(5 * PRACTICE_FRAME_RATE)
    assert await page.page.locator("main[data-idle]").count() == 0


_OUTSIDE = """() => [...document.querySelectorAll('button, .status, .panel, .masthead, input')]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.className, element.getBoundingClientRect()])
  .filter(([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
  .map(([name]) => name)"""

_SMALL = """() => [...document.querySelectorAll('button')]
  .filter((element) => element.checkVisibility())
  .map((element) => [element.ariaLabel ?? element.innerText, element.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([name]) => name)"""


@pytest.mark.parametrize("locale", SENTENCES)
async def test_a_small_phone_shows_everything_without_sideways_scroll(
    browser: Chromium, box: ApplianceProcess, locale: str
) -> None:
    screen = Screen(width=360, height=740, locale=locale)
    page = await _live(browser, box, screen)
    await page.page.locator('[data-action="info"]').click()
    await page.page.locator(".sound-prompt").wait_for()
    await _assert_fits(page)
    await _empty_stage(box)
    await page.wait_for_state("waiting")
    await _assert_fits(page)
    lost = await browser.open(f"{box.http_url}/?code=ZZZZZZ", screen)
    await lost.wait_for_state("not_found")
    await _assert_fits(lost)


async def _assert_fits(page: StagePage) -> None:
    assert not await page.has_sideways_scroll()
    assert await page.page.evaluate(_OUTSIDE) == []
    assert await page.page.evaluate(_SMALL) == []


_CONTRASTS = """() => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) => 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  const ground = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const texts = '.status h2, .status p, .status label, .status button, .controls button, .masthead span, .masthead h1';
  return Object.fromEntries([...document.querySelectorAll(texts)]
    .filter((element) => element.checkVisibility() && element.innerText !== '')
    .map((element) => {
      const [ink, paper] = [numbers(getComputedStyle(element).color), ground(element)].map(luminance);
      return [element.innerText, (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)];
    }));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_has_contrast_in_both_schemes(browser: Chromium, box: ApplianceProcess, scheme: str) -> None:
    page = await browser.open(f"{box.http_url}/?code=ZZZZZZ", _screen(scheme))
    await page.wait_for_state("not_found")
    contrasts: dict[str, float] = await page.page.evaluate(_CONTRASTS)
    assert "Join" in contrasts
    assert {text: contrast for text, contrast in contrasts.items() if contrast < 4.5} == {}


async def test_the_schemes_differ(browser: Chromium, box: ApplianceProcess, tmp_path: Path) -> None:
    pictures = []
    for scheme in ("light", "dark"):
        page = await browser.open(f"{box.http_url}/?code=ZZZZZZ", _screen(scheme))
        await page.wait_for_state("not_found")
        pictures.append(await page.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        await page.screenshot(tmp_path / f"{scheme}.png")
    assert pictures == ["rgb(244, 246, 245)", "rgb(14, 20, 19)"]


def _screen(scheme: str) -> Screen:
    return Screen(scheme="dark" if scheme == "dark" else "light")


async def test_nothing_turns_for_those_who_asked_for_rest(browser: Chromium, box: ApplianceProcess) -> None:
    page = await _live(browser, box, Screen(has_reduced_motion=True))
    await box.kill()
    await page.wait_for_state("reconnecting", seconds=5)
    ring = page.page.locator(".status__ring")
    assert await ring.evaluate("(element) => getComputedStyle(element).animationName") == "none"
