"""The codecs that FLV tags can carry: by number in the classic tags, by FourCC in Enhanced RTMP."""

from enum import Enum


class VideoCodec(Enum):
    """A picture codec; the value is its name for people."""

    AVC = "H.264"
    HEVC = "HEVC (H.265)"
    VVC = "VVC (H.266)"
    AV1 = "AV1"
    VP9 = "VP9"
    VP8 = "VP8"
    VP6 = "VP6"
    H263 = "Sorenson H.263"
    SCREEN = "Screen Video"
    UNKNOWN = "an unknown video codec"


class AudioCodec(Enum):
    """A sound codec; the value is its name for people."""

    AAC = "AAC"
    MP3 = "MP3"
    OPUS = "Opus"
    FLAC = "FLAC"
    AC3 = "AC-3"
    EAC3 = "E-AC-3"
    SPEEX = "Speex"
    NELLYMOSER = "Nellymoser"
    G711 = "G.711"
    PCM = "PCM"
    ADPCM = "ADPCM"
    UNKNOWN = "an unknown audio codec"


VIDEO_BY_NUMBER = {
    2: VideoCodec.H263,
    3: VideoCodec.SCREEN,
    4: VideoCodec.VP6,
    5: VideoCodec.VP6,
    6: VideoCodec.SCREEN,
    7: VideoCodec.AVC,
    # 12 and 13 are in no specification; encoders made for some streaming sites use them.
    12: VideoCodec.HEVC,
    13: VideoCodec.AV1,
}

VIDEO_BY_FOURCC = {
    b"avc1": VideoCodec.AVC,
    b"hvc1": VideoCodec.HEVC,
    b"vvc1": VideoCodec.VVC,
    b"av01": VideoCodec.AV1,
    b"vp09": VideoCodec.VP9,
    b"vp08": VideoCodec.VP8,
}

AUDIO_BY_NUMBER = {
    0: AudioCodec.PCM,
    1: AudioCodec.ADPCM,
    2: AudioCodec.MP3,
    3: AudioCodec.PCM,
    4: AudioCodec.NELLYMOSER,
    5: AudioCodec.NELLYMOSER,
    6: AudioCodec.NELLYMOSER,
    7: AudioCodec.G711,
    8: AudioCodec.G711,
    10: AudioCodec.AAC,
    11: AudioCodec.SPEEX,
    14: AudioCodec.MP3,
}

AUDIO_BY_FOURCC = {
    b"mp4a": AudioCodec.AAC,
    b".mp3": AudioCodec.MP3,
    b"Opus": AudioCodec.OPUS,
    b"fLaC": AudioCodec.FLAC,
    b"ac-3": AudioCodec.AC3,
    b"ec-3": AudioCodec.EAC3,
}
