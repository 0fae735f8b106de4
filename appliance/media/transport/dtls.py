"""DTLS-SRTP of one peer: aiortc's transport in the server role, over whatever path the peer is behind."""

import asyncio
from collections.abc import Callable, Sequence

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTP_PROFILES,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from appliance.media.transport.srtp import SrtpSessions, trailer_bytes
from appliance.protocols.whip_whep import Fingerprint

FASTEST_FIRST = [
    profile
    for profile in (SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80)
    if profile in SRTP_PROFILES
]
"""As the DTLS server the box picks the first profile of this list that the peer offers."""
MAX_WAITING_RECORDS = 16
"""A handshake flight is four to six datagrams; more is an attack and is dropped."""


class DtlsFailed(Exception):
    """The handshake failed or the peer's certificate is not the one its SDP named."""


class _IceSide:
    """What RTCDtlsTransport asks of its ICE transport: a role, and datagrams in and out."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._deliver = send
        self.records: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=MAX_WAITING_RECORDS)

    def end(self) -> None:
        """Let whoever waits for a record, or will, hear that none comes any more."""
        if self.records.full():
            self.records.get_nowait()
        self.records.put_nowait(None)

    async def _recv(self) -> bytes:
        record = await self.records.get()
        if record is None:
            raise ConnectionError
        return record

    async def _send(self, data: bytes) -> None:
        self._deliver(data)


class DtlsEndpoint:
    """The box's end of one DTLS association; always the server, so that the box chooses the cipher."""

    def __init__(self, certificate: RTCCertificate, send: Callable[[bytes], object]) -> None:
        self._ice = _IceSide(send)
        self._transport = RTCDtlsTransport(self._ice, [certificate])  # type: ignore[arg-type]  # needs only what _IceSide has
        self._transport._set_role("server")
        self._transport._srtp_profiles = FASTEST_FIRST

    def feed(self, record: bytes) -> None:
        """Take a DTLS datagram from the peer; what does not fit in the queue is dropped."""
        if not self._ice.records.full():
            self._ice.records.put_nowait(record)

    async def handshake(self, fingerprints: Sequence[Fingerprint]) -> SrtpSessions:
        """Run the handshake and check the peer's certificate; raises DtlsFailed."""
        remote = RTCDtlsParameters([RTCDtlsFingerprint(each.algorithm, each.value) for each in fingerprints])
        await self._transport.start(remote)
        if self._transport.state != "connected":
            raise DtlsFailed("the DTLS handshake failed or the certificate does not match the SDP")
        assert self._transport._ssl is not None
        profile = self._transport._ssl.get_selected_srtp_profile()
        return SrtpSessions(self._transport._tx_srtp, self._transport._rx_srtp, trailer_bytes(profile))

    def on_goodbye(self, callback: Callable[[], None]) -> None:
        """Call back once when the peer has said goodbye (close_notify)."""

        def state_changed() -> None:
            if self._transport.state == "closed":
                callback()

        self._transport.on("statechange", state_changed)

    async def close(self) -> None:
        """Say goodbye, end a handshake under way, and wait until the transport's own task is over."""
        task = self._transport._task
        await self._transport.stop()
        self._ice.end()
        if task is not None:
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()


def local_fingerprint(certificate: RTCCertificate) -> Fingerprint:
    """The certificate's SHA-256 fingerprint for the SDP answer."""
    for fingerprint in certificate.getFingerprints():
        if fingerprint.algorithm == "sha-256":
            return Fingerprint(fingerprint.algorithm, fingerprint.value)
    raise RuntimeError("aiortc gave no sha-256 fingerprint")
