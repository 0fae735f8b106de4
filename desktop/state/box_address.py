"""What a teacher types to reach a box: a name, an address, a link from the projector; nothing is sent or looked up."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORT = 8000
"""Where a box listens unless somebody has moved it."""
MAX_CHARACTERS = 300
CLASS_CODE = re.compile(r"[A-Za-z0-9]{3}[ -]?[A-Za-z0-9]{3}")
"""Six characters, as the join card shows them; a name of that form without a dot is none on a school's network."""
HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
ALL_DIGITS = re.compile(r"[0-9.]+")
IP_CHARACTERS = re.compile(r"[0-9A-Za-z:.%_-]+")
"""ipaddress takes anything for the zone of an IPv6 address, brackets and ports too."""


class BoxAddressError(ValueError):
    """What was typed leads to no box."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        """Stable: empty, class_code, not_an_address, not_a_port or not_a_box_link."""


def parse_box_address(text: str) -> tuple[str, ...]:
    """The origins to try for what was typed, best first; raises BoxAddressError."""
    typed = text.strip()
    if not typed:
        raise BoxAddressError("empty")
    if len(typed) > MAX_CHARACTERS:
        raise BoxAddressError("not_an_address")
    if CLASS_CODE.fullmatch(typed) and typed.lower() != "localhost":
        raise BoxAddressError("class_code")
    if "://" in typed:
        return _origins_of_link(typed)
    host, port = _split(typed)
    return (origin("http", _checked(host), DEFAULT_PORT if port is None else port),)


def origin(scheme: str, host: str, port: int) -> str:
    """The origin as programs write it; IPv6 addresses gain their brackets."""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _origins_of_link(typed: str) -> tuple[str, ...]:
    try:
        link = urlsplit(typed)
        port = link.port
    except ValueError as error:
        raise BoxAddressError("not_an_address") from error
    if link.scheme not in ("http", "https"):
        raise BoxAddressError("not_a_box_link")
    host = _checked(_host_of(link))
    if port == 0:
        raise BoxAddressError("not_a_port")
    if port is not None:
        return (origin(link.scheme, host, port),)
    usual = 80 if link.scheme == "http" else 443
    return (origin(link.scheme, host, usual), origin(link.scheme, host, DEFAULT_PORT))


def _host_of(link: SplitResult) -> str:
    if link.username is not None or not link.hostname:
        raise BoxAddressError("not_an_address")
    return link.hostname


def _split(typed: str) -> tuple[str, int | None]:
    bare = typed.split("/", 1)[0]
    if _is_ip(bare):
        return bare, None
    if bare.startswith("["):
        host, closed, rest = bare[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise BoxAddressError("not_an_address")
        return host, _port(rest[1:]) if rest else None
    host, colon, port = bare.rpartition(":")
    return (host, _port(port)) if colon else (bare, None)


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65_536:
        raise BoxAddressError("not_a_port")
    return int(text)


def _checked(host: str) -> str:
    if _is_ip(host):
        return host
    if ALL_DIGITS.fullmatch(host) or len(host) > 253 or not HOST_NAME.fullmatch(host):
        raise BoxAddressError("not_an_address")
    return host


def _is_ip(text: str) -> bool:
    if not IP_CHARACTERS.fullmatch(text):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
