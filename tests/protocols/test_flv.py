"""FLV tag bodies: classic and Enhanced RTMP, and what a relay reads of AAC's configuration and onMetaData."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocols.amf0 import AmfValue
from appliance.protocols.flv import (
    AudioCodec,
    AudioPacket,
    AudioSpecificConfig,
    AudioTag,
    FlvError,
    VideoCodec,
    VideoPacket,
    VideoTag,
    build_aac_tag,
    build_avc_tag,
    parse_audio_specific_config,
    parse_audio_tag,
    parse_video_tag,
    read_metadata,
)


@given(
    st.sampled_from([VideoPacket.CONFIG, VideoPacket.FRAME, VideoPacket.END]),
    st.binary(max_size=50),
    st.booleans(),
    st.integers(-(1 << 23), (1 << 23) - 1),
)
def test_an_h264_tag_survives_the_wire(packet: VideoPacket, data: bytes, is_keyframe: bool, offset: int) -> None:
    payload = build_avc_tag(packet, data, is_keyframe=is_keyframe, composition_time_ms=offset)
    assert parse_video_tag(payload) == VideoTag(VideoCodec.AVC, packet, is_keyframe, offset, data)


def test_a_composition_time_may_be_negative() -> None:
    assert parse_video_tag(b"\x27\x01\xff\xff\xfeabc").composition_time_ms == -2


@given(st.sampled_from([AudioPacket.CONFIG, AudioPacket.FRAME]), st.binary(max_size=50))
def test_an_aac_tag_survives_the_wire(packet: AudioPacket, data: bytes) -> None:
    assert parse_audio_tag(build_aac_tag(packet, data)) == AudioTag(AudioCodec.AAC, packet, data)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x90avc1cfg", VideoTag(VideoCodec.AVC, VideoPacket.CONFIG, True, 0, b"cfg")),
        (b"\x91avc1\x00\x00\x21nal", VideoTag(VideoCodec.AVC, VideoPacket.FRAME, True, 33, b"nal")),
        (b"\xa3avc1nal", VideoTag(VideoCodec.AVC, VideoPacket.FRAME, False, 0, b"nal")),
        (b"\x92avc1", VideoTag(VideoCodec.AVC, VideoPacket.END, True, 0, b"")),
        (b"\x90hvc1cfg", VideoTag(VideoCodec.HEVC, VideoPacket.CONFIG, True, 0, b"cfg")),
        (b"\x90vvc1cfg", VideoTag(VideoCodec.VVC, VideoPacket.CONFIG, True, 0, b"cfg")),
        (b"\x90av01cfg", VideoTag(VideoCodec.AV1, VideoPacket.CONFIG, True, 0, b"cfg")),
        (b"\x91av01obu", VideoTag(VideoCodec.AV1, VideoPacket.FRAME, True, 0, b"obu")),
        (b"\x91vp09vpx", VideoTag(VideoCodec.VP9, VideoPacket.FRAME, True, 0, b"vpx")),
        (b"\x91zzzz?", VideoTag(VideoCodec.UNKNOWN, VideoPacket.FRAME, True, 0, b"?")),
        (b"\x94avc1amf", VideoTag(VideoCodec.AVC, VideoPacket.OTHER, True, 0, b"amf")),
    ],
)
def test_an_enhanced_video_tag_names_its_codec(payload: bytes, expected: VideoTag) -> None:
    assert parse_video_tag(payload) == expected


def test_a_mod_ex_prefix_is_skipped() -> None:
    plain = b"avc1\x00\x00\x05nal"
    expected = VideoTag(VideoCodec.AVC, VideoPacket.FRAME, True, 5, b"nal")
    assert parse_video_tag(b"\x97" + b"\x02abc\x01" + plain) == expected
    assert parse_video_tag(b"\x97" + b"\xff\x01\x00" + bytes(257) + b"\x01" + plain) == expected
    assert parse_video_tag(b"\x97" + b"\x00a\x07" + b"\x00b\x01" + plain) == expected


def test_the_first_of_several_tracks_is_taken() -> None:
    frame = b"\x00\x00\x05nal"
    expected = VideoTag(VideoCodec.AVC, VideoPacket.FRAME, True, 5, b"nal")
    one = b"\x96\x01avc1\x00" + frame
    many = b"\x96\x11avc1" + b"\x01\x00\x00\x02xx" + b"\x00\x00\x00\x06" + frame
    mixed = b"\x96\x21" + b"hvc1\x01\x00\x00\x02xx" + b"avc1\x00\x00\x00\x06" + frame
    assert [parse_video_tag(payload) for payload in (one, many, mixed)] == [expected] * 3
    assert parse_video_tag(b"\x96\x01avc1\x01" + frame).packet is VideoPacket.OTHER


@pytest.mark.parametrize(
    ("number", "codec"),
    [
        (2, VideoCodec.H263),
        (3, VideoCodec.SCREEN),
        (4, VideoCodec.VP6),
        (12, VideoCodec.HEVC),
        (13, VideoCodec.AV1),
        (15, VideoCodec.UNKNOWN),
    ],
)
def test_other_classic_video_codecs_are_named(number: int, codec: VideoCodec) -> None:
    assert parse_video_tag(bytes([0x10 | number]) + b"data").codec is codec


def test_a_command_frame_is_nothing_to_show() -> None:
    assert parse_video_tag(b"\x57\x00").packet is VideoPacket.OTHER


@pytest.mark.parametrize(
    ("first", "codec"),
    [
        (0x22, AudioCodec.MP3),
        (0x3E, AudioCodec.PCM),
        (0x1F, AudioCodec.ADPCM),
        (0x62, AudioCodec.NELLYMOSER),
        (0x72, AudioCodec.G711),
        (0xB2, AudioCodec.SPEEX),
        (0xC0, AudioCodec.UNKNOWN),
    ],
)
def test_other_classic_audio_codecs_are_named(first: int, codec: AudioCodec) -> None:
    assert parse_audio_tag(bytes([first, 1])).codec is codec


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x90mp4acfg", AudioTag(AudioCodec.AAC, AudioPacket.CONFIG, b"cfg")),
        (b"\x91mp4araw", AudioTag(AudioCodec.AAC, AudioPacket.FRAME, b"raw")),
        (b"\x91Opusraw", AudioTag(AudioCodec.OPUS, AudioPacket.FRAME, b"raw")),
        (b"\x91fLaCraw", AudioTag(AudioCodec.FLAC, AudioPacket.FRAME, b"raw")),
        (b"\x91ac-3raw", AudioTag(AudioCodec.AC3, AudioPacket.FRAME, b"raw")),
        (b"\x94mp4a\x01", AudioTag(AudioCodec.AAC, AudioPacket.OTHER, b"\x01")),
        (b"\x95\x01mp4a\x00raw", AudioTag(AudioCodec.AAC, AudioPacket.FRAME, b"raw")),
    ],
)
def test_an_enhanced_audio_tag_names_its_codec(payload: bytes, expected: AudioTag) -> None:
    assert parse_audio_tag(payload) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("1210", AudioSpecificConfig(2, 44100, 2, False)),
        ("1190", AudioSpecificConfig(2, 48000, 2, False)),
        ("1408", AudioSpecificConfig(2, 16000, 1, False)),
        ("121056e500", AudioSpecificConfig(2, 44100, 2, False)),
        ("2b920800", AudioSpecificConfig(2, 22050, 2, True)),
        ("17805dc010", AudioSpecificConfig(2, 48000, 2, False)),
    ],
)
def test_an_audio_specific_config_is_read(data: str, expected: AudioSpecificConfig) -> None:
    assert parse_audio_specific_config(bytes.fromhex(data)) == expected


@pytest.mark.parametrize("data", ["", "12", "1788", "17", "1278"])
def test_a_broken_audio_specific_config_is_an_error(data: str) -> None:
    with pytest.raises(FlvError):
        parse_audio_specific_config(bytes.fromhex(data))


@pytest.mark.parametrize("payload", [b"", b"\x17", b"\x17\x01\x00\x00", b"\x90avc", b"\x91avc1\x00\x00", b"\x97\xff"])
def test_a_cut_video_tag_is_an_error(payload: bytes) -> None:
    with pytest.raises(FlvError):
        parse_video_tag(payload)


@pytest.mark.parametrize("payload", [b"", b"\xaf", b"\x90mp4", b"\x95\x11mp4a\x00\x00\x00\x09raw"])
def test_a_cut_audio_tag_is_an_error(payload: bytes) -> None:
    with pytest.raises(FlvError):
        parse_audio_tag(payload)


@given(st.binary(max_size=300))
def test_noise_is_read_or_refused(payload: bytes) -> None:
    for parse in (parse_video_tag, parse_audio_tag, parse_audio_specific_config):
        try:
            parse(payload)
        except FlvError:
            continue


def test_metadata_of_an_encoder_is_read() -> None:
    values: dict[str, AmfValue] = {"width": 1280.0, "height": 720.0, "framerate": 30.0, "encoder": "Lavf59"}
    metadata = read_metadata({**values, "videodatarate": 1953.125, "audiodatarate": "125"})
    assert (metadata.width, metadata.height, metadata.frame_rate, metadata.encoder) == (1280, 720, 30.0, "Lavf59")
    assert (metadata.video_kbit_per_s, metadata.audio_kbit_per_s) == (1953.125, 125.0)


def test_nonsense_in_metadata_is_left_out() -> None:
    values: dict[str, AmfValue] = {"width": float("nan"), "height": "tall", "framerate": True, "encoder": "\x1b[2J\n"}
    metadata = read_metadata({**values, "videodatarate": float("inf"), "audiodatarate": -1.0})
    assert (metadata.width, metadata.height, metadata.frame_rate) == (None, None, None)
    assert metadata.encoder == "[2J"
    assert (metadata.video_kbit_per_s, metadata.audio_kbit_per_s) == (None, None)
