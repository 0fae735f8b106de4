"""What a student sees and hears over a stretch of time, as Chromium itself counts it."""

from dataclasses import dataclass
from statistics import median

from tests.support.chromium import StagePage

_WATCH = """async (seconds) => {
  const read = async () => {
    const entries = [...(await window.airclass.player.stats()).values()];
    const inbound = (kind) => entries.find((each) => each.type === 'inbound-rtp' && each.kind === kind) ?? {};
    return {atMs: performance.now(), video: {...inbound('video')}, audio: {...inbound('audio')}};
  };
  const begin = await read();
  const apart = [];
  let now = begin;
  while (now.atMs - begin.atMs < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    now = await read();
    const times = [now.audio.estimatedPlayoutTimestamp, now.video.estimatedPlayoutTimestamp];
    if (times.every(Boolean)) apart.push(times[0] - times[1]);
  }
  return {begin, end: now, apart};
}"""


@dataclass(frozen=True, slots=True)
class Playback:
    """The difference between the stretch's end and its beginning."""

    seconds: float
    frames_decoded: int
    freezes: int
    keyframes_asked_for: int
    sound_energy: float
    concealed_samples: int
    apart_ms: tuple[float, ...]
    """How far the sound was ahead of the picture each tenth of a second, from the times of capture being played."""

    @property
    def frame_rate(self) -> float:
        """Decoded frames per second."""
        return self.frames_decoded / self.seconds

    @property
    def median_apart_ms(self) -> float:
        """How far sound and picture are apart for most of the time."""
        return median(self.apart_ms)


async def turn_on_sound(page: StagePage) -> None:
    """Press the button that a student presses to hear something."""
    await page.page.get_by_role("button", name="Turn on sound", exact=True).click()


async def play(page: StagePage, seconds: float) -> Playback:
    """Watch the student page for so long."""
    seen = await page.page.evaluate(_WATCH, seconds)
    begin, end = seen["begin"], seen["end"]

    def grown(kind: str, counter: str) -> float:
        return float(end[kind].get(counter, 0)) - float(begin[kind].get(counter, 0))

    return Playback(
        seconds=(float(end["atMs"]) - float(begin["atMs"])) / 1000,
        frames_decoded=int(grown("video", "framesDecoded")),
        freezes=int(grown("video", "freezeCount")),
        keyframes_asked_for=int(grown("video", "pliCount")),
        sound_energy=grown("audio", "totalAudioEnergy"),
        concealed_samples=int(grown("audio", "concealedSamples")),
        apart_ms=tuple(float(value) for value in seen["apart"]),
    )
