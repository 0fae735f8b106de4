"""RTMP without I/O: a publisher's session from the server's and from the client's side."""

from appliance.protocols.rtmp.client_session import (
    ClientEvent,
    ClientSession,
    ClientState,
    NoticeReceived,
    PublishFailed,
    PublishStarted,
    PublishTarget,
)
from appliance.protocols.rtmp.errors import RtmpError, RtmpProtocolError, RtmpStateError
from appliance.protocols.rtmp.events import (
    AudioReceived,
    Connected,
    Event,
    MetadataReceived,
    PublishEnded,
    PublishRequested,
    TimedOut,
    VideoReceived,
)
from appliance.protocols.rtmp.handshake import RANDOM_BYTES as HANDSHAKE_RANDOM_BYTES
from appliance.protocols.rtmp.patience import PatienceLimits
from appliance.protocols.rtmp.server_session import ServerSession, SessionLimits, SessionState

__all__ = [
    "HANDSHAKE_RANDOM_BYTES",
    "AudioReceived",
    "ClientEvent",
    "ClientSession",
    "ClientState",
    "Connected",
    "Event",
    "MetadataReceived",
    "NoticeReceived",
    "PatienceLimits",
    "PublishEnded",
    "PublishFailed",
    "PublishRequested",
    "PublishStarted",
    "PublishTarget",
    "RtmpError",
    "RtmpProtocolError",
    "RtmpStateError",
    "ServerSession",
    "SessionLimits",
    "SessionState",
    "TimedOut",
    "VideoReceived",
]
