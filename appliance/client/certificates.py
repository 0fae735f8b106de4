"""TLS to a box whose certificate nobody has signed: seen once, kept, and from then on the only one that is trusted."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress

from appliance.client.problems import BoxUnreachableError

FETCH_TIMEOUT_SECONDS = 10.0
NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python does not name."""


async def fetch_certificate(host: str, port: int) -> str:
    """The certificate that the box shows now, in PEM, to be kept at the first pairing; raises BoxUnreachableError."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(FETCH_TIMEOUT_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=anybody)
            shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
            certificate = shown.getpeercert(binary_form=True)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
    except (OSError, TimeoutError) as error:
        raise BoxUnreachableError(f"{host}:{port} does not answer with TLS.") from error
    if certificate is None:
        raise BoxUnreachableError(f"{host}:{port} shows no certificate.")
    return ssl.DER_cert_to_PEM_cert(certificate)


def pinned_context(certificate_pem: str) -> ssl.SSLContext:
    """Trusts exactly this certificate, under whatever name or address; raises ValueError when it is none."""
    pinned = ssl.PEM_cert_to_DER_cert(certificate_pem.strip())

    class PinnedObject(ssl.SSLObject):
        """A TLS connection that ends where the other side is somebody whom the pinned one vouches for."""

        def do_handshake(self) -> None:
            """Raises SSLCertVerificationError."""
            super().do_handshake()
            if self.getpeercert(binary_form=True) != pinned:
                raise ssl.SSLCertVerificationError("this is not the pinned certificate")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    # Its own issuer or not, the certificate is the anchor. Its dates mean nothing: a box may not know the time.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(NO_CHECK_TIME)
    try:
        context.load_verify_locations(cadata=certificate_pem)
    except ssl.SSLError as error:
        raise ValueError("This is not a certificate in PEM.") from error
    context.sslobject_class = PinnedObject
    return context


def is_other_certificate(error: BaseException) -> bool:
    """Whether a connection failed because the other side showed a certificate that is not trusted."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
