"""Teachers' accounts over a real store: set-up, logins and their ends, invitations, and what is kept of them."""

import asyncio
import errno
import unicodedata
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.contract.account import (
    InvitationAccepted,
    LoginRequest,
    PasswordChange,
    RefreshRequest,
    SetupRequest,
    SignedIn,
    Tokens,
)
from appliance.errors import BadRequest, CapacityExceeded, NotFound, StorageFailed, TooManyTries
from appliance.services.accounts import LOGINS_OF_ACCOUNT_MAX, REFRESH_RETRY_MS, REFRESH_SECONDS
from appliance.services.callers import Caller
from appliance.services.passwords import AT_ONCE, MAX_WAITING, Passwords
from tests.support.crash_files import CrashFiles, Fault
from tests.support.people_box import PASSWORD, SETUP_CODE, PeopleBox, open_people_box
from tests.support.turns import until

FAR = "10.0.0.9"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[PeopleBox]:
    async with open_people_box(tmp_path) as opened:
        yield opened


def _setup(code: str = SETUP_CODE, login: str = "minji", name: str = "김민지") -> SetupRequest:
    return SetupRequest(setup_code=code, login=login, name=name, password=PASSWORD)


def _invited(code: str, login: str = "hana") -> InvitationAccepted:
    return InvitationAccepted(invitation_code=code, login=login, name="이하나", password=PASSWORD)


def _caller(box: PeopleBox, tokens: Tokens) -> Caller:
    claims = box.tokens.read(tokens.access_token)
    return Caller("teacher", claims.person_id, family_id=claims.family_id)


def _is_signed_in(box: PeopleBox, tokens: Tokens) -> bool:
    claims = box.tokens.read(tokens.access_token)
    return box.accounts.is_signed_in(claims.person_id, claims.family_id, claims.generation)


async def _code_of(work: Awaitable[object]) -> str:
    with pytest.raises(BadRequest) as refused:
        await work
    return refused.value.code


async def test_the_setup_code_makes_the_first_teacher(box: PeopleBox) -> None:
    assert box.accounts.needs_setup
    signed_in = await box.accounts.set_up(_setup(f" {SETUP_CODE.lower()} "), FAR)
    assert not box.accounts.needs_setup
    assert signed_in.teacher.login == "minji"
    assert _is_signed_in(box, signed_in.tokens)
    assert (await box.log_in()).teacher == signed_in.teacher


async def test_a_wrong_setup_code_makes_nobody_and_is_counted(box: PeopleBox) -> None:
    for _ in range(20):
        assert await _code_of(box.accounts.set_up(_setup("AAAAAAAA"), FAR)) == "wrong_setup_code"
    with pytest.raises(TooManyTries):
        await box.accounts.set_up(_setup(), FAR)
    assert box.accounts.needs_setup


async def test_the_setup_code_is_good_once_even_at_the_same_moment(box: PeopleBox) -> None:
    results = await asyncio.gather(
        *(box.accounts.set_up(_setup(login=f"teacher{number}"), FAR) for number in range(8)), return_exceptions=True
    )
    made = [result for result in results if isinstance(result, SignedIn)]
    refused = [result.code for result in results if isinstance(result, BadRequest)]
    assert (len(made), refused) == (1, ["already_set_up"] * 7)
    assert len(box.catalogue.accounts) == 1


async def test_accounts_and_logins_survive_a_restart(tmp_path: Path) -> None:
    async with open_people_box(tmp_path) as box:
        tokens = (await box.first_teacher()).tokens
    async with open_people_box(tmp_path) as box:
        assert not box.accounts.needs_setup
        assert _is_signed_in(box, tokens)
        assert (await box.log_in()).teacher.login == "minji"
        assert await box.accounts.refresh(RefreshRequest(refresh_token=tokens.refresh_token)) != tokens


async def test_nothing_on_the_disk_is_a_password_or_a_refresh_token(tmp_path: Path) -> None:
    async with open_people_box(tmp_path) as box:
        tokens = (await box.first_teacher()).tokens
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"minji" in stored
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in stored
    for secret in (PASSWORD, tokens.refresh_token, tokens.access_token):
        assert secret.encode() not in stored


@pytest.mark.parametrize("login", ["Minji", "MINJI", "ｍｉｎｊｉ"])
async def test_a_login_is_one_login_however_it_is_written(box: PeopleBox, login: str) -> None:
    first = await box.first_teacher()
    assert (await box.log_in(login=login)).teacher == first.teacher
    assert box.accounts.by_login(login).id == first.teacher.teacher_id


async def test_a_password_fits_composed_or_in_parts(box: PeopleBox) -> None:
    composed = "비밀번호를 쓴다고요"
    in_parts = unicodedata.normalize("NFD", composed)
    await box.accounts.set_up(SetupRequest(setup_code=SETUP_CODE, login="minji", name="김민지", password=composed), FAR)
    assert (await box.log_in(in_parts)).teacher.login == "minji"


async def test_wrong_and_unknown_logins_are_told_the_same(box: PeopleBox) -> None:
    await box.first_teacher()
    told = []
    for login in ("minji", "nobody"):
        with pytest.raises(BadRequest) as refused:
            await box.log_in("wrong password", login=login, source=FAR)
        told.append((str(refused.value), refused.value.status, refused.value.code))
    assert told == [("Login and password do not fit.", 401, "wrong_login")] * 2


async def test_guessing_at_unknown_logins_is_slowed_down_like_at_known_ones(box: PeopleBox) -> None:
    await box.first_teacher()
    for login, source in (("minji", "10.0.0.7"), ("nobody", "10.0.0.8")):
        for _ in range(3):
            assert await _code_of(box.log_in("wrong password", source, login)) == "wrong_login"
        assert await _code_of(box.log_in("wrong password", source, login)) == "too_many"


async def test_parallel_guesses_do_not_get_around_the_delay(box: PeopleBox) -> None:
    await box.first_teacher()
    guesses = [box.log_in("wrong password", FAR) for _ in range(20)]
    results = await asyncio.gather(*guesses, return_exceptions=True)
    codes = [result.code for result in results if isinstance(result, BadRequest)]
    assert (codes.count("wrong_login"), codes.count("too_many")) == (2, 18)


async def test_a_crowd_that_logs_in_waits_in_a_short_queue(box: PeopleBox) -> None:
    await box.first_teacher()
    crowd = [box.log_in("wrong password", f"10.1.0.{number}", f"pupil{number}") for number in range(40)]
    results = await asyncio.gather(*crowd, return_exceptions=True)
    assert sum(isinstance(result, CapacityExceeded) for result in results) == 40 - AT_ONCE - MAX_WAITING
    assert (await box.log_in()).teacher.login == "minji"


async def test_at_most_two_passwords_are_hashed_at_once() -> None:
    passwords = Passwords()
    hashed = await asyncio.gather(*(passwords.hash(f"password {number}") for number in range(6)))
    fits = await asyncio.gather(*(passwords.fits(each, f"password {number}") for number, each in enumerate(hashed)))
    assert fits == [True] * 6
    assert not await passwords.fits("no hash at all", "password 1")


async def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_login(box: PeopleBox) -> None:
    first = (await box.first_teacher()).tokens
    other_device = (await box.log_in()).tokens
    second = await box.accounts.refresh(RefreshRequest(refresh_token=first.refresh_token))
    third = await box.accounts.refresh(RefreshRequest(refresh_token=second.refresh_token))
    assert _is_signed_in(box, third)
    box.clock.pass_seconds(REFRESH_RETRY_MS / 1000 + 1)
    reused = box.accounts.refresh(RefreshRequest(refresh_token=first.refresh_token))
    assert await _code_of(reused) == "token_reused"
    assert not _is_signed_in(box, third)
    assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=third.refresh_token))) == "login_over"
    assert _is_signed_in(box, other_device)


async def test_a_refresh_whose_answer_was_lost_may_be_asked_again_for_a_moment(box: PeopleBox) -> None:
    first = (await box.first_teacher()).tokens
    wish = RefreshRequest(refresh_token=first.refresh_token)
    lost = await box.accounts.refresh(wish)
    box.clock.pass_seconds(REFRESH_RETRY_MS / 2000)
    second = await box.accounts.refresh(wish)
    assert _is_signed_in(box, second)
    box.clock.pass_seconds(REFRESH_RETRY_MS / 2000 + 1)
    third = await box.accounts.refresh(RefreshRequest(refresh_token=second.refresh_token))
    assert _is_signed_in(box, third)
    assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=lost.refresh_token))) == "token_reused"
    assert not _is_signed_in(box, third)


async def test_retries_do_not_lengthen_the_time_for_retries(box: PeopleBox) -> None:
    wish = RefreshRequest(refresh_token=(await box.first_teacher()).tokens.refresh_token)
    await box.accounts.refresh(wish)
    for _ in range(2):
        box.clock.pass_seconds(REFRESH_RETRY_MS / 2000)
        await box.accounts.refresh(wish)
    box.clock.pass_seconds(1)
    assert await _code_of(box.accounts.refresh(wish)) == "token_reused"


async def test_a_login_ends_after_eight_hours_however_often_it_is_renewed(box: PeopleBox) -> None:
    tokens = (await box.first_teacher()).tokens
    assert tokens.refresh_expires_in == REFRESH_SECONDS
    for _ in range(7):
        box.clock.pass_seconds(3_600)
        tokens = await box.accounts.refresh(RefreshRequest(refresh_token=tokens.refresh_token))
    box.clock.pass_seconds(3_590)
    tokens = await box.accounts.refresh(RefreshRequest(refresh_token=tokens.refresh_token))
    assert (tokens.expires_in, tokens.refresh_expires_in) == (10, 10)
    box.clock.pass_seconds(10)
    assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=tokens.refresh_token))) == "login_over"


@pytest.mark.parametrize("token", ["", ".", "nothing", "a.b", "." * 1_000])
async def test_what_is_no_refresh_token_renews_nothing(box: PeopleBox, token: str) -> None:
    await box.first_teacher()
    assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=token))) == "login_over"


async def test_logging_out_ends_this_login_at_once_and_no_other(box: PeopleBox) -> None:
    here, there = (await box.first_teacher()).tokens, (await box.log_in()).tokens
    await box.accounts.log_out(_caller(box, here))
    assert (_is_signed_in(box, here), _is_signed_in(box, there)) == (False, True)
    assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=here.refresh_token))) == "login_over"


async def test_a_new_password_ends_every_other_login(box: PeopleBox) -> None:
    here, there = (await box.first_teacher()).tokens, (await box.log_in()).tokens
    change = PasswordChange(old_password=PASSWORD, new_password="another horse entirely")
    await box.accounts.change_password(_caller(box, here), change, FAR)
    assert (_is_signed_in(box, here), _is_signed_in(box, there)) == (True, False)
    assert await _code_of(box.log_in()) == "wrong_login"
    assert (await box.log_in("another horse entirely")).teacher.login == "minji"


async def test_the_old_password_is_asked_for_and_guesses_at_it_are_counted(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    change = PasswordChange(old_password="wrong", new_password="another horse entirely")
    for _ in range(3):
        assert await _code_of(box.accounts.change_password(caller, change, FAR)) == "wrong_password"
    assert await _code_of(box.accounts.change_password(caller, change, FAR)) == "too_many"
    assert (await box.log_in()).teacher.login == "minji"


async def test_an_invitation_makes_one_colleague(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    code = (await box.accounts.invite(caller)).invitation_code
    signed_in = await box.accounts.accept_invitation(_invited(code.lower()), FAR)
    assert _is_signed_in(box, signed_in.tokens)
    assert [each.login for each in box.accounts.teachers()] == ["minji", "hana"]
    assert await _code_of(box.accounts.accept_invitation(_invited(code, "dori"), FAR)) == "wrong_invitation"


async def test_an_invitation_is_good_once_even_at_the_same_moment(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    code = (await box.accounts.invite(caller)).invitation_code
    accepted = (box.accounts.accept_invitation(_invited(code, f"hana{number}"), FAR) for number in range(6))
    results = await asyncio.gather(*accepted, return_exceptions=True)
    assert sum(isinstance(result, SignedIn) for result in results) == 1
    assert len(box.accounts.teachers()) == 2


async def test_an_invitation_ends_after_a_week(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    invitation = await box.accounts.invite(caller)
    box.clock.pass_seconds(invitation.expires_in)
    accepted = box.accounts.accept_invitation(_invited(invitation.invitation_code), FAR)
    assert await _code_of(accepted) == "wrong_invitation"


async def test_a_login_is_given_once_even_at_the_same_moment(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    codes = [(await box.accounts.invite(caller)).invitation_code for _ in range(4)]
    accepted = (box.accounts.accept_invitation(_invited(code), FAR) for code in codes)
    results = await asyncio.gather(*accepted, return_exceptions=True)
    assert sum(isinstance(result, SignedIn) for result in results) == 1
    assert [result.code for result in results if isinstance(result, BadRequest)] == ["login_taken"] * 3


@pytest.mark.parametrize(
    ("login", "name"),
    [("minji", "\u200b"), ("minji", "가" * 41), ("\u200b\u200b", "김민지")],
)
async def test_a_name_that_is_none_makes_no_account(box: PeopleBox, login: str, name: str) -> None:
    assert await _code_of(box.accounts.set_up(_setup(login=login, name=name), FAR)) == "invalid_text"
    assert box.accounts.needs_setup


async def test_names_are_cleaned_before_they_are_kept(box: PeopleBox) -> None:
    signed_in = await box.accounts.set_up(_setup(name="  김\u202e민지\u0007  "), FAR)
    assert signed_in.teacher.name == "김민지"


async def test_old_logins_make_room_for_new_ones(box: PeopleBox) -> None:
    oldest = (await box.first_teacher()).tokens
    for _ in range(LOGINS_OF_ACCOUNT_MAX):
        box.clock.pass_seconds(1)
        newest = (await box.log_in()).tokens
    assert len(box.catalogue.refresh_families) == LOGINS_OF_ACCOUNT_MAX
    assert (_is_signed_in(box, oldest), _is_signed_in(box, newest)) == (False, True)
    box.clock.pass_seconds(REFRESH_SECONDS)
    await box.log_in()
    assert len(box.catalogue.refresh_families) == 1


async def test_a_grown_generation_ends_every_token_of_the_account(box: PeopleBox) -> None:
    tokens = (await box.first_teacher()).tokens
    account = box.accounts.by_login("minji")
    box.catalogue.accounts.put(replace(account, token_generation=1))
    assert not _is_signed_in(box, tokens)


async def test_what_was_done_is_noted_by_ids_only(box: PeopleBox) -> None:
    caller = _caller(box, (await box.first_teacher()).tokens)
    await box.log_in()
    await box.accounts.log_out(caller)
    noted = [(entry.who, entry.what) for entry in box.catalogue.audit.all()]
    assert noted == [(caller.person_id, what) for what in ("account_set_up", "log_in", "log_out")]


async def test_who_does_not_exist_is_not_found(box: PeopleBox) -> None:
    with pytest.raises(NotFound):
        box.accounts.teacher("nobody")
    with pytest.raises(NotFound):
        box.accounts.by_login("nobody")


async def test_an_account_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    async with open_people_box(tmp_path) as box:
        await box.first_teacher()
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("*") if path.is_file())
        assert b"account_set_up" in stored


async def test_a_login_with_nothing_in_it_is_wrong(box: PeopleBox) -> None:
    await box.first_teacher()
    assert await _code_of(box.accounts.log_in(LoginRequest(login="", password=""), FAR)) == "wrong_login"


async def test_a_teacher_stays_signed_in_while_the_disk_keeps_nothing() -> None:
    files = CrashFiles()
    async with open_people_box(Path("/disk"), files) as box:
        first = (await box.first_teacher()).tokens
        files.faults = {"change": Fault(errno.ENOSPC), "write": Fault(errno.ENOSPC)}
        renewed = first
        for _ in range(3):
            box.clock.pass_seconds(600)
            renewed = await box.accounts.refresh(RefreshRequest(refresh_token=renewed.refresh_token))
            assert renewed.refresh_token == first.refresh_token
            claims = box.tokens.read(renewed.access_token)
            assert box.accounts.is_signed_in(claims.person_id, claims.family_id, claims.generation)
        files.faults.clear()
        await until(lambda: box.database.failed is None)
        second = await box.accounts.refresh(RefreshRequest(refresh_token=first.refresh_token))
        assert second.refresh_token != first.refresh_token
        box.clock.pass_seconds(REFRESH_RETRY_MS / 1000 + 1)
        assert await _code_of(box.accounts.refresh(RefreshRequest(refresh_token=first.refresh_token))) == "token_reused"


async def test_a_login_that_was_ended_meanwhile_is_not_brought_back_by_a_failing_disk() -> None:
    files = CrashFiles()
    async with open_people_box(Path("/disk"), files) as box:
        signed_in = await box.first_teacher()
        claims = box.tokens.read(signed_in.tokens.access_token)
        caller = Caller("teacher", claims.person_id, family_id=claims.family_id)
        files.faults = {"change": Fault(errno.ENOSPC), "write": Fault(errno.ENOSPC)}
        wish = RefreshRequest(refresh_token=signed_in.tokens.refresh_token)
        ends = await asyncio.gather(box.accounts.refresh(wish), box.accounts.log_out(caller), return_exceptions=True)
        assert [type(end) for end in ends] == [BadRequest, StorageFailed]
        assert not box.accounts.is_signed_in(claims.person_id, claims.family_id)
