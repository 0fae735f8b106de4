"""From RTMP media to a cast's input: FLV tags opened, timestamps unwrapped, and codecs nobody can be shown refused."""

from appliance.domain.codec_doctor import DiagnosisCode, codec_refusal, refusal
from appliance.errors import PublishRefused, Sentence
from appliance.media.ingest.cast_input import CastInput
from appliance.protocols.flv import (
    AudioCodec,
    AudioPacket,
    FlvError,
    VideoCodec,
    VideoPacket,
    VideoTag,
    parse_audio_specific_config,
    parse_audio_tag,
    parse_video_tag,
)
from appliance.protocols.h264 import H264Error, parse_avc_config, split_avcc
from appliance.protocols.rtp.serial import TimestampUnwrapper

NANOSECONDS_PER_MILLISECOND = 1_000_000
RTMP_TIMESTAMP_BITS = 32


class FlvFeed:
    """One publication's way into its cast."""

    def __init__(self, cast_input: CastInput) -> None:
        self._input = cast_input
        # One for both kinds: two would end up 49 days apart when only one of them starts before the wrap.
        self._timestamps = TimestampUnwrapper(RTMP_TIMESTAMP_BITS)
        self._video_config = b""
        self._audio_config = b""
        self._length_size = 0
        self.damaged_tags = 0
        """Tags that could not be read and were left out."""

    def video(self, timestamp: int, payload: bytes, arrived_ns: int) -> None:
        """Take the body of a video tag; raises PublishRefused when this picture cannot be shown."""
        try:
            tag = parse_video_tag(payload)
        except FlvError:
            self.damaged_tags += 1
            return
        if tag.packet is VideoPacket.OTHER:
            return
        if tag.codec is not VideoCodec.AVC:
            raise _wrong_video(tag.codec)
        if tag.packet is VideoPacket.CONFIG:
            self._take_video_config(tag.data)
        elif tag.packet is VideoPacket.FRAME and self._length_size:
            self._take_picture(tag, timestamp, arrived_ns)

    def audio(self, timestamp: int, payload: bytes, arrived_ns: int) -> None:
        """Take the body of an audio tag; raises PublishRefused when this sound cannot be heard."""
        try:
            tag = parse_audio_tag(payload)
        except FlvError:
            self.damaged_tags += 1
            return
        if tag.packet is AudioPacket.OTHER:
            return
        if tag.codec is not AudioCodec.AAC:
            raise PublishRefused(DiagnosisCode.AUDIO_UNSUPPORTED, _wrong_audio(tag.codec))
        if tag.packet is AudioPacket.CONFIG:
            self._take_audio_config(tag.data)
        elif tag.packet is AudioPacket.FRAME and self._audio_config and tag.data:
            self._input.aac(tag.data, self._to_ns(timestamp), arrived_ns)

    def _take_video_config(self, data: bytes) -> None:
        # Many encoders repeat the same configuration with every keyframe.
        if not data or data == self._video_config:
            return
        try:
            config = parse_avc_config(data)
        except H264Error as error:
            raise PublishRefused("video_config", BROKEN_VIDEO) from error
        self._input.video_config(config.sps, config.pps)
        self._length_size = config.length_size
        self._video_config = data

    def _take_audio_config(self, data: bytes) -> None:
        if not data or data == self._audio_config:
            return
        try:
            parse_audio_specific_config(data)
        except FlvError as error:
            raise PublishRefused("audio_config", BROKEN_AUDIO) from error
        self._input.audio_config(data)
        self._audio_config = data

    def _take_picture(self, tag: VideoTag, timestamp: int, arrived_ns: int) -> None:
        try:
            nal_units = split_avcc(tag.data, self._length_size)
        except H264Error:
            self.damaged_tags += 1
            return
        if nal_units:
            dts_ns = self._to_ns(timestamp)
            pts_ns = dts_ns + tag.composition_time_ms * NANOSECONDS_PER_MILLISECOND
            self._input.video(nal_units, dts_ns, pts_ns, arrived_ns)

    def _to_ns(self, timestamp: int) -> int:
        return self._timestamps.unwrap(timestamp) * NANOSECONDS_PER_MILLISECOND


BROKEN_VIDEO = Sentence(
    "The description of your picture cannot be read. Stop the cast in your app and start it again.",
    "화면 정보를 읽을 수 없습니다. 앱에서 송출을 멈춘 뒤 다시 시작해 주세요.",
)
BROKEN_AUDIO = Sentence(
    "The description of your sound cannot be read. Stop the cast in your app and start it again.",
    "소리 정보를 읽을 수 없습니다. 앱에서 송출을 멈춘 뒤 다시 시작해 주세요.",
)


def _wrong_video(codec: VideoCodec) -> PublishRefused:
    code = codec_refusal(codec.name) or DiagnosisCode.CODEC_UNKNOWN
    if code is not DiagnosisCode.CODEC_UNKNOWN or codec is VideoCodec.UNKNOWN:
        return PublishRefused(code, refusal(code))
    sentence = Sentence(
        f"Browsers cannot show {codec.value}: choose H.264 (AVC) as the video codec in the app.",
        f"브라우저는 {codec.value} 영상을 보여 줄 수 없습니다. 앱의 비디오 코덱을 H.264(AVC)로 바꿔 주세요.",
    )
    return PublishRefused(code, sentence)


def _wrong_audio(codec: AudioCodec) -> Sentence:
    if codec is AudioCodec.UNKNOWN:
        return refusal(DiagnosisCode.AUDIO_UNSUPPORTED)
    return Sentence(
        f"The sound comes as {codec.value}, which this box cannot pass on: choose AAC as the audio codec in the app.",
        f"이 기기는 {codec.value} 소리를 전달할 수 없습니다. 앱의 오디오 코덱을 AAC로 바꿔 주세요.",
    )
