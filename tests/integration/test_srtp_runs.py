"""Runs encrypted in place are what pylibsrtp itself makes of each packet; and the private names this leans on exist."""

import os

import pylibsrtp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp._binding import ffi, lib

from appliance.media.egress.packets import OutgoingFrame
from appliance.media.transport.srtp import (
    RUN_MAX_PACKETS,
    SCRATCH_BYTES,
    PacketRun,
    RunEncryptor,
    SrtpFailedError,
    SrtpSessions,
    trailer_bytes,
)
from appliance.protocols.rtp import RtpPacket, pack_header
from tests.support.recorded_viewer import PROFILES, srtp_pair

HEADER_BYTES = 12


def _packets(sizes: list[int], first: int = 65_530, timestamp: int = 4_000_000_000) -> list[bytes]:
    return [
        pack_header(103, position == len(sizes) - 1, (first + position) & 0xFFFF, timestamp, 0x1234) + os.urandom(size)
        for position, size in enumerate(sizes)
    ]


def _cut(encrypted: memoryview, size: int) -> list[bytes]:
    return [bytes(encrypted[start : start + size]) for start in range(0, len(encrypted), size)]


@pytest.mark.parametrize("profile", PROFILES)
@settings(max_examples=40, deadline=None)
@given(st.integers(1, 1_200), st.integers(1, RUN_MAX_PACKETS), st.integers(1, 1_200))
def test_a_run_is_encrypted_as_its_packets_would_be(profile: str, size: int, count: int, last: int) -> None:
    packets = _packets([size] * (count - 1) + [min(size, last)])
    ours, theirs = srtp_pair(profile)[0], srtp_pair(profile)[0]
    encrypted, stride = RunEncryptor().encrypt(ours, PacketRun(packets))
    assert _cut(encrypted, stride) == [theirs.outgoing.protect(packet) for packet in packets]


@pytest.mark.parametrize("profile", PROFILES)
@given(st.integers(1, 60), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF_FFFF))
@settings(max_examples=25, deadline=None)
def test_a_renumbered_run_is_encrypted_as_if_it_had_been_built_so(
    profile: str, count: int, first: int, timestamp: int
) -> None:
    payloads = [os.urandom(300) for _ in range(count)]
    everybodys = OutgoingFrame(0, 0x1234, 7, 8, payloads, False, 0)
    rebuilt = OutgoingFrame(0, 0x1234, first, timestamp, payloads, False, 0)
    ours, theirs = srtp_pair(profile)[0], srtp_pair(profile)[0]
    encryptor, position = RunEncryptor(), 0
    got: list[bytes] = []
    for run in everybodys.runs(103):
        got += _cut(*encryptor.encrypt(ours, run, (first + position, timestamp)))
        position += len(run.packets)
    expected = [theirs.outgoing.protect(rebuilt.packet(each, 103, 0, timestamp)) for each in range(count)]
    assert got == expected


@pytest.mark.parametrize("profile", PROFILES)
def test_one_viewers_run_leaves_the_template_of_the_next_untouched(profile: str) -> None:
    box, browser = srtp_pair(profile)
    other_box, other_browser = srtp_pair(profile)
    run, encryptor = PacketRun(_packets([900] * 20)), RunEncryptor()
    for sender, receiver, numbers in ((box, browser, (9, 9)), (other_box, other_browser, None)):
        opened = [receiver.incoming.unprotect(each) for each in _cut(*encryptor.encrypt(sender, run, numbers))]
        assert [packet[HEADER_BYTES:] for packet in opened] == [packet[HEADER_BYTES:] for packet in run.packets]
        first = RtpPacket.parse(opened[0]).sequence_number
        assert first == (65_530 if numbers is None else 9)


def test_the_longest_run_fits_into_the_scratch_buffer_and_one_segmented_send() -> None:
    run = PacketRun(_packets([1_200] * RUN_MAX_PACKETS))
    encrypted, size = RunEncryptor().encrypt(srtp_pair()[0], run)
    assert len(encrypted) == RUN_MAX_PACKETS * size <= min(SCRATCH_BYTES, 65_507)


def test_a_refusal_of_libsrtp_is_an_error_and_not_clear_text() -> None:
    without_stream = SrtpSessions(pylibsrtp.Session(), pylibsrtp.Session(), 16)
    with pytest.raises(SrtpFailedError):
        RunEncryptor().encrypt(without_stream, PacketRun(_packets([100, 100])))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_trailer_is_as_long_as_the_profile_makes_it(profile: str) -> None:
    box, _ = srtp_pair(profile)
    (packet,) = _packets([100])
    assert len(box.outgoing.protect(packet)) - len(packet) == box.trailer_bytes


def test_openssls_names_tell_the_trailer() -> None:
    assert trailer_bytes(b"SRTP_AEAD_AES_128_GCM") == PROFILES["gcm128"][2]
    assert trailer_bytes(b"SRTP_AEAD_AES_256_GCM") == PROFILES["gcm256"][2]
    assert trailer_bytes(b"SRTP_AES128_CM_SHA1_80") == PROFILES["sha1"][2]


def test_the_private_names_of_pylibsrtp_are_still_there() -> None:
    session = srtp_pair()[0].outgoing
    assert ffi.typeof(session._srtp) is ffi.typeof("srtp_t *")
    assert ffi.typeof(session._srtp[0]) is ffi.typeof("srtp_t")
    assert lib.srtp_err_status_ok == 0
    length = ffi.new("int *")
    buffer = ffi.new("unsigned char[]", 400)
    packet = _packets([100])[0]
    ffi.memmove(buffer, packet, len(packet))
    length[0] = len(packet)
    assert lib.srtp_protect(session._srtp[0], buffer + 0, length) == 0
    assert length[0] == len(packet) + 16
