"""The addresses under which casters and students reach the box."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

MDNS_SUFFIX = ".local"
"""Android resolves such names only from version 12 on."""
LARIX_PICTURE = (
    "enc[vid][res]=1280x720",
    "enc[vid][fps]=30",
    "enc[vid][bitrate]=2000",
    "enc[vid][keyframe]=2",
    "enc[vid][format]=avc",
)
"""What docs/casting.md advises."""


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """Ports that were really opened; the host is the one by which the asker already reaches the box."""

    http_port: int
    rtmp_port: int
    lan_host: Callable[[], str] = lambda: "127.0.0.1"
    """The box's best address on the network."""

    def http_origin(self, host: str) -> str:
        """The web address without a path."""
        return f"http://{_bracketed(host)}:{self.http_port}"

    def rtmp_server(self, host: str) -> str:
        """The RTMP server as OBS and PRISM ask for it, without the key."""
        return f"rtmp://{_bracketed(host)}:{self.rtmp_port}/live"

    def join_url(self, host: str, class_code: str) -> str:
        """What a QR code says: never a loopback address, which is another machine on every phone."""
        shown = self.lan_host() if _is_loopback(host) else host
        return f"{self.http_origin(shown)}/?code={class_code}"

    def larix_url(self, host: str, key: str, label: str) -> str:
        """The link that sets up Larix Broadcaster: never a name that not every phone can resolve."""
        shown = self.lan_host() if _is_loopback(host) or host.lower().rstrip(".").endswith(MDNS_SUFFIX) else host
        connection = {
            "url": f"{self.rtmp_server(shown)}/{key}",
            "name": f"AIRClass {label}".strip(),
            "mode": "va",
            "target": "rtmp",
            "overwrite": "on",
            "active": "on",
        }
        parts = [f"conn[][{name}]={quote(value, safe='')}" for name, value in connection.items()]
        return "larix://set/v1?" + "&".join([*parts, *LARIX_PICTURE])


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
