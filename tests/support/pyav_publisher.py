"""Publishes a grey picture with PyAV: `python -m tests.support.pyav_publisher URL CODEC FRAMES`.

A process of its own, because PyAV keeps the interpreter locked while it waits for the server's answers. The newer
FFmpeg inside it speaks Enhanced RTMP, which Debian's does not. Ends with 3 when the server refuses.
"""

import sys
import time

import av

WIDTH, HEIGHT, FRAME_RATE = 160, 96, 30
REFUSED = 3


def publish(url: str, codec: str, frames: int) -> None:
    """Send that many frames in real time; raises av.FFmpegError when the server ends it."""
    with av.open(url, "w", format="flv") as container:
        stream = container.add_stream(codec, rate=FRAME_RATE, options={"preset": "ultrafast", "tune": "zerolatency"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        started = time.monotonic()
        for number in range(frames):
            time.sleep(max(0.0, started + number / FRAME_RATE - time.monotonic()))
            frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    try:
        publish(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except (av.FFmpegError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(REFUSED)
