"""Settings: flags over environment over defaults, and one clear sentence for each wrong value."""

import re
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appliance.__main__ import EXIT_CONFIGURATION, main
from appliance.config import Endpoint, Settings, flag, load_settings, parse_endpoint, variable
from appliance.errors import ConfigurationError


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in Settings.model_fields:
        monkeypatch.delenv(variable(setting), raising=False)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("127.0.0.1:8000", Endpoint("127.0.0.1", 8000)),
        ("0.0.0.0:0", Endpoint("0.0.0.0", 0)),
        (":65535", Endpoint("", 65535)),
        ("*:80", Endpoint("", 80)),
        ("localhost:80", Endpoint("127.0.0.1", 80)),
        ("[::1]:8189", Endpoint("::1", 8189)),
        ("[::]:1935", Endpoint("::", 1935)),
    ],
)
def test_an_endpoint_is_read_as_people_write_it(text: str, endpoint: Endpoint) -> None:
    assert parse_endpoint(text) == endpoint
    assert parse_endpoint(endpoint) is endpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8000",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:x",
        "1.2.3.4:65536",
        "1.2.3.4:-1",
        "box:80",
        "1:2:3",
        "[::1]:8x",
    ],
)
def test_what_is_not_an_endpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_endpoint(text)


@given(st.text())
def test_any_text_is_refused_unless_it_is_an_endpoint(text: str) -> None:
    assume(not re.search(r":[0-9]{1,5}\Z", text))
    with pytest.raises(ValueError, match="is not"):
        parse_endpoint(text)


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_what_an_endpoint_writes_it_reads(address: IPv4Address | IPv6Address, port: int) -> None:
    endpoint = Endpoint(str(address), port)
    assert parse_endpoint(str(endpoint)) == endpoint


@pytest.mark.parametrize(
    ("endpoint", "reached_at"),
    [
        (Endpoint("", 80), "127.0.0.1:80"),
        (Endpoint("0.0.0.0", 80), "127.0.0.1:80"),
        (Endpoint("::", 80), "[::1]:80"),
        (Endpoint("192.0.2.7", 80), "192.0.2.7:80"),
    ],
)
def test_a_program_on_the_box_reaches_an_endpoint_at(endpoint: Endpoint, reached_at: str) -> None:
    assert str(endpoint.reachable()) == reached_at


@pytest.mark.parametrize(
    ("host", "is_loopback"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("", False), ("0.0.0.0", False)]
)
def test_loopback_is_told_from_the_network(host: str, is_loopback: bool) -> None:
    assert Endpoint(host, 80).is_loopback is is_loopback


def test_the_defaults_are_the_ports_that_the_documents_name() -> None:
    settings = load_settings({})
    assert (settings.http.port, settings.rtmp.port, settings.media.port) == (8000, 1935, 8189)
    assert settings.data_dir == Path("var")
    assert settings.practice is None


def test_a_flag_wins_over_the_environment_and_that_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRCLASS_HTTP", "127.0.0.1:1111")
    monkeypatch.setenv("AIRCLASS_RTMP", "127.0.0.1:2222")
    monkeypatch.setenv("AIRCLASS_PRACTICE", "false")
    settings = load_settings({"http": "127.0.0.1:3333"})
    assert settings.http.port == 3333
    assert settings.rtmp.port == 2222
    assert settings.media.port == 8189
    assert settings.practice is False


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRCLASS_HTTP", "")
    assert load_settings({}).http.port == 8000


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("http", "nowhere:80"),
        ("rtmp", "1935"),
        ("media", "127.0.0.1:99999"),
        ("practice", "perhaps"),
        ("room_name", "x" * 81),
        ("max_viewers", "0"),
        ("max_viewers", "many"),
        ("video_bitrate", "1"),
        ("reencode_slots", "-1"),
        ("public_address", "school.example"),
        ("announce", "2"),
        ("metrics_allow", "10.0.0.1/8"),
        ("log_level", "loud"),
    ],
)
def test_a_wrong_value_gives_one_sentence_that_names_flag_and_variable(
    setting: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(setting), value)
    with pytest.raises(ConfigurationError) as refusal:
        load_settings({})
    sentence = str(refusal.value)
    assert sentence.startswith(f"The setting {setting} ({flag(setting)}, {variable(setting)}) is wrong: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Value error" not in sentence


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="colour"):
        load_settings({"colour": "red"})


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not (field.title and field.description)] == []


def test_the_command_ends_with_78_and_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--max-viewers", "many"]) == EXIT_CONFIGURATION == 78
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("airclass-appliance: The setting max_viewers (--max-viewers, AIRCLASS_MAX_VIEWERS)")
    assert written.err.count("\n") == 1


def test_every_setting_is_a_flag_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["serve", "--help"])
    assert end.value.code == 0
    help_text = capsys.readouterr().out
    assert [name for name in Settings.model_fields if f"{flag(name)}" not in help_text] == []
    assert [name for name in Settings.model_fields if variable(name) not in help_text] == []
