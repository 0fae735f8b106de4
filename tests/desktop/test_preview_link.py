"""The seams to aiortc: nobody outside is asked for anything, names are stripped, and our bounds are in place."""

import asyncio
import queue

from desktop.preview.decoding_queue import Encoded
from desktop.preview.media_link import MAX_DATAGRAMS, MediaLink, prepared_answer

ANSWER = "\r\n".join(
    [
        "v=0",
        "a=ice-lite",
        "m=video 9 UDP/TLS/RTP/SAVPF 99",
        "a=mid:0",
        "a=candidate:1 1 udp 2130706431 10.0.0.7 5000 typ host",
        "a=candidate:2 1 udp 2130706431 1b3c.local 5000 typ host",
        "a=candidate:3 1 udp",
        "a=candidate:4 1 udp 2130706431 fd00::7 5000 typ host",
        "a=end-of-candidates",
        "m=audio 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:1",
        "",
    ]
)


class _Nobody:
    """Decodes nothing."""

    def use(self, encoded: Encoded) -> bool:
        return True

    def wait_seconds(self) -> float | None:
        return None

    def idle(self) -> None:
        """Nothing is held."""


def _link() -> MediaLink:
    return MediaLink(_Nobody(), _Nobody(), lambda: None)


def test_each_section_has_the_addresses_and_no_names() -> None:
    head, video, audio = prepared_answer(ANSWER).split("m=")
    addresses = [line.split()[4] for line in video.splitlines() if line.startswith("a=candidate:")]
    assert addresses == [line.split()[4] for line in audio.splitlines() if line.startswith("a=candidate:")]
    assert addresses == ["10.0.0.7", "fd00::7"]
    assert "candidate" not in head
    assert ".local" not in video + audio


async def test_the_offer_tells_only_addresses_of_this_computer() -> None:
    link = _link()
    offer = await link.offer()
    await link.close()
    kinds = {line.split(" typ ")[1].split()[0] for line in offer.splitlines() if line.startswith("a=candidate:")}
    assert kinds == {"host"}
    assert offer.count("a=recvonly") == 2


async def test_no_unbounded_queue_of_aiortc_is_left() -> None:
    link = _link()
    receivers = [transceiver.receiver for transceiver in link._peer.getTransceivers()]
    for receiver in receivers:
        assert not isinstance(vars(receiver)["_RTCRtpReceiver__decoder_queue"], queue.Queue)
    datagrams = receivers[0].transport.transport._connection._queue
    assert isinstance(datagrams, asyncio.Queue)
    for number in range(MAX_DATAGRAMS + 10):
        datagrams.put_nowait((bytes([number % 256]), 1))
    assert datagrams.qsize() == MAX_DATAGRAMS
    assert datagrams.get_nowait() == (bytes([10]), 1)
    await link.close()


async def test_an_answer_of_nonsense_is_refused() -> None:
    refused = []
    for answer in ("", "v=0", "m=", ANSWER, "\x00" * 100, "m=video 9 X 99\r\na=mid:0\r\n"):
        link = _link()
        await link.offer()
        try:
            await link.accept(answer)
        except ValueError:
            refused.append(answer)
        await link.close()
    assert len(refused) == 6
