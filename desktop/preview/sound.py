"""The sound of a preview: Opus, decoded and played by PortAudio where the optional package `sounddevice` is there."""

import importlib
import threading
from collections.abc import Callable
from typing import Any, Protocol

import av

from desktop.preview.decoding_queue import Encoded
from desktop.preview.player_state import SoundTrouble

SAMPLE_RATE = 48_000
CHANNELS = 2
BYTES_PER_SAMPLE = 2
BUFFERED_MS = 300
MAX_BUFFERED_BYTES = SAMPLE_RATE * BUFFERED_MS // 1000 * CHANNELS * BYTES_PER_SAMPLE
"""What waits for the loudspeaker at most; older sound goes, so that it stays with the picture."""


class SoundError(Exception):
    """There is no sound; says why."""

    def __init__(self, trouble: SoundTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Speaker(Protocol):
    """What plays 16-bit stereo at 48 kHz."""

    def play(self, samples: bytes) -> None:
        """Play this after what was given before; never waits."""

    def close(self) -> None:
        """Be silent and give the device back."""


class SampleBuffer:
    """Samples on their way to the sound card's thread; the oldest go when they are late."""

    def __init__(self) -> None:
        self._samples = bytearray()  # bounded by: MAX_BUFFERED_BYTES
        self._lock = threading.Lock()

    def put(self, samples: bytes) -> None:
        """Add at the end."""
        with self._lock:
            self._samples += samples
            del self._samples[:-MAX_BUFFERED_BYTES]

    def take(self, wanted: int) -> bytes:
        """`wanted` bytes from the beginning, silence where nothing has come in time."""
        with self._lock:
            taken = bytes(self._samples[:wanted])
            del self._samples[:wanted]
        return taken.ljust(wanted, b"\0")


class PortAudioSpeaker:
    """The computer's default output; raises SoundError when there is none."""

    def __init__(self) -> None:
        self._buffer = SampleBuffer()
        library = _library()
        try:
            self._stream = library.RawOutputStream(
                samplerate=SAMPLE_RATE, channels=CHANNELS, dtype="int16", callback=self._fill
            )
            self._stream.start()
        except library.PortAudioError as error:
            raise SoundError(SoundTrouble.NO_DEVICE) from error

    def play(self, samples: bytes) -> None:
        """Play this after what was given before; never waits."""
        self._buffer.put(samples)

    def close(self) -> None:
        """Be silent and give the device back."""
        self._stream.close()

    def _fill(self, into: Any, frames: int, _time: Any, _status: Any) -> None:
        into[:] = self._buffer.take(frames * CHANNELS * BYTES_PER_SAMPLE)


def sound_trouble() -> SoundTrouble:
    """Why this computer could not play sound, as far as can be told before trying; takes a moment at the first call."""
    try:
        library = _library()
        library.query_devices(kind="output")
    except SoundError as error:
        return error.trouble
    except Exception:
        return SoundTrouble.NO_DEVICE
    return SoundTrouble.NONE


class OpusPlayer:
    """Decodes what comes while sound is on, and throws it away while it is off; runs in the decoder's thread."""

    def __init__(
        self,
        on_change: Callable[[bool, SoundTrouble], None],
        make_speaker: Callable[[], Speaker] = PortAudioSpeaker,
    ) -> None:
        """`on_change(has_sound, trouble)` is called in the decoder's thread."""
        self._on_change = on_change
        self._make_speaker = make_speaker
        self._decoder: av.AudioCodecContext | None = None
        self._speaker: Speaker | None = None
        self.is_on = False
        """May be set in any thread; heeded with the next packet of sound."""

    def use(self, encoded: Encoded) -> bool:
        """Play a packet; damaged ones are passed over."""
        if self.is_on and self._speaker is None:
            self._open()
        if not self.is_on:
            self.close()
        if self._speaker is not None and self._decoder is not None:
            self._play(self._decoder, self._speaker, encoded.data)
        return True

    def wait_seconds(self) -> None:
        """Nothing is held back."""

    def idle(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Give the device back."""
        speaker, self._speaker, self._decoder = self._speaker, None, None
        if speaker is not None:
            speaker.close()
            self._on_change(False, SoundTrouble.NONE)

    def _open(self) -> None:
        try:
            self._speaker = self._make_speaker()
        except SoundError as error:
            self.is_on = False
            self._on_change(False, error.trouble)
            return
        self._decoder = new_opus_decoder()
        self._on_change(True, SoundTrouble.NONE)

    def _play(self, decoder: av.AudioCodecContext, speaker: Speaker, data: bytes) -> None:
        try:
            frames = decoder.decode(av.Packet(data))
        except av.FFmpegError:
            return
        for frame in frames:
            speaker.play(bytes(frame.planes[0])[: frame.samples * CHANNELS * BYTES_PER_SAMPLE])


def new_opus_decoder() -> av.AudioCodecContext:
    """A decoder to interleaved 16-bit stereo."""
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.format = av.AudioFormat("s16")
    decoder.layout = "stereo"
    decoder.sample_rate = SAMPLE_RATE
    return decoder


def _library() -> Any:
    try:
        return importlib.import_module("sounddevice")
    except (ImportError, OSError) as error:  # OSError: the package is there, PortAudio itself is not
        raise SoundError(SoundTrouble.NO_LIBRARY) from error
