"""One WebRTC connection that only receives, by aiortc: the only module that knows aiortc, and its private names.

aiortc's own queues have no bound. Its seams are used to put ours in their place: the jitter buffer and the decoder's
queue of each receiver, and the ICE agent's queue of datagrams. Its decoder thread stays, and runs our decoder.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.stats import RTCTransportStats

from desktop.preview.decoding_queue import DecodingQueue, Encoded, EncodedUser
from desktop.preview.picture_assembler import PictureAssembler, Piece

MAX_DATAGRAMS = 2048
"""Some 2.5 MB that may wait for decryption while the thread is busy."""
TIDY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """What a connection has counted so far."""

    packets: int = 0
    pictures: int = 0
    lost_pictures: int = 0
    dropped_undecoded: int = 0
    decoder_cpu_seconds: float = 0.0


class MediaLink:
    """Offer, connect, receive, close; everything is called in one event loop."""

    def __init__(self, video: EncodedUser, audio: EncodedUser, on_end: Callable[[], None]) -> None:
        """`on_end` is called when the box ends the connection or it breaks; it may be called more than once."""
        # Without an empty list aiortc asks a public STUN server for this computer's address.
        configuration = RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        self._peer = RTCPeerConnection(configuration)
        self._wants_keyframe = False
        self._assembler = PictureAssembler(self._put_picture)
        self._video = DecodingQueue(video, self._want_keyframe)
        self._audio = DecodingQueue(audio)
        self._pictures = 0
        self._video_receiver = self._receive("video", self._video)
        _set_private(self._video_receiver, "jitter_buffer", _JitterSeam(self._take_packet))
        self._receive("audio", self._audio)
        _bound_datagrams(self._video_receiver)
        self._on_end = on_end
        self._peer.on("connectionstatechange", self._state_changed)

    async def offer(self) -> str:
        """The offer, with every candidate of this computer."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Connect as the answer says; raises ValueError for an answer that makes no sense."""
        description = RTCSessionDescription(prepared_answer(answer), "answer")
        try:
            await self._peer.setRemoteDescription(description)
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError) as error:
            raise ValueError("The box's answer cannot be read.") from error

    async def figures(self) -> LinkFigures:
        """What has come so far; `packets` grows once a second at least while the way is open."""
        stats = await self._video_receiver.getStats()
        transports = [each for each in stats.values() if isinstance(each, RTCTransportStats)]
        return LinkFigures(
            packets=sum(each.packetsReceived for each in transports),
            pictures=self._pictures,
            lost_pictures=self._assembler.lost_pictures,
            dropped_undecoded=self._video.dropped,
            decoder_cpu_seconds=self._video.decoder_cpu_seconds + self._audio.decoder_cpu_seconds,
        )

    async def close(self) -> None:
        """End the connection, its decoder threads, and the tasks that aiortc leaves to themselves."""
        self._on_end = lambda: None
        self._video.close()
        self._audio.close()
        transport = self._video_receiver.transport
        pump = getattr(transport, "_task", None)
        try:
            async with asyncio.timeout(TIDY_SECONDS):
                await self._peer.close()
        except (TimeoutError, asyncio.CancelledError):
            # Where its own tasks were cancelled with ours, aiortc waits for ever and keeps its sockets.
            await transport.transport._connection.close()
        if pump is not None:
            await asyncio.wait([pump], timeout=TIDY_SECONDS)

    def _receive(self, kind: str, queue: DecodingQueue) -> RTCRtpReceiver:
        receiver = self._peer.addTransceiver(kind, direction="recvonly").receiver
        _set_private(receiver, "decoder_queue", _QueueSeam(queue))
        # A track of its own keeps aiortc from announcing one; nothing ever comes through it but its end.
        receiver._track = RemoteStreamTrack(kind)
        return receiver

    def _take_packet(self, piece: Piece) -> bool:
        is_wanted = self._assembler.add(piece, time.monotonic()) or self._wants_keyframe
        self._wants_keyframe = False
        return is_wanted

    def _put_picture(self, data: bytes, is_keyframe: bool) -> None:
        self._pictures += 1
        self._video.put(Encoded(data, is_keyframe))

    def _want_keyframe(self) -> None:
        self._wants_keyframe = True  # told to the box with the next packet

    def _state_changed(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self._on_end()


def prepared_answer(sdp: str) -> str:
    """The answer as aiortc needs it: without candidates that are names, and with the rest in each of its sections.

    Asking mDNS for names takes seconds and opens sockets. Of sections that share one way aiortc reads only the last.
    """
    lines = sdp.splitlines()
    candidates = [line for line in lines if line.startswith("a=candidate:") and _is_address(line)]
    kept = [line for line in lines if not line.startswith(("a=candidate:", "a=end-of-candidates"))]
    head, *sections = _split_sections(kept)
    complete = [[*section, *dict.fromkeys(candidates), "a=end-of-candidates"] for section in sections]
    return "".join(f"{line}\r\n" for part in [head, *complete] for line in part)


def _split_sections(lines: list[str]) -> list[list[str]]:
    starts = [0, *(index for index, line in enumerate(lines) if line.startswith("m=")), len(lines)]
    return [lines[start:end] for start, end in pairwise(starts)]


def _is_address(candidate_line: str) -> bool:
    fields = candidate_line.split()
    try:
        ipaddress.ip_address(fields[4])
    except (IndexError, ValueError):
        return False
    return True


class _JitterSeam:
    """In place of aiortc's JitterBuffer, which holds a picture back until the next one begins."""

    def __init__(self, take: Callable[[Piece], bool]) -> None:
        self._take = take

    def add(self, packet: Any) -> tuple[bool, None]:
        """aiortc's: (whether to ask for a keyframe, a picture for its own queue)."""
        piece = Piece(packet.sequence_number, packet.timestamp, bool(packet.marker), packet._data)
        return self._take(piece), None


class _QueueSeam:
    """In place of the unbounded queue between aiortc's receiver and its decoder thread."""

    def __init__(self, queue: DecodingQueue) -> None:
        self._queue = queue

    def put(self, task: Any) -> None:
        """aiortc's: a codec and what is encoded with it, or None at the end."""
        if task is None:
            self._queue.close()
        else:
            self._queue.put(Encoded(task[1].data))

    def get(self) -> None:
        """Decode in the thread that calls this, aiortc's own, until the end."""
        self._queue.decode_until_closed()


class _NewestDatagrams(asyncio.Queue[Any]):
    """In place of the unbounded queue of the ICE agent: when it is full, the oldest goes."""

    def put_nowait(self, item: Any) -> None:
        if self.full():
            self.get_nowait()
        super().put_nowait(item)


def _set_private(receiver: RTCRtpReceiver, name: str, value: object) -> None:
    private = f"_RTCRtpReceiver__{name}"
    if not hasattr(receiver, private):
        raise RuntimeError(f"this aiortc has no {private}")
    setattr(receiver, private, value)


def _bound_datagrams(receiver: RTCRtpReceiver) -> None:
    connection: Any = receiver.transport.transport._connection
    if not isinstance(connection._queue, asyncio.Queue):
        raise RuntimeError("this aioice has no queue of datagrams")
    connection._queue = _NewestDatagrams(MAX_DATAGRAMS)
