"""The addresses under which casters and students reach the box."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """Ports that were really opened; the host is the one by which the asker already reaches the box."""

    http_port: int
    rtmp_port: int

    def http_origin(self, host: str) -> str:
        """The web address without a path."""
        return f"http://{_bracketed(host)}:{self.http_port}"

    def rtmp_server(self, host: str) -> str:
        """The RTMP server as OBS and PRISM ask for it, without the key."""
        return f"rtmp://{_bracketed(host)}:{self.rtmp_port}/live"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
