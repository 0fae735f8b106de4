"""Short encoded files that the tests and benchmarks publish in a loop, made once per machine."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ENCODE_SECONDS_LIMIT = 120


@dataclass(frozen=True, slots=True)
class MediaRecipe:
    """A moving test picture and a tone, encoded as a phone's casting app would."""

    width: int = 1280
    height: int = 720
    frame_rate: int = 30
    video_bits: int = 2_000_000
    keyframe_seconds: float = 2.0
    seconds: int = 12
    audio: bool = True

    @property
    def keyframe_frames(self) -> int:
        """The keyframe distance in frames."""
        return round(self.keyframe_seconds * self.frame_rate)


def video_options(recipe: MediaRecipe) -> list[str]:
    """x264 as a live encoder: no B-frames, no look-ahead, one slice per frame, a keyframe only where asked."""
    bits = str(recipe.video_bits)
    parameters = f"sliced-threads=0:threads=1:scenecut=0:keyint={recipe.keyframe_frames}:min-keyint=1"
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "main"),
        *("-x264-params", parameters, "-pix_fmt", "yuv420p"),
        *("-b:v", bits, "-maxrate", bits, "-bufsize", str(recipe.video_bits // 2)),
    ]


def picture_inputs(recipe: MediaRecipe) -> list[str]:
    """The inputs: ffmpeg's moving test picture and a tone."""
    picture = f"testsrc2=size={recipe.width}x{recipe.height}:rate={recipe.frame_rate}"
    inputs = ["-f", "lavfi", "-i", picture]
    if recipe.audio:
        inputs += ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"]
    return inputs


def audio_options(recipe: MediaRecipe) -> list[str]:
    """AAC at 44.1 kHz, as RTMP apps send it."""
    return ["-c:a", "aac", "-b:a", "128k"] if recipe.audio else ["-an"]


def encoded_file(recipe: MediaRecipe, audio_codec: str = "aac") -> Path:
    """The file for that recipe, made at the first call; `audio_codec` is aac or opus.

    Opus files are transport streams: there each keyframe has its SPS and PPS in band, which is how RTP must carry them.
    """
    digest = hashlib.sha256(repr((recipe, audio_codec)).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"airclass-test-media-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{digest}.{'mp4' if audio_codec == 'aac' else 'ts'}"
    if not path.exists():
        _encode(recipe, audio_codec, path)
    return path


def _encode(recipe: MediaRecipe, audio_codec: str, path: Path) -> None:
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg, "ffmpeg is needed to make test media"
    audio = audio_options(recipe) if audio_codec == "aac" else ["-c:a", "libopus", "-ar", "48000", "-b:a", "64k"]
    unfinished = path.with_name(f"{os.getpid()}-{path.name}")
    command = [ffmpeg, "-v", "error", "-y", *picture_inputs(recipe), "-t", str(recipe.seconds)]
    command += [*video_options(recipe), *audio, str(unfinished)]
    subprocess.run(command, check=True, timeout=ENCODE_SECONDS_LIMIT, stdin=subprocess.DEVNULL)
    unfinished.replace(path)
