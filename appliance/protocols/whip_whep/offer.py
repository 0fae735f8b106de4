"""What a client offers: the SDP of a WHIP or WHEP POST, checked and made into plain values (RFC 8866, RFC 8829)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from appliance.protocols.whip_whep.errors import SdpError
from appliance.protocols.whip_whep.ice import Candidate, IceCredentials, parse_candidates, parse_credentials
from appliance.protocols.whip_whep.lines import TOKEN, Section, split_sections

MediaKind = Literal["video", "audio", "application"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
Setup = Literal["actpass", "active"]

_MAX_MEDIA = 16
_MAX_FORMATS = 128
_MAX_PARAMETERS = 32
_MAX_FEEDBACK = 16
_MAX_SSRCS = 16
_MAX_FINGERPRINTS = 8
_MAX_EXTENSIONS = 64
_MAX_EXTENSION_ID = 255

_RTP_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVP", "RTP/SAVPF")
_DIRECTIONS: tuple[Direction, ...] = ("sendrecv", "sendonly", "recvonly", "inactive")
_DIGEST_BYTES = {"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}

_NUMBER = re.compile(r"[0-9]{1,10}")
_DIGEST = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2})+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of a DTLS certificate (RFC 8122)."""

    algorithm: str
    """In lower case."""
    value: str
    """Upper-case pairs of hex digits with colons."""


@dataclass(frozen=True, slots=True)
class CodecOffer:
    """One payload type of a media section."""

    payload_type: int
    name: str
    """In lower case."""
    clock_rate: int
    channels: int
    parameters: dict[str, str]
    """a=fmtp, keys in lower case."""
    feedback: frozenset[str]
    """a=rtcp-fb, such as `nack pli`."""


@dataclass(frozen=True, slots=True)
class MediaOffer:
    """One m= section."""

    kind: MediaKind
    mid: str
    direction: Direction
    protocol: str
    formats: tuple[str, ...]
    rejected: bool
    """Port 0 without a=bundle-only."""
    codecs: tuple[CodecOffer, ...] = ()
    ssrcs: tuple[int, ...] = ()
    rtx_ssrcs: dict[int, int] = field(default_factory=dict)
    """From a=ssrc-group:FID: the SSRC of the retransmissions for each primary SSRC."""
    msid: str | None = None
    extension_ids: dict[str, int] = field(default_factory=dict)
    has_rtcp_mux: bool = False
    has_rtcp_rsize: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A checked offer: at most one audio and one video, on one transport."""

    media: tuple[MediaOffer, ...]
    """In m-line order."""
    ice: IceCredentials
    fingerprints: tuple[Fingerprint, ...]
    setup: Setup
    bundle_mids: tuple[str, ...]
    has_trickle: bool
    candidates: tuple[Candidate, ...] = ()


def parse_offer(text: str) -> Offer:
    """The offer in `text`; SdpError with a sentence when it is broken or asks for more than the box does."""
    session, *parts = split_sections(text)
    if not text.startswith("v=0"):
        raise SdpError("The SDP does not begin with v=0.")
    if not 0 < len(parts) <= _MAX_MEDIA:
        raise SdpError(f"The SDP needs 1 to {_MAX_MEDIA} media sections.")
    media = tuple(_parse_media(part, session) for part in parts)
    live = [
        (offer, part)
        for offer, part in zip(media, parts, strict=True)
        if offer.kind != "application" and not offer.rejected
    ]
    if not live:
        raise SdpError("The SDP offers neither audio nor video.", unsupported=True)
    bundle_mids = _parse_bundle(session)
    _check_media(media, [offer for offer, _ in live], bundle_mids)
    transport = [live[0][1], session]
    return Offer(
        media=media,
        ice=parse_credentials(_first(transport, "ice-ufrag"), _first(transport, "ice-pwd")),
        fingerprints=_parse_fingerprints(transport),
        setup=_parse_setup(_first(transport, "setup")),
        bundle_mids=bundle_mids,
        has_trickle=_has_trickle(transport),
        candidates=parse_candidates([session, *parts]),
    )


def _check_media(media: Sequence[MediaOffer], live: Sequence[MediaOffer], bundle_mids: Sequence[str]) -> None:
    if len({offer.mid for offer in media}) < len(media):
        raise SdpError("Two media sections have the same a=mid.")
    for kind in ("audio", "video"):
        if sum(offer.kind == kind for offer in live) > 1:
            raise SdpError(f"Only one {kind} track can be served.", unsupported=True)
    for offer in live:
        if not offer.has_rtcp_mux:
            raise SdpError("Every media section needs a=rtcp-mux.", unsupported=True)
        if len(media) > 1 and offer.mid not in bundle_mids:
            raise SdpError("All media sections must be bundled (a=group:BUNDLE).", unsupported=True)


def _parse_media(part: Section, session: Section) -> MediaOffer:
    kind_text, port, protocol, formats = _parse_media_head(part.head)
    mid = part.first("mid")
    if mid is None or not TOKEN.fullmatch(mid):
        raise SdpError("A media section lacks a=mid.")
    rejected = port == 0 and not part.has("bundle-only")
    if kind_text not in ("audio", "video"):
        return MediaOffer(_other_kind(kind_text), mid, "inactive", protocol, formats, rejected)
    if protocol not in _RTP_PROTOCOLS:
        raise SdpError("Media must be offered over DTLS-SRTP (UDP/TLS/RTP/SAVPF).", unsupported=True)
    ssrcs, rtx_ssrcs = _parse_ssrcs(part)
    return MediaOffer(
        kind="audio" if kind_text == "audio" else "video",
        mid=mid,
        direction=_parse_direction(part, session),
        protocol=protocol,
        formats=formats,
        rejected=rejected,
        codecs=_parse_codecs(part, formats),
        ssrcs=ssrcs,
        rtx_ssrcs=rtx_ssrcs,
        msid=part.first("msid"),
        extension_ids=_parse_extensions(part),
        has_rtcp_mux=part.has("rtcp-mux"),
        has_rtcp_rsize=part.has("rtcp-rsize"),
    )


def _parse_media_head(head: str) -> tuple[str, int, str, tuple[str, ...]]:
    fields = head.split(maxsplit=3 + _MAX_FORMATS)
    formats = tuple(fields[3:])
    if not formats or len(formats) > _MAX_FORMATS or not all(TOKEN.fullmatch(text) for text in formats):
        raise SdpError("An m= line of the SDP is malformed.")
    kind, port, protocol = fields[:3]
    if not _NUMBER.fullmatch(port) or not all(TOKEN.fullmatch(text) for text in protocol.split("/")):
        raise SdpError("An m= line of the SDP is malformed.")
    return kind, int(port), protocol, formats


def _other_kind(text: str) -> MediaKind:
    if text != "application":
        raise SdpError("Only audio, video and data sections are known.", unsupported=True)
    return "application"


def _parse_direction(part: Section, session: Section) -> Direction:
    found = (direction for section in (part, session) for direction in _DIRECTIONS if section.has(direction))
    return next(found, "sendrecv")


def _parse_codecs(part: Section, formats: Sequence[str]) -> tuple[CodecOffer, ...]:
    parameters = dict(_split_pair(value) for value in part.values("fmtp"))
    feedback: dict[str, list[str]] = {}
    for payload_type, value in map(_split_pair, part.values("rtcp-fb")):
        feedback.setdefault(payload_type, []).append(" ".join(value.split(maxsplit=2)[:2]))
    names = dict(_split_pair(value) for value in part.values("rtpmap"))
    return tuple(
        _parse_codec(
            payload_type,
            names[payload_type],
            _parse_parameters(parameters.get(payload_type, "")),
            frozenset((feedback.get(payload_type, []) + feedback.get("*", []))[:_MAX_FEEDBACK]),
        )
        for payload_type in dict.fromkeys(formats)
        if payload_type in names
    )


def _parse_codec(payload_type: str, name: str, parameters: dict[str, str], feedback: frozenset[str]) -> CodecOffer:
    encoding, clock_rate, channels = (*name.split("/", maxsplit=2), "", "")[:3]
    if not _NUMBER.fullmatch(payload_type) or int(payload_type) > 127 or not _NUMBER.fullmatch(clock_rate):
        raise SdpError("An a=rtpmap line of the SDP is malformed.")
    count = int(channels) if _NUMBER.fullmatch(channels) else 1
    return CodecOffer(int(payload_type), encoding.lower(), int(clock_rate), count, parameters, feedback)


def _parse_parameters(value: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for item in value.split(";", _MAX_PARAMETERS)[:_MAX_PARAMETERS]:
        key, _, text = item.partition("=")
        if key.strip():
            parameters[key.strip().lower()] = text.strip()
    return parameters


def _parse_ssrcs(part: Section) -> tuple[tuple[int, ...], dict[int, int]]:
    ssrcs: dict[int, None] = {}
    for value in part.values("ssrc"):
        ssrcs[_parse_ssrc(value.split(maxsplit=1)[0] if value else "")] = None
    rtx_ssrcs: dict[int, int] = {}
    for value in part.values("ssrc-group"):
        fields = value.split(maxsplit=3)
        if fields[:1] == ["FID"] and len(fields) == 3:
            rtx_ssrcs[_parse_ssrc(fields[1])] = _parse_ssrc(fields[2])
    if len(ssrcs) > _MAX_SSRCS or len(rtx_ssrcs) > _MAX_SSRCS:
        raise SdpError("A media section has too many SSRCs.", unsupported=True)
    return tuple(ssrcs), rtx_ssrcs


def _parse_ssrc(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > 0xFFFF_FFFF:
        raise SdpError("An SSRC in the SDP is malformed.")
    return int(text)


def _parse_extensions(part: Section) -> dict[str, int]:
    extension_ids: dict[str, int] = {}
    for number, rest in map(_split_pair, part.values("extmap")[:_MAX_EXTENSIONS]):
        identifier = number.partition("/")[0]
        uri = rest.split(maxsplit=1)
        if not _NUMBER.fullmatch(identifier) or not uri:
            raise SdpError("An a=extmap line of the SDP is malformed.")
        if 0 < int(identifier) <= _MAX_EXTENSION_ID:
            extension_ids.setdefault(uri[0], int(identifier))
    return extension_ids


def _parse_bundle(session: Section) -> tuple[str, ...]:
    for value in session.values("group"):
        semantics, *mids = value.split(maxsplit=_MAX_MEDIA + 1) or [""]
        if semantics == "BUNDLE":
            return tuple(mids)
    return ()


def _parse_fingerprints(sections: Sequence[Section]) -> tuple[Fingerprint, ...]:
    fingerprints = []
    for value in [value for section in sections for value in section.values("fingerprint")][:_MAX_FINGERPRINTS]:
        algorithm, digest = _split_pair(value)
        fingerprint = Fingerprint(algorithm.lower(), digest.upper())
        size = _DIGEST_BYTES.get(fingerprint.algorithm)
        if size and len(digest) == size * 3 - 1 and _DIGEST.fullmatch(fingerprint.value):
            fingerprints.append(fingerprint)
    if not fingerprints:
        raise SdpError("The SDP lacks a usable a=fingerprint.")
    return tuple(dict.fromkeys(fingerprints))


def _parse_setup(value: str | None) -> Setup:
    match value:
        case "actpass":
            return "actpass"
        case "active":
            return "active"
        case "passive":
            # As the DTLS server the box chooses the cipher, so it never takes the other role.
            raise SdpError("The box takes the passive DTLS role: offer a=setup:actpass.", unsupported=True)
        case _:
            raise SdpError("The SDP lacks a=setup:actpass or a=setup:active.")


def _has_trickle(sections: Sequence[Section]) -> bool:
    # OBS separates the options by a comma, where RFC 8839 5.6 has a space.
    options = [value.replace(",", " ").split() for section in sections for value in section.values("ice-options")]
    return any("trickle" in names for names in options)


def _first(sections: Sequence[Section], name: str) -> str | None:
    return next((value for section in sections if (value := section.first(name)) is not None), None)


def _split_pair(value: str) -> tuple[str, str]:
    head, _, rest = value.partition(" ")
    return head, rest.strip()
