"""Who the box is: made once, kept whole, readable by its own user only."""

import json
import threading
from pathlib import Path

import pytest

from appliance.domain.lesson import CLASS_CODE_LENGTH, CODE_ALPHABET
from appliance.errors import ConfigurationError
from appliance.storage.box_identity import (
    FILE_NAME,
    SETUP_CODE_LENGTH,
    SIGNING_KEY_BYTES,
    TOKEN_SECRET_BYTES,
    is_writable,
    load_or_create,
    renewed,
)

WHOLE = {"box_id": "3f0e0f54-58a8-4d3e-8f1c-1f0e0c9f6b11", "setup_code": "ABCDEFGH", "practice_class_code": "ABC234"}


def test_the_identity_is_made_once_and_stays(tmp_path: Path) -> None:
    first = load_or_create(tmp_path / "new" / "folder")
    assert load_or_create(tmp_path / "new" / "folder") == first
    assert load_or_create(tmp_path / "another") != first


def test_codes_can_be_read_from_a_wall_and_are_not_guessed_twice(tmp_path: Path) -> None:
    identities = [load_or_create(tmp_path / str(number)) for number in range(40)]
    codes = [identity.setup_code for identity in identities] + [each.practice_class_code for each in identities]
    assert set("".join(codes)) <= set(CODE_ALPHABET)
    assert not set("ILO01") & set(CODE_ALPHABET)
    assert {len(each.setup_code) for each in identities} == {SETUP_CODE_LENGTH}
    assert {len(each.practice_class_code) for each in identities} == {CLASS_CODE_LENGTH}
    assert len({each.setup_code for each in identities}) == len(identities)


def test_only_the_boxs_own_user_may_read_the_file(tmp_path: Path) -> None:
    leftover = tmp_path / "box.tmp"
    leftover.write_text("what a power cut left")
    leftover.chmod(0o666)
    load_or_create(tmp_path)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_power_cut_while_writing_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "box.tmp").write_text('{"box_id": "3f0')
    made = load_or_create(tmp_path)
    assert load_or_create(tmp_path) == made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        json.dumps({**WHOLE, "box_id": None}).encode(),
        json.dumps({**WHOLE, "box_id": "not-an-id"}).encode(),
        json.dumps({**WHOLE, "setup_code": 12345678}).encode(),
        json.dumps({**WHOLE, "setup_code": "ABCDEFG"}).encode(),
        json.dumps({**WHOLE, "practice_class_code": "abc234"}).encode(),
        json.dumps({**WHOLE, "signing_key": ""}).encode(),
        json.dumps({**WHOLE, "signing_key": "00" * 31}).encode(),
        json.dumps({**WHOLE, "signing_key": 7}).encode(),
    ],
)
def test_a_damaged_file_is_refused_in_words_and_kept(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="is damaged"):
        load_or_create(tmp_path)
    assert path.read_bytes() == content


def test_every_truncation_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    whole = json.dumps(WHOLE, indent=2).encode()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ConfigurationError):
            load_or_create(tmp_path)
    path.write_bytes(whole)
    assert load_or_create(tmp_path).setup_code == WHOLE["setup_code"]


def test_a_data_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"The data folder .*file cannot be used: "):
        load_or_create(tmp_path / "file")


def test_the_folder_is_writable_however_many_ask_at_once(tmp_path: Path) -> None:
    answers: list[bool] = []
    askers = [
        threading.Thread(target=lambda: answers.extend(is_writable(tmp_path) for _ in range(50))) for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers == [True] * 400
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_not_writable(tmp_path: Path) -> None:
    assert is_writable(tmp_path / "gone") is False


def test_a_box_of_an_older_version_is_given_what_it_lacks_once(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps(WHOLE))
    first = load_or_create(tmp_path)
    assert first.box_id == WHOLE["box_id"]
    assert len(bytes.fromhex(first.token_secret)) == TOKEN_SECRET_BYTES
    assert len(bytes.fromhex(first.signing_key)) == SIGNING_KEY_BYTES
    assert load_or_create(tmp_path) == first


def test_a_cloned_disk_becomes_another_instance_of_the_same_box(tmp_path: Path) -> None:
    machines = [tmp_path / "one", tmp_path / "two"]
    for machine in machines:
        machine.write_text(machine.name)
    original = load_or_create(tmp_path / "data", machines[0])
    assert load_or_create(tmp_path / "data", machines[0]) == original
    clone = load_or_create(tmp_path / "data", machines[1])
    assert clone.box_id == original.box_id
    assert clone.instance_id != original.instance_id
    assert load_or_create(tmp_path / "data", machines[1]) == clone
    assert load_or_create(tmp_path / "data", tmp_path / "no such file") == clone


def test_a_restored_box_is_another_instance_and_signs_other_tokens(tmp_path: Path) -> None:
    original = load_or_create(tmp_path)
    restored = renewed(original)
    assert restored.box_id == original.box_id
    assert restored.instance_id != original.instance_id
    assert restored.token_secret != original.token_secret


def test_a_restored_box_is_known_again_by_its_key(tmp_path: Path) -> None:
    original = load_or_create(tmp_path / "one")
    assert renewed(original).signing_key == original.signing_key
    assert load_or_create(tmp_path / "another").signing_key != original.signing_key


def test_a_printed_identity_says_no_secret(tmp_path: Path) -> None:
    made = load_or_create(tmp_path)
    printed = f"{made} {made!r}"
    assert made.box_id in printed
    assert [secret for secret in (made.signing_key, made.token_secret, made.setup_code) if secret in printed] == []
