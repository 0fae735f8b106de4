"""The answers that encoders expect of an RTMP server, as messages."""

from collections.abc import Iterator
from typing import Literal

from appliance.protocols.amf0 import AmfValue
from appliance.protocols.rtmp.messages import (
    Command,
    Message,
    SetChunkSize,
    SetPeerBandwidth,
    WindowAcknowledgementSize,
)

StatusLevel = Literal["status", "error"]

WINDOW_BYTES = 2_500_000
CHUNK_SIZE = 4096
SHOWN_FOURCCS: list[AmfValue] = ["avc1"]

HARMLESS_CALLS = frozenset({"releaseStream", "FCPublish", "FCUnpublish", "FCSubscribe", "_checkbw", "setPeerInfo"})
"""Calls from the time of Flash Media Server: their callers only want to hear that nothing is wrong."""


def connect_replies(transaction_id: float, *, offers_fourccs: bool) -> Iterator[Message]:
    """Agree to connect; a client that offered its FourCCs hears which of them a browser can show."""
    yield WindowAcknowledgementSize(WINDOW_BYTES)
    yield SetPeerBandwidth(WINDOW_BYTES)
    yield SetChunkSize(CHUNK_SIZE)
    properties: dict[str, AmfValue] = {"fmsVer": "FMS/3,5,7,7009", "capabilities": 31.0, "mode": 1.0}
    information: dict[str, AmfValue] = {
        "level": "status",
        "code": "NetConnection.Connect.Success",
        "description": "Connection succeeded.",
        "objectEncoding": 0.0,
    }
    if offers_fourccs:
        properties["fourCcList"] = SHOWN_FOURCCS
    yield Command("_result", transaction_id, [properties, information])


def result(transaction_id: float, value: AmfValue = None) -> Message:
    """The answer to a call that worked."""
    return Command("_result", transaction_id, [None, value])


def call_failed(transaction_id: float, description: str) -> Message:
    """The answer to a call that is not known here."""
    information: dict[str, AmfValue] = {
        "level": "error",
        "code": "NetConnection.Call.Failed",
        "description": description,
    }
    return Command("_error", transaction_id, [None, information])


def on_status(stream_id: int, level: StatusLevel, code: str, description: str) -> Message:
    """Tell the peer about its stream."""
    information: dict[str, AmfValue] = {"level": level, "code": code, "description": description}
    return Command("onStatus", 0, [None, information], stream_id)


def on_fc_publish(stream_id: int, key: str) -> Message:
    """Some old encoders start sending only after this notice."""
    information: dict[str, AmfValue] = {"code": "NetStream.Publish.Start", "description": key}
    return Command("onFCPublish", 0, [None, information], stream_id)
