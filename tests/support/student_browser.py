"""A program: a student's Chromium on the page at URL, saying several times a second what the student sees.

`python -m tests.support.student_browser URL`; ends with its standard input. Run it inside a namespace.
"""

import asyncio
import json
import sys

from tests.support.chromium import StagePage, chromium

SAMPLE_SECONDS = 0.1

COUNT_FRAMES = """() => {
  window.shownFrames = 0;
  const video = document.querySelector('video');
  const count = () => { window.shownFrames += 1; video.requestVideoFrameCallback(count); };
  video.requestVideoFrameCallback(count);
}"""

SAMPLE = """async () => {
  const report = await window.airclass.player.stats();
  const all = [...(report?.values() ?? [])];
  const transport = all.find((each) => each.type === 'transport');
  const pair = report?.get(transport?.selectedCandidatePairId);
  const remote = report?.get(pair?.remoteCandidateId);
  return {
    state: document.documentElement.dataset.state,
    frames: window.shownFrames,
    protocol: remote?.protocol ?? null,
    box_address: remote?.address ?? null,
    first_frame_ms: window.airclass.player.timeline.firstFrameAt,
  };
}"""


def main() -> None:
    """Watch until the standard input ends."""
    asyncio.run(_watch(sys.argv[1]))


async def _watch(url: str) -> None:
    async with chromium() as browser:
        student = await browser.open(url)
        await student.page.evaluate(COUNT_FRAMES)
        end = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(end), sys.stdin)
        while not await _has_ended(end):
            await _say_sample(student)


async def _say_sample(student: StagePage) -> None:
    sample = await student.page.evaluate(SAMPLE)
    print(json.dumps({"event": "sample", **sample}), flush=True)


async def _has_ended(end: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(SAMPLE_SECONDS):
            return not await end.readline()
    except TimeoutError:
        return False


if __name__ == "__main__":
    main()
