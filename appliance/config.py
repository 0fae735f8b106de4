"""The box's settings: each a command-line flag, an AIRCLASS_… variable, and a validated field."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from appliance.errors import ConfigurationError

ENVIRONMENT_PREFIX = "AIRCLASS_"
PORT = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """HOST and PORT to bind: an empty host means every address of the box, port 0 any free port."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on the box can reach it."""
        return bool(self.host) and ipaddress.ip_address(self.host).is_loopback

    def reachable(self) -> "Endpoint":
        """The endpoint as a program on the box connects to it."""
        return Endpoint({"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host), self.port)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_endpoint(text: object) -> Endpoint:
    """HOST:PORT, [IPV6]:PORT or :PORT; raises ValueError with a sentence."""
    if isinstance(text, Endpoint):
        return text
    host, separator, port = str(text).rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not separator or not PORT.fullmatch(port) or int(port) > 65_535:
        raise ValueError(f"{text!r} is not HOST:PORT, for example 0.0.0.0:8000")
    if host in ("", "*"):
        return Endpoint("", int(port))
    if host == "localhost":
        host = "127.0.0.1"
    try:
        ipaddress.ip_address(host)
    except ValueError as error:
        raise ValueError(f"{host!r} is not an IP address of this box") from error
    return Endpoint(host, int(port))


EndpointSetting = Annotated[Endpoint, NoDecode, BeforeValidator(parse_endpoint)]
"""Without NoDecode its variable would be read as JSON."""


class Settings(BaseSettings):
    """Everything that can be set about a box."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, arbitrary_types_allowed=True
    )

    data_dir: Path = Field(Path("var"), title="Data folder", description="Where everything of the box is kept.")
    http: EndpointSetting = Field(Endpoint("", 8000), title="Web address", description="HOST:PORT of page and API.")
    rtmp: EndpointSetting = Field(Endpoint("", 1935), title="RTMP address", description="HOST:PORT for casters.")
    media: EndpointSetting = Field(
        Endpoint("", 8189), title="Media address", description="HOST:PORT for video, in UDP and TCP alike."
    )
    practice: bool | None = Field(
        None, title="Practice class", description="Open the practice class; by default while there is no teacher."
    )
    room_name: str = Field(
        "AIRClass", min_length=1, max_length=80, title="Room name", description="The name shown on the network."
    )
    max_viewers: int = Field(500, ge=1, le=5000, title="Viewer limit", description="More viewers are asked to wait.")
    video_bitrate: int = Field(
        2_500_000, ge=200_000, le=20_000_000, title="Picture bitrate", description="bit/s asked of WHIP publishers."
    )
    reencode_slots: int = Field(
        1, ge=0, le=8, title="Re-encoded casts", description="Casts with B-frames that are encoded anew at a time."
    )
    public_address: str = Field("", title="Public address", description="One more address at which media is reached.")
    host_names: str = Field(
        "", title="Host names", description="Names under which the box is reached besides its own, comma-separated."
    )
    retention_days: int | None = Field(
        None, ge=1, le=36_500, title="Retention", description="Ended sessions are erased after so many days."
    )
    disk_reserve_mb: int = Field(
        500, ge=0, le=1_000_000, title="Disk reserve", description="MB of free disk below which the box warns."
    )
    announce: bool = Field(True, title="Announce", description="Announce the box by mDNS.")
    metrics_allow: str = Field(
        "", title="Metrics readers", description="Networks that may read /metrics besides the box, comma-separated."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", title="Log level", description="What is written to the log."
    )

    @field_validator("public_address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value:
            ipaddress.ip_address(value)
        return value

    @field_validator("metrics_allow")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        parse_networks(value)
        return value


def parse_networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Comma-separated networks such as 10.1.0.0/16; raises ValueError."""
    return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]


def parse_names(text: str) -> list[str]:
    """Comma-separated names."""
    return [name for part in text.split(",") if (name := part.strip().lower())]


def load_settings(overrides: Mapping[str, Any]) -> Settings:
    """Settings from the environment with `overrides` on top; raises ConfigurationError naming what is wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise ConfigurationError(_sentence(error)) from error


def flag(setting: str) -> str:
    """The command-line flag of a setting."""
    return f"--{setting.replace('_', '-')}"


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"{ENVIRONMENT_PREFIX}{setting.upper()}"


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    reason = first["msg"].removeprefix("Value error, ").rstrip(".")
    setting = str(first["loc"][0]) if first["loc"] else "settings"
    return f"The setting {setting} ({flag(setting)}, {variable(setting)}) is wrong: {reason}."
