"""RTP and RTCP as bytes and numbers: packets, payload formats, feedback and reception state. No sockets, no clock."""

from appliance.protocols.rtp.errors import RtpError
from appliance.protocols.rtp.h264_payload import AccessUnit, H264Depacketizer, packetize
from appliance.protocols.rtp.packet import HEADER_BYTES, RtpPacket, pack_header
from appliance.protocols.rtp.receiver import ReceiveStream
from appliance.protocols.rtp.rtcp import (
    FullIntraRequest,
    Goodbye,
    Nack,
    PictureLossIndication,
    ReceiverEstimatedMaxBitrate,
    ReceiverReport,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    SourceDescription,
    parse_compound,
)
from appliance.protocols.rtp.serial import (
    SequenceUnwrapper,
    TimestampUnwrapper,
    uint16_add,
    uint16_distance,
    uint16_gt,
    uint32_add,
    uint32_distance,
)

__all__ = [
    "HEADER_BYTES",
    "AccessUnit",
    "FullIntraRequest",
    "Goodbye",
    "H264Depacketizer",
    "Nack",
    "PictureLossIndication",
    "ReceiveStream",
    "ReceiverEstimatedMaxBitrate",
    "ReceiverReport",
    "ReportBlock",
    "RtcpPacket",
    "RtpError",
    "RtpPacket",
    "SenderReport",
    "SequenceUnwrapper",
    "SourceDescription",
    "TimestampUnwrapper",
    "pack_header",
    "packetize",
    "parse_compound",
    "uint16_add",
    "uint16_distance",
    "uint16_gt",
    "uint32_add",
    "uint32_distance",
]
