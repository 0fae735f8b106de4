"""What went wrong is said in the reader's language: for every code that the box can answer."""

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.client.connection import BoxRefusedError, BoxUnreachableError
from appliance.client.live_events import CommandRefusedError, LiveEndedError
from appliance.client.problems import BoxIdentityChangedError
from appliance.contract.live import CloseCode, Refused
from appliance.contract.problems import Problem
from appliance.domain.quiz_course import Verdict
from desktop.actions.desk import NoBoxError
from desktop.resources.language import Languages
from desktop.resources.translate.texts import DESKTOP
from desktop.views.parts.wording import DETAILED, LONGEST_DETAIL, of_code, say

APPLIANCE = DESKTOP.parent / "appliance"
CODE_PLACE = {"BadRequest": 2, "Refused": 1, "problem": 1, "Trouble": 0}
"""Which argument is the code, where it is not named."""
SENT_TO_NO_TEACHER = frozenset({"audio_config", "box_full", "video_config", "images_left_out"})
"""Said to casters by RTMP, or as a warning of its own words beside an import."""


def codes_of_the_box() -> frozenset[str]:
    """Every code that stands in the box's source."""
    found = set[str]()
    for folder in ("api", "services"):
        for path in (APPLIANCE / folder).rglob("*.py"):
            found.update(_codes(ast.parse(path.read_text(encoding="utf-8"))))
    verdicts = {verdict.value for verdict in Verdict} - {Verdict.ACCEPT, Verdict.REPLACE, Verdict.SAME}
    return frozenset(found | verdicts) - SENT_TO_NO_TEACHER


def refused(code: str, detail: str = "Said by the box.") -> BoxRefusedError:
    return BoxRefusedError(Problem(title="Refused", status=409, detail=detail, code=code))


def _codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        given_codes = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        if name in CODE_PLACE and len(node.args) > CODE_PLACE[name]:
            given_codes.append(node.args[CODE_PLACE[name]])
        yield from (
            code.value for code in given_codes if isinstance(code, ast.Constant) and isinstance(code.value, str)
        )


def test_the_codes_of_the_box_are_found() -> None:
    assert {"wrong_login", "nobody_there", "not_found", "too_many", "muted", "too_late"} <= codes_of_the_box()


def test_every_code_of_the_box_has_a_sentence() -> None:
    assert sorted(code for code in codes_of_the_box() if of_code(code) is None) == []


def test_every_code_of_the_box_has_a_sentence_in_korean(korean: Languages) -> None:
    sentences = {code: of_code(code) or "" for code in codes_of_the_box()}
    assert [code for code, text in sentences.items() if not any("가" <= letter <= "힣" for letter in text)] == []


def test_the_same_sentence_for_a_request_and_a_command() -> None:
    command = CommandRefusedError(Refused(type="refused", ref="12345678", code="muted", detail="No."))
    assert say(command) == say(refused("muted")) != ""


def test_a_code_that_stands_for_several_things_says_which() -> None:
    assert "invalid_text" in DETAILED
    assert say(refused("invalid_text", "The title: too long")).endswith("(The title: too long)")


def test_an_unknown_code_is_told_in_the_boxs_own_words() -> None:
    assert say(refused("of_a_newer_box", "The moon is <b>full</b>.")) == "The moon is <b>full</b>."


def test_an_unknown_code_without_words_is_named() -> None:
    assert say(refused("of_a_newer_box", "")) == "Something went wrong: of_a_newer_box"


@pytest.mark.parametrize("error", [BoxUnreachableError("x"), ConnectionResetError(), TimeoutError()])
def test_a_box_that_does_not_answer(error: Exception) -> None:
    assert say(error).startswith("The box does not answer.")


def test_another_box_in_its_place() -> None:
    assert say(BoxIdentityChangedError("http://10.0.0.1")).startswith("Another device answers in place of this box.")


def test_no_box() -> None:
    assert say(NoBoxError()) == "No box is connected. Choose one first."


def test_a_file_that_cannot_be_written_says_why() -> None:
    assert say(PermissionError(13, "Permission denied")) == "This file cannot be read or written: Permission denied"


@pytest.mark.parametrize(
    ("code", "start"),
    [
        (CloseCode.ENDED, "This lesson has ended."),
        (CloseCode.NOT_SIGNED_IN, "You are not signed in any more."),
        (CloseCode.NOT_ALLOWED, "You may not do this here."),
        (CloseCode.NOT_FOUND, "This lesson does not exist any more."),
        (CloseCode.NOT_UNDERSTOOD, "The box and this program do not understand each other."),
        (1006, "The connection to the lesson has ended."),
    ],
)
def test_a_lesson_that_cannot_be_followed(code: int, start: str) -> None:
    assert say(LiveEndedError(code, "")).startswith(start)


def test_text_is_told_as_it_is() -> None:
    assert say("Just so.") == "Just so."


@pytest.mark.parametrize(("error", "said"), [(ValueError(), "Something went wrong."), (KeyError("x"), "'x'")])
def test_what_nobody_expected_is_told_all_the_same(error: Exception, said: str) -> None:
    assert say(error).endswith(said)


@given(st.text(max_size=2_000), st.sampled_from(["of_a_newer_box", "invalid_text", "muted"]))
def test_whatever_the_box_says_is_one_short_line(detail: str, code: str) -> None:
    said = say(refused(code, detail))
    assert said
    assert len(said.splitlines()) == 1
    assert len(said) <= LONGEST_DETAIL + 200
