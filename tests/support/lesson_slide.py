"""A teacher's slide as a picture, and ffmpeg casting it: what a lesson's stage looks like in the pictures of docs/."""

from pathlib import Path

from tests.support.chromium import Chromium, Screen
from tests.support.media_files import MediaRecipe, audio_options, video_options
from tests.support.rtmp_source import FfmpegSource

RECIPE = MediaRecipe(video_bits=2_500_000)
_SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono")
_SLIDE = """<!doctype html><html lang="ko"><meta charset="utf-8"><style>
  body { margin: 0; width: 1280px; height: 720px; background: #fbfaf4; color: #1d3126; font-family: sans-serif; }
  h1 { position: absolute; left: 72px; top: 30px; font-size: 64px; margin: 0; }
  h1 small { font-size: 34px; font-weight: 400; color: #5a6f62; margin-left: 18px; }
  p { position: absolute; left: 0; right: 0; bottom: 26px; margin: 0; text-align: center; font-size: 46px; }
  svg { position: absolute; inset: 0; }
  text { font-size: 30px; fill: #1d3126; font-family: sans-serif; }
</style><body>
<svg viewBox="0 0 1280 720">
  <defs><marker id="tip" viewBox="0 0 10 10" refX="7" refY="5" markerWidth="5" markerHeight="5" orient="auto">
    <path d="M0 0 10 5 0 10z" fill="#4a5b50"/></marker></defs>
  <circle cx="1090" cy="150" r="70" fill="#f6b93b"/>
  <g stroke="#f6b93b" stroke-width="12" stroke-linecap="round">
    <path d="M1090 46v-22M1090 276v-22M1194 150h22M964 150h22"/>
    <path d="M1164 76l16-16M1000 240l16-16M1164 224l16 16M1000 60l16 16"/></g>
  <path d="M330 470C360 250 620 190 860 290 800 500 560 590 330 470Z" fill="#57a05a"/>
  <path d="M330 470C500 430 680 370 860 290" fill="none" stroke="#2f6b3a" stroke-width="8"/>
  <g stroke="#2f6b3a" stroke-width="5">
    <path d="M470 432l20-96M590 398l26-108M710 354l30-78M500 424l64 92M620 388l66 84"/></g>
  <g fill="none" stroke="#4a5b50" stroke-width="7" marker-end="url(#tip)">
    <path d="M1010 210 862 270"/><path d="M150 300 360 372"/><path d="M170 590 320 496"/><path d="M840 400 1010 460"/>
    <path d="M720 510 850 566"/></g>
  <text x="60" y="284">이산화 탄소 CO₂</text><text x="64" y="620">물 H₂O</text>
  <text x="1024" y="478">산소 O₂</text><text x="866" y="590">포도당</text><text x="930" y="318">빛에너지</text>
</svg>
<h1>광합성<small>Photosynthesis</small></h1>
<p>6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂</p></body></html>"""


async def draw_slide(browser: Chromium, folder: Path) -> Path:
    """The slide as a PNG."""
    context = await browser.context(Screen(width=RECIPE.width, height=RECIPE.height))
    try:
        page = await context.new_page()
        await page.set_content(_SLIDE)
        path = folder / "slide.png"
        await page.screenshot(path=path)
        return path
    finally:
        await context.close()


def casting(slide: Path, rtmp_url: str) -> FfmpegSource:
    """A screen that shows the slide and is cast."""
    picture = ["-re", "-loop", "1", "-framerate", str(RECIPE.frame_rate), "-i", str(slide)]
    return FfmpegSource([*picture, *_SILENCE, *video_options(RECIPE), *audio_options(RECIPE), "-f", "flv", rtmp_url])
