"""The bad network is the same for the same seed, and as bad as it was asked to be."""

import asyncio
import socket
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.impairment import BurstLoss, Impairment, ImpairmentCore
from tests.support.impairment_proxy import ImpairmentProxy, media_address, rewrite_answer

PACKETS = 20_000
ANSWER = "\r\n".join(
    [
        "v=0",
        "m=video 9 UDP/TLS/RTP/SAVPF 103",
        "a=candidate:1 1 udp 2130706431 192.0.2.7 8189 typ host",
        "a=candidate:2 1 udp 2130706175 127.0.0.1 8189 typ host",
        "a=candidate:3 1 tcp 1671430143 127.0.0.1 8189 typ host tcptype passive",
        "a=end-of-candidates",
        "",
    ]
)


def _run(impairment: Impairment, seed: int, packets: int = PACKETS) -> list[tuple[float, ...]]:
    core = ImpairmentCore(impairment, seed)
    return [core.decide(index / 1000, 1200) for index in range(packets)]


@given(st.integers(0, 2**32), st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_same_seed_gives_the_same_network(seed: int, loss: float, duplicate: float) -> None:
    impairment = Impairment(loss=loss, duplicate=duplicate, jitter_seconds=0.05, reorder=0.1)
    assert _run(impairment, seed, 300) == _run(impairment, seed, 300)


def test_another_seed_gives_another_network() -> None:
    assert _run(Impairment(loss=0.1), 1) != _run(Impairment(loss=0.1), 2)


def test_no_impairment_passes_everything_at_once() -> None:
    assert _run(Impairment(), 1, 100) == [(index / 1000,) for index in range(100)]


@pytest.mark.parametrize("loss", [0.02, 0.05, 0.2])
def test_random_loss_is_as_frequent_as_asked(loss: float) -> None:
    lost = sum(not releases for releases in _run(Impairment(loss=loss), 7))
    assert lost / PACKETS == pytest.approx(loss, rel=0.15)


def test_burst_loss_comes_in_bursts_of_the_asked_length() -> None:
    burst = BurstLoss(to_bad=0.005, to_good=0.2)
    lost = [not releases for releases in _run(Impairment(burst=burst), 11)]
    bursts = sum(now and not before for before, now in zip([False, *lost], lost, strict=False))
    assert sum(lost) / PACKETS == pytest.approx(burst.mean_loss, rel=0.25)
    assert sum(lost) / bursts == pytest.approx(5.0, rel=0.25)


def test_duplicates_are_as_frequent_as_asked() -> None:
    doubled = sum(len(releases) == 2 for releases in _run(Impairment(duplicate=0.03), 13))
    assert doubled / PACKETS == pytest.approx(0.03, rel=0.2)


def test_jitter_delays_but_keeps_order() -> None:
    releases = [times[0] for times in _run(Impairment(delay_seconds=0.03, jitter_seconds=0.02), 17)]
    delays = [release - index / 1000 for index, release in enumerate(releases)]
    assert releases == sorted(releases)
    assert min(delays) >= 0.03
    assert 0.045 < max(delays) <= 0.05 + 1e-9


def test_reordering_lets_later_datagrams_overtake() -> None:
    releases = [times[0] for times in _run(Impairment(reorder=0.1, reorder_seconds=0.01), 19, 1000)]
    overtaken = sum(later < earlier for earlier, later in pairwise(releases))
    assert overtaken == pytest.approx(90, abs=30)


def test_a_bottleneck_spaces_datagrams_and_overflows() -> None:
    core = ImpairmentCore(Impairment(rate_bits=96_000, queue_seconds=0.25), 23)
    releases = [core.decide(0.0, 1200) for _ in range(6)]
    assert [times[0] for times in releases[:3]] == pytest.approx([0.1, 0.2, 0.3])
    assert releases[3:] == [(), (), ()]
    assert core.counts.overflowed == 3


def test_one_rule_does_not_shift_another_rules_dice() -> None:
    plain = [bool(times) for times in _run(Impairment(loss=0.1), 29, 2000)]
    busy = [bool(times) for times in _run(Impairment(loss=0.1, duplicate=0.2, reorder=0.2), 29, 2000)]
    assert plain == busy


def test_the_answer_leads_to_the_relay_only() -> None:
    rewritten = rewrite_answer(ANSWER, ("127.0.0.1", 4242))
    candidates = [line for line in rewritten.split("\r\n") if line.startswith("a=candidate:")]
    assert candidates == ["a=candidate:1 1 udp 2130706431 127.0.0.1 4242 typ host"]
    assert rewritten.endswith("a=end-of-candidates\r\n")


def test_the_box_is_reached_on_loopback_where_it_offers_that() -> None:
    assert media_address(ANSWER) == ("127.0.0.1", 8189)


async def test_the_relay_impairs_media_and_spares_the_handshake() -> None:
    loop = asyncio.get_running_loop()
    with _bound() as box, _bound() as viewer, ImpairmentProxy(Impairment(), Impairment(loss=1.0), seed=1) as proxy:
        relay = proxy.open_relay(box.getsockname())
        viewer.sendto(b"\x80media", relay.address)
        viewer.sendto(b"\x00stun", relay.address)
        datagram, source = await loop.sock_recvfrom(box, 2048)
        assert datagram == b"\x00stun"
        box.sendto(b"\x80picture", source)
        assert await loop.sock_recv(viewer, 2048) == b"\x80picture"
        assert (relay.up.counts.seen, relay.up.counts.lost, relay.down.counts.lost) == (1, 1, 0)


def _bound() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    return sock
