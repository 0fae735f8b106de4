"""Images of questions: known by their bytes, bounded in size, kept before their id is told, the same bytes once."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import BadRequest, NotFound, StorageFailed
from appliance.protocols.image_header import ImageHeader, ImageHeaderError, read_image_header
from appliance.services.quiz_images import IMAGE_MAX_BYTES, QuizImages
from appliance.storage.file_system import DiskFiles, write_whole
from tests.support.made_images import png

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xff\xdb\x00\x03\x00\xff\xc2\x00\x0b\x08\x00\x20\x00\x10\x01\x01\x11\x00\xff\xda\x00\x02\xff\xd9"
)
GIF = b"GIF89a\x10\x00\x20\x00\x80\x00\x00\x00;"
WEBP_LOSSY = b"RIFF\x16\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x10\x02\x00\x9d\x01\x2a\x10\x00\x20\x00"
WEBP_LOSSLESS = b"RIFF\x16\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f" + (15 | 31 << 14).to_bytes(4, "little") + bytes(5)
WEBP_EXTENDED = b"RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x0f\x00\x00\x1f\x00\x00"


SAMPLES = {
    "image/png": png(),
    "image/jpeg": JPEG,
    "image/gif": GIF,
    "image/webp": WEBP_LOSSY,
    "image/webp lossless": WEBP_LOSSLESS,
    "image/webp extended": WEBP_EXTENDED,
}


class FullDisk(DiskFiles):
    """A disk on which nothing can be written."""

    def write(self, handle: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")


def images_in(folder: Path, files: DiskFiles | None = None) -> QuizImages:
    """The images of a box whose folder this is."""
    images = QuizImages(folder / "images", files or DiskFiles(), write_whole)
    images.open()
    return images


@pytest.mark.parametrize("name", SAMPLES)
def test_type_and_size_are_read_from_the_bytes(name: str) -> None:
    media_type = name.partition(" ")[0]
    header = read_image_header(SAMPLES[name])
    assert (header.media_type, header.width, header.height) == (media_type, 16, 32)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_header_that_is_cut_is_no_image(name: str) -> None:
    data = SAMPLES[name]
    whole = read_image_header(data)
    readable = [length for length in range(len(data)) if _read(data[:length]) is not None]
    assert all(_read(data[:length]) == whole for length in readable)
    assert not [length for length in readable if length < 10]


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 60), st.binary(max_size=40))
def test_no_bytes_break_the_reader(name: str, place: int, wrong: bytes) -> None:
    data = SAMPLES[name]
    header = _read(data[:place] + wrong + data[place + len(wrong) :])
    assert header is None or (header.width > 0 and header.height > 0)


def test_endless_jpeg_segments_are_passed_in_one_go() -> None:
    assert _read(b"\xff\xd8" + b"\xff\xe0\x00\x02" * 500_000) is None
    assert _read(b"\xff\xd8" + b"\xff" * 2_000_000) is None


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"BM" + bytes(60), png(0, 5), png()[:20]]
)
async def test_what_is_no_image_is_refused(tmp_path: Path, data: bytes) -> None:
    images = images_in(tmp_path)
    with pytest.raises(BadRequest) as refused:
        await images.store(data)
    assert (refused.value.status, refused.value.code) == (422, "not_an_image")
    assert list((tmp_path / "images").iterdir()) == []


async def test_an_image_of_too_many_bytes_or_pixels_is_refused(tmp_path: Path) -> None:
    images = images_in(tmp_path)
    largest = png(padding=IMAGE_MAX_BYTES - len(png()))
    assert await images.store(largest) in images
    with pytest.raises(BadRequest, match="2 MB"):
        await images.store(largest + b"\0")
    assert await images.store(png(4_096, 4_096)) in images
    with pytest.raises(BadRequest, match="pixels"):
        await images.store(png(4_097, 4_096))


async def test_the_same_bytes_are_one_image_under_their_hash(tmp_path: Path) -> None:
    images = images_in(tmp_path)
    ids = await asyncio.gather(*(images.store(png()) for _ in range(20)))
    assert set(ids) == {hashlib.sha256(png()).hexdigest()}
    assert [path.name for path in (tmp_path / "images").iterdir()] == [ids[0]]
    stored = await images.load(ids[0])
    assert (stored.data, stored.media_type) == (png(), "image/png")


async def test_images_are_there_after_a_restart_and_leftovers_are_not(tmp_path: Path) -> None:
    image_id = await images_in(tmp_path).store(GIF)
    (tmp_path / "images" / f"{'a' * 64}.tmp").write_bytes(b"half")
    (tmp_path / "images" / "notes.txt").write_text("no image")
    images = images_in(tmp_path)
    assert (await images.load(image_id)).media_type == "image/gif"
    for name in ("a" * 64, f"{'a' * 64}.tmp", "notes.txt", "../box.json"):
        with pytest.raises(NotFound):
            await images.load(name)


async def test_an_id_is_not_given_out_for_what_the_disk_does_not_keep(tmp_path: Path) -> None:
    images = images_in(tmp_path, FullDisk())
    with pytest.raises(StorageFailed):
        await images.store(png())
    assert hashlib.sha256(png()).hexdigest() not in images


async def test_an_image_that_was_damaged_on_the_disk_is_not_served(tmp_path: Path) -> None:
    images = images_in(tmp_path)
    image_id = await images.store(png())
    (tmp_path / "images" / image_id).write_bytes(b"<script>")
    with pytest.raises(NotFound):
        await images.load(image_id)


def _read(data: bytes) -> ImageHeader | None:
    try:
        return read_image_header(data)
    except ImageHeaderError:
        return None


class NearlyFullDisk(DiskFiles):
    """A disk with a known number of bytes left."""

    def __init__(self, left: int) -> None:
        self._left = left

    def free_bytes(self, folder: Path) -> int:
        return self._left


async def test_the_last_of_the_disk_is_kept_for_answers(tmp_path: Path) -> None:
    image = next(iter(SAMPLES.values()))
    for left, is_kept in ((1_000 + len(image), True), (999 + len(image), False)):
        images = QuizImages(tmp_path / str(left), NearlyFullDisk(left), write_whole, reserve_bytes=1_000)
        images.open()
        if is_kept:
            assert await images.store(image) in images
        else:
            with pytest.raises(StorageFailed, match="kept for answers"):
                await images.store(image)
            assert list((tmp_path / str(left)).iterdir()) == []
