"""Coverage-guided fuzzing of the media parsers: `python -m tests.torture.fuzz_media GROUP [libFuzzer options]`.

The groups are those of tests/support/media_parsers.py; new finds are written beside the kept corpus only when a
corpus folder is among the options. Example: `... fuzz_media rtp -max_total_time=60`.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["appliance.protocols"]):
    from tests.support.media_parsers import FEEDS

CORPUS = Path(__file__).parent / "corpus"
LIMITS = ("-timeout=1", "-rss_limit_mb=1024", "-max_len=8192")


def main() -> None:
    """Fuzz one group from its corpus until an option of libFuzzer ends it."""
    program, group, *options = sys.argv
    corpus = [] if any(not option.startswith("-") for option in options) else [str(CORPUS / group)]
    # Without a first folder to write to, libFuzzer would add its finds to the kept corpus.
    read_only = [f"-seed_inputs={','.join(str(path) for path in Path(folder).iterdir())}" for folder in corpus]
    atheris.Setup([program, *LIMITS, *read_only, *options], FEEDS[group])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
