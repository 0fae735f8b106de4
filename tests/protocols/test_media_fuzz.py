"""Every media parser survives what the network may send: cut, mutated and made-up input, in bounded time and memory."""

import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protocols.sdp_samples import PUBLISHERS, VIEWERS, offer_text
from tests.support.media_parsers import FEEDS

CORPUS = Path(__file__).parent.parent / "torture" / "corpus"
LONGEST_SECONDS = 0.1
LARGEST_BYTES = 1_000_000
DATAGRAM = 65_507


def _seeds(group: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / group).iterdir())]


def _feed(group: str, data: bytes) -> None:
    started = time.thread_time()
    FEEDS[group](data)
    assert time.thread_time() - started < LONGEST_SECONDS


@pytest.mark.parametrize("group", FEEDS)
def test_seeds_cut_at_each_byte(group: str) -> None:
    for seed in _seeds(group):
        for cut in range(min(len(seed), 400)):
            _feed(group, seed[:cut])
            _feed(group, seed[cut:])


@pytest.mark.parametrize("group", FEEDS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_seeds_mutated(group: str, data: st.DataObject) -> None:
    seed = bytearray(data.draw(st.sampled_from(_seeds(group))))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(seed)))
        length = data.draw(st.sampled_from((0, 1, 1, 2, 8)))
        seed[position : position + length] = data.draw(st.binary(max_size=8))
    _feed(group, bytes(seed))


@pytest.mark.parametrize("group", FEEDS)
@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_made_up_input(group: str, data: bytes) -> None:
    _feed(group, data)


_HEAVY = [
    ("h264", b"\x00\x00\x01\x41\x80" * 800_000),
    ("h264", bytes(100_000)),
    ("h264", b"\x01" * 100_000),
    ("h264", b"\x67\x64\x00\x1f" + b"\xff" * 100_000),
    ("h264", b"\x67\x64\x00\x1f" + bytes(100_000)),
    ("h264", b"\x01\x42\xc0\x1f\xff\xff" + b"\x00\x01\x67" * 40_000),
    ("rtp", b"\x90" + bytes(11) + b"\xbe\xde\x3f\xff" + b"\x10" * DATAGRAM),
    ("rtp", b"\x90" + bytes(11) + b"\x10\x00\x3f\xff" + bytes(range(256)) * 255),
    ("rtp", b"\x78" + b"\x00\x02\x41\x9a" * (DATAGRAM // 4)),
    ("rtp", b"\x7c\x85" + bytes(DATAGRAM)),
    ("rtp", (b"\x81\xcd\x03\xff" + bytes(8) + b"\x00\x00\xff\xff" * 1021)),
    ("rtp", b"\x80\xcb\x00\x00" * 1024),
    ("rtp", b"\x9f\xca\x03\xff" + b"\x01" * 4092),
    ("sdp", b"v=0\n" + b"a=\n" * 21_000),
    ("sdp", b"v=0\n" + b"a=b:c\n" * 1_990 + b"a=d:" + b"e" * 53_000),
    ("sdp", b"v=0\n" + b"m=video 9 UDP/TLS/RTP/SAVPF 96\n" * 1_990),
    ("sdp", offer_text("chromium_view").encode() + b"a=fmtp:111 " + b"a;" * 29_000),
    ("sdp", offer_text("chromium_view").encode() + b"a=rtcp-fb:* nack\r\n" * 1_700),
    ("sdp", offer_text("chromium_view").encode() + b"".join(b"a=extmap:1 u%d\r\n" % n for n in range(1_700))),
    ("sdp", offer_text("chromium_view").replace("a=group:BUNDLE", "a=group:BUNDLE" + " 7" * 25_000).encode()),
    ("trickle", b"a=candidate:" + b"1 " * 30_000),
    ("trickle", b"a=candidate:1 1 udp 7 1::2 5000 typ host\r\n" * 1_500),
    ("trickle", b"a=ice-ufrag:" + b"x" * 65_000),
]


@pytest.mark.parametrize(
    ("group", "data"), _HEAVY, ids=[f"{group}{number}" for number, (group, _) in enumerate(_HEAVY)]
)
def test_heavy_input_costs_little_time_and_memory(group: str, data: bytes) -> None:
    _feed(group, data)
    tracemalloc.start()
    try:
        FEEDS[group](data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Handing out what came in is not an allocation that a sender could multiply.
    assert peak < LARGEST_BYTES + 2 * len(data)


@pytest.mark.parametrize("name", [*VIEWERS, *PUBLISHERS])
def test_offers_cut_at_each_byte(name: str) -> None:
    data = offer_text(name).encode()
    for cut in range(0, len(data), 7):
        _feed("sdp", data[:cut])
