"""Takes the pictures of docs/: the student's page from joining to the results, as `make screenshots` does."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import expect

from appliance.client.live_events import new_ref
from appliance.contract.live import SendChat
from appliance.contract.quiz import OptionInBank, QuestionInBank, RunCreate
from tests.support.appliance_process import ApplianceProcess
from tests.support.chromium import Chromium, Screen, chromium
from tests.support.class_page import ClassPage, open_class
from tests.support.lesson_client import RIGHT, WRONG, Lesson, Student, answer_to, lesson
from tests.support.lesson_slide import casting, draw_slide

DOCS = Path(__file__).resolve().parents[2] / "docs"
STUDENT_SCREEN = Screen(width=1280, height=800)
PHONE_SCREEN = Screen(width=390, height=780, locale="ko-KR")
FRAMES_TO_SETTLE = 60
TURN_ON_SOUND = re.compile("^(Turn on sound|소리 켜기)$")
CLASSMATES = ("Jun Park", "최유나", "Noah Kim", "정하늘")
CHAT = ("Which part of the leaf is it?", "잎의 초록색 부분이요!", "And the green is chlorophyll.")
CHOSEN = (RIGHT, RIGHT, WRONG, RIGHT)
TEACHER_SAYS = "맞아요! Now look at the equation."
QUESTION = QuestionInBank(
    kind="single_choice",
    text="광합성이 일어나는 곳은 어디인가요?",
    options=[
        OptionInBank(text=WRONG),
        OptionInBank(text=RIGHT, is_correct=True),
        OptionInBank(text="리보솜"),
        OptionInBank(text="핵"),
    ],
    explanation="엽록체에 있는 엽록소가 빛을 흡수합니다.",
    topic="광합성",
)


async def take(folder: Path) -> list[Path]:
    """Write every picture into `folder`."""
    async with chromium() as browser:
        return [await _practice_class(browser, folder), *await _lesson(browser, folder)]


async def _practice_class(browser: Chromium, folder: Path) -> Path:
    """The page as it is on the first day, once the picture has been running for two seconds."""
    with TemporaryDirectory(prefix="airclass-") as data_dir:
        async with ApplianceProcess(Path(data_dir)) as box:
            page = await browser.open(box.http_url, STUDENT_SCREEN)
            await page.wait_for_state("live")
            await page.seconds_for_frames(FRAMES_TO_SETTLE)
            picture = folder / "student-page.png"
            await page.screenshot(picture)
            return picture


async def _lesson(browser: Chromium, folder: Path) -> list[Path]:
    """A lesson from the link to the results: on a laptop in English, on a phone in Korean."""
    async with AsyncExitStack() as stack:
        data_dir = Path(stack.enter_context(TemporaryDirectory(prefix="airclass-")))
        box = await stack.enter_async_context(ApplianceProcess(data_dir, practice=False))
        led = await stack.enter_async_context(lesson(box.http_url, data_dir))
        cast = await led.teacher.casts.create(led.session.session_id)
        await led.teacher.casts.put_on_stage(led.session.session_id, [cast.cast_id])
        source = await stack.enter_async_context(casting(await draw_slide(browser, data_dir), cast.rtmp_url))
        await source.sending(FRAMES_TO_SETTLE)
        classmates = [await led.student(name) for name in CLASSMATES]

        link = f"{box.http_url}/?code={led.session.class_code}"
        laptop, phone = [await open_class(browser, link, screen) for screen in (STUDENT_SCREEN, PHONE_SCREEN)]
        await laptop.sees(f"Join {led.session.title}")
        pictures = [await _picture(laptop, folder, "student-join")]
        for page, name in ((laptop, "Seoyeon Lee"), (phone, "이서연")):
            await page.join(name)
            await page.stage_page.wait_for_state("live")
            await page.page.get_by_role("button", name=TURN_ON_SOUND).click()
        await _talk(led, classmates, laptop)
        pictures.append(await _picture(laptop, folder, "student-lesson"))
        return [*pictures, *await _quiz(led, classmates, phone, folder)]


async def _talk(led: Lesson, classmates: list[Student], laptop: ClassPage) -> None:
    """Some messages, one of them the page's own, and a raised hand."""
    for classmate, text in zip(classmates, CHAT, strict=False):
        await classmate.follower.live.deliver(SendChat(ref=new_ref(), type="chat_send", text=text))
    await laptop.write("So the chloroplasts do it!")
    await led.follower.live.deliver(SendChat(ref=new_ref(), type="chat_send", text=TEACHER_SAYS))
    await laptop.sees(TEACHER_SAYS)
    await laptop.page.get_by_role("button", name="Raise hand").click()
    await laptop.sees("Hand up · no. 1")
    await laptop.stage_page.seconds_for_frames(FRAMES_TO_SETTLE)


async def _quiz(led: Lesson, classmates: list[Student], phone: ClassPage, folder: Path) -> list[Path]:
    """A question on the phone with an option picked, and its result."""
    session_id = led.session.session_id
    run = await led.teacher.runs.create(session_id, RunCreate(questions=[QUESTION], seconds=60))
    await phone.pick(RIGHT)
    await phone.page.wait_for_selector("[data-idle]")
    await expect(phone.quiz.locator(".quiz__act")).to_be_enabled()
    pictures = [await _picture(phone, folder, "student-quiz-phone")]
    await phone.send()
    await phone.sees("답이 저장됐어요.")
    for classmate, text in zip(classmates, CHOSEN, strict=True):
        await classmate.follower.live.deliver(answer_to(await classmate.follower.sees_run(run.run_id), text))
    await led.teacher.runs.move(session_id, run.run_id, "close")
    await led.teacher.runs.move(session_id, run.run_id, "reveal")
    await expect(phone.quiz.locator(".result")).to_be_visible()
    return [*pictures, await _picture(phone, folder, "student-result-phone")]


async def _picture(page: ClassPage, folder: Path, name: str) -> Path:
    path = folder / f"{name}.png"
    await page.screenshot(path)
    return path


if __name__ == "__main__":
    print("\n".join(str(path) for path in asyncio.run(take(DOCS))))
