"""Coverage-guided fuzzing of the RTMP parsers: `python -m tests.torture.fuzz_rtmp --seconds 60`.

Starts from recorded publish sessions. An input that breaks something is written to the folder `--findings`; put it
into the corpus once the fault is mended, so that the ordinary tests replay it.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["appliance.protocols"]):
    from appliance.protocols.amf0 import Amf0Error, decode
    from appliance.protocols.flv import FlvError, parse_audio_specific_config, parse_audio_tag, parse_video_tag
    from tests.support.rtmp_wire import fresh_session, publishing_session, survives

CORPUS = Path(__file__).parent / "corpus" / "rtmp"
MAX_INPUT = 16 * 1024
"""What one read of a connection gives the session."""
MAX_SECONDS = 0.1
MAX_RESIDENT_MB = 512
HANDSHAKE_BYTES = 1 + 1536 + 1536


class HangError(AssertionError):
    """An input took too long."""


def test_one_input(data: bytes) -> None:
    """Give the input to every parser; only their own errors may come out, and in time."""
    started = time.process_time()
    survives(fresh_session(), data)
    survives(publishing_session(), data[HANDSHAKE_BYTES:] if len(data) > HANDSHAKE_BYTES else data)
    for parse in (decode, parse_video_tag, parse_audio_tag, parse_audio_specific_config):
        try:
            parse(data)
        except (Amf0Error, FlvError):
            continue
    if time.process_time() - started > MAX_SECONDS:
        raise HangError(f"{len(data)} bytes took more than {MAX_SECONDS} s")


def main() -> None:
    """Run for the asked time; the process ends with 0 when nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--findings", type=Path, default=Path("var/fuzz/rtmp"))
    options = parser.parse_args()
    options.findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as grown_corpus:
        atheris.Setup(
            [
                sys.argv[0],
                f"-max_total_time={options.seconds}",
                f"-max_len={MAX_INPUT}",
                f"-rss_limit_mb={MAX_RESIDENT_MB}",
                f"-artifact_prefix={options.findings}/",
                grown_corpus,
                str(CORPUS),
            ],
            test_one_input,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
