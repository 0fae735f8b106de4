"""What of a WHIP publisher's RTP enters its cast: whole frames in order, on one clock with the sound."""

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from random import Random

import pytest

from appliance.errors import PublishRefused
from appliance.media.ingest.whip_session import PICTURE_PATIENCE_SECONDS, WhipSession, WhipTargets
from appliance.media.negotiation import Listening
from appliance.media.transport.media_port import MediaPort
from appliance.protocols.rtp import Goodbye, rtx
from appliance.protocols.whip_whep import SdpError
from tests.protocols.sdp_samples import offer_text
from tests.support.encoded_media import SECOND, CodedPicture, H264Recipe, decode_h264, encode_h264, picture_number
from tests.support.recording_gate import RecordedPublication, RecordingGate
from tests.support.recording_sink import HandClock
from tests.support.rtp_sender import OPUS_SILENCE, RtpSender
from tests.support.turns import until

KEY = "test-key"
OBS_OFFER = offer_text("obs_publish")
MS = 1_000_000
TICK_NS = SECOND // 30
OBS_VIDEO, OBS_AUDIO = 96, 111
GSTREAMER_RTX, RTX_SSRC = 97, 4711
SMALL_PAYLOAD = 40
"""So that even small pictures take several packets."""
PICTURES = encode_h264(H264Recipe(frames=90, keyframe_every=30, extra="slices=3"))
HELD_BACK = 20
B_PICTURES = encode_h264(H264Recipe(frames=40, keyframe_every=20, b_frames=2))


class Studio:
    """A session that has answered an offer, and the sender behind it."""

    def __init__(self, offer: str = OBS_OFFER) -> None:
        self.clock = HandClock()
        self.begin_ns = self.clock.now_ns
        self.gate = RecordingGate(KEY)
        self.ended: list[str] = []
        self.port = MediaPort(self.clock, max_peers=4)
        listening = Listening(self.port, lambda: ["127.0.0.1"])
        self.session = WhipSession(listening, WhipTargets(), self.clock, lambda: self.ended.append("once"))
        self.video = RtpSender(OBS_VIDEO, 7, 90_000, base=4_294_900_000, max_payload=SMALL_PAYLOAD)
        self.audio = RtpSender(OBS_AUDIO, 8, 48_000, base=99)
        self.answer = self.session.publish(self.gate, KEY, "192.0.2.3", offer)

    @property
    def cast(self) -> RecordedPublication:
        """What the gate admitted."""
        return self.gate.publications[0]

    def receive(self, packets: Sequence[bytes], at_ns: int) -> None:
        """Packets arrive."""
        self.clock.now_ns = max(self.clock.now_ns, self.begin_ns + at_ns)
        for packet in packets:
            self.session.on_rtp(packet, self.clock.now_ns)

    def send(self, pictures: Sequence[CodedPicture]) -> None:
        """Pictures are sent, and arrive 20 ms after they were taken."""
        for picture in pictures:
            self.receive(self.video.picture(picture), picture.dts_ns + 20 * MS)

    def came_out(self) -> list[int]:
        """The numbers of the pictures in the cast, in order, after decoding them strictly."""
        frames = decode_h264([frame.nal_units for frame in self.cast.sink.video])
        assert len(frames) == len(self.cast.sink.video)
        return [picture_number(frame) for frame in frames]


def _has_shown(studio: Studio, pictures: int) -> bool:
    return len(studio.cast.sink.video) >= pictures


@pytest.fixture
async def studio() -> Studio:
    return Studio()


async def test_every_frame_comes_out_as_it_was_sent(studio: Studio) -> None:
    studio.send(PICTURES)
    sent = [[nal for nal in picture.nal_units if nal[0] & 31 != 6] for picture in PICTURES]
    got = [[nal for nal in frame.nal_units if nal[0] & 31 != 6] for frame in studio.cast.sink.video]
    assert got == sent
    assert studio.session.packets_lost == 0


@pytest.mark.parametrize("seed", range(4))
async def test_a_damaged_frame_never_comes_out(studio: Studio, seed: int) -> None:
    dice = Random(seed)
    for picture in PICTURES[:60]:
        packets = [packet for packet in studio.video.picture(picture) if dice.random() > 0.005]
        if dice.random() < 0.1:
            packets.reverse()
        if dice.random() < 0.1:
            packets += packets[:1]
        studio.receive(packets, picture.dts_ns)
    numbers = studio.came_out()
    assert studio.session.packets_lost > 0
    assert 0 < len(numbers) < 60
    assert all(number == 30 or number - before == 1 for before, number in pairwise(numbers))


async def test_retransmissions_on_their_own_stream_mend_the_picture() -> None:
    studio = Studio(offer_text("gstreamer_publish"))
    dice = Random(1)
    for picture in PICTURES:
        packets = studio.video.picture(picture)
        lost = [packet for packet in packets[1:] if dice.random() < 0.1]
        studio.receive([packet for packet in packets if packet not in lost], picture.dts_ns)
        again = [rtx.wrap(packet, GSTREAMER_RTX, RTX_SSRC, number) for number, packet in enumerate(lost)]
        studio.receive(again, picture.dts_ns + 5 * MS)
    assert studio.came_out() == [number % 64 for number in range(len(PICTURES))]
    assert studio.session.packets_lost == 0


async def test_a_lost_packet_holds_the_picture_back_only_for_so_long(studio: Studio) -> None:
    studio.send(PICTURES[:5])
    studio.receive(studio.video.picture(PICTURES[5])[1:], PICTURES[5].dts_ns)
    for picture in PICTURES[6:45]:
        studio.receive(studio.video.picture(picture), picture.dts_ns)
    assert studio.came_out() == [*range(5), *range(30, 45)]
    waited = [frame.arrived_ns - studio.begin_ns for frame in studio.cast.sink.video]
    assert waited[5] == PICTURES[30].dts_ns
    assert PICTURES[30].dts_ns - PICTURES[5].dts_ns > PICTURE_PATIENCE_SECONDS * SECOND


async def test_b_frames_are_encoded_anew(studio: Studio) -> None:
    for number, picture in enumerate(B_PICTURES):
        studio.receive(studio.video.picture(picture), picture.dts_ns)
        # No more than its thread keeps up with; its decoder holds some back.
        await until(partial(_has_shown, studio, number - HELD_BACK))
    assert "b_frames" in [found.code for found in studio.cast.input.diagnoses]
    numbers = studio.came_out()
    assert numbers == sorted(numbers)
    studio.session.on_closed("the test is over")
    await studio.cast.input.wait_closed()


async def test_parameter_sets_may_come_in_the_offer_alone() -> None:
    keyframe = PICTURES[0]
    sets = [nal for nal in keyframe.nal_units if nal[0] & 31 in (7, 8)]
    assert len(sets) == 2
    encoded = ",".join(b64encode(nal).decode() for nal in sets)
    studio = Studio(OBS_OFFER.replace("packetization-mode=1", f"packetization-mode=1;sprop-parameter-sets={encoded}"))
    bare = [
        CodedPicture([nal for nal in picture.nal_units if nal not in sets], picture.dts_ns, picture.pts_ns, False)
        for picture in PICTURES
    ]
    studio.send(bare)
    # The beginning of the very first frame cannot be told from the middle of one.
    assert studio.came_out() == [number % 64 for number in range(30, 90)]


@pytest.mark.parametrize("later_ms", [-120, 0, 120])
async def test_the_reports_put_sound_and_picture_together(studio: Studio, later_ms: int) -> None:
    """The sound takes longer or shorter to arrive than the picture; its capture times are what counts."""
    for step, picture in enumerate(PICTURES[:60]):
        studio.receive(studio.video.picture(picture), picture.dts_ns + 200 * MS)
        arrives_ns = picture.dts_ns + (200 + later_ms) * MS
        studio.receive([studio.audio.sound(OPUS_SILENCE + bytes([step]), picture.dts_ns)], arrives_ns)
        if step == 30:
            for sender in (studio.video, studio.audio):
                studio.session.on_rtcp(sender.report(picture.dts_ns), studio.clock.now_ns)
    sink = studio.cast.sink
    apart = [(sound.pts_ns - frame.pts_ns) / MS for frame, sound in zip(sink.video[45:], sink.audio[45:], strict=True)]
    assert max(map(abs, apart)) <= 5


async def test_other_layers_of_a_simulcast_are_left_out(studio: Studio) -> None:
    small = encode_h264(H264Recipe(width=160, height=120, frames=60))
    layer = RtpSender(OBS_VIDEO, 9, 90_000)
    for large, little in zip(PICTURES[:60], small, strict=True):
        studio.receive(studio.video.picture(large) + layer.picture(little), large.dts_ns)
    assert studio.came_out() == list(range(60))
    assert {frame.width for frame in decode_h264([each.nal_units for each in studio.cast.sink.video])} == {320}


async def test_an_encoder_that_begins_anew_is_followed(studio: Studio) -> None:
    studio.send(PICTURES[:10])
    anew = RtpSender(OBS_VIDEO, 70, 90_000, base=1_234, sequence_number=5)
    for picture in PICTURES:
        studio.receive(anew.picture(picture), picture.dts_ns + 3 * SECOND)
    assert studio.came_out() == [*range(10), *(number % 64 for number in range(90))]
    times = [frame.pts_ns for frame in studio.cast.sink.video]
    assert times == sorted(set(times))


async def test_ten_bit_video_ends_the_session_and_says_why() -> None:
    studio = Studio()
    for picture in encode_h264(H264Recipe(frames=30, profile="high10", pixel_format="yuv420p10le")):
        studio.receive(studio.video.picture(picture), picture.dts_ns)
    assert studio.cast.input.refusal is not None
    assert studio.cast.input.refusal.code == "profile_unsupported"
    await until(lambda: studio.ended == ["once"])
    assert studio.cast.is_over.is_set()
    assert studio.cast.sink.video == []


async def test_a_goodbye_ends_the_session(studio: Studio) -> None:
    studio.send(PICTURES[:3])
    studio.session.on_rtcp(Goodbye((1, 2)).serialize(), studio.clock.now_ns)
    assert not studio.cast.is_over.is_set()
    studio.session.on_rtcp(Goodbye((7,)).serialize(), studio.clock.now_ns)
    await until(lambda: studio.ended == ["once"])
    assert studio.cast.is_over.is_set()


async def test_garbage_after_decryption_changes_nothing(studio: Studio) -> None:
    dice = Random(5)
    studio.send(PICTURES[:30])
    for size in range(120):
        noise = dice.randbytes(size)
        studio.session.on_rtp(noise, studio.clock.now_ns)
        studio.session.on_rtcp(noise, studio.clock.now_ns)
        studio.session.on_rtp(b"\x80" + bytes([dice.choice([OBS_VIDEO, OBS_AUDIO])]) + noise, studio.clock.now_ns)
    studio.send(PICTURES[30:])
    assert studio.came_out() == [number % 64 for number in range(90)]


async def test_an_offer_that_cannot_be_taken_leaves_the_key_free(studio: Studio) -> None:
    second = WhipSession(Listening(studio.port, lambda: []), WhipTargets(), studio.clock, lambda: None)
    with pytest.raises(PublishRefused):
        second.publish(studio.gate, KEY, "192.0.2.3", offer_text("obs_publish"))
    gate = RecordingGate(KEY)
    for offer in ("chromium_view", "aiortc_view"):
        with pytest.raises(SdpError):
            second.publish(gate, KEY, "192.0.2.3", offer_text(offer))
    assert gate.publications == []
