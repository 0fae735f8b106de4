"""The images of questions: files named by their SHA-256, checked by their bytes, kept before their id is told."""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.errors import BadRequest, NotFound, Sentence, StorageFailed
from appliance.protocols.image_header import ImageHeaderError, ImageType, read_image_header
from appliance.storage.file_system import FileSystem

IMAGE_MAX_BYTES = 2 * 1024 * 1024
PIXELS_MAX = 16_777_216
"""A small file can unfold to gigabytes on every phone of the class; 4096 × 4096 is more than any screen shows."""
IMAGES_MAX = 20_000
FOLDER_MAX_BYTES = 4 * 1024**3
IMAGE_ID = re.compile(r"[0-9a-f]{64}")
RESERVE_IS_KEPT = Sentence(
    "The box's disk is nearly full: what is left is kept for answers. Delete something before you add pictures.",
    "박스의 디스크가 거의 차서 남은 공간은 학생들의 답을 위해 남겨 둡니다. 그림을 더하려면 먼저 무언가를 지워 주세요.",
)
IMAGE_NOT_STORED = Sentence(
    "The image could not be stored: the box's disk is full or broken.",
    "그림을 저장하지 못했습니다. 장치의 디스크가 가득 찼거나 고장 났습니다.",
)


class WriteWhole(Protocol):
    """Keeps a small file in one step."""

    def __call__(self, files: FileSystem, path: Path, data: bytes) -> None:
        """Return when the file is on the disk, whole; raises OSError."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image as it is served."""

    data: bytes
    media_type: ImageType


class QuizImages:
    """Keeps the images of every teacher's questions in one folder."""

    def __init__(self, folder: Path, files: FileSystem, write_whole: WriteWhole, *, reserve_bytes: int = 0) -> None:
        """Below `reserve_bytes` of free disk no image is taken: the rest is kept for answers."""
        self._reserve_bytes = reserve_bytes
        self._folder = folder
        self._files = files
        self._write_whole = write_whole
        self._sizes: dict[str, int] = {}
        self._one_at_a_time = asyncio.Lock()

    def __contains__(self, image_id: str) -> bool:
        return image_id in self._sizes

    def open(self) -> None:
        """Make the folder and find what it holds; for the start, since it reads the disk."""
        self._files.make_folder(self._folder)
        names = [name for name in self._files.list(self._folder) if IMAGE_ID.fullmatch(name)]
        self._sizes = {name: self._files.size(self._folder / name) for name in names}

    async def store(self, data: bytes) -> str:
        """Keep the image and give its id, the same for the same bytes; raises BadRequest or StorageFailed."""
        image_id = await asyncio.to_thread(_checked_name, data)
        async with self._one_at_a_time:
            if image_id not in self._sizes:
                self._require_room(len(data))
                await self._write(image_id, data)
                self._sizes[image_id] = len(data)
        return image_id

    async def load(self, image_id: str) -> StoredImage:
        """The image with this id; raises NotFound."""
        if image_id not in self._sizes:
            raise NotFound("There is no image with this id on this box.")
        try:
            data = await asyncio.to_thread(self._files.read, self._folder / image_id)
            return StoredImage(data, read_image_header(data).media_type)
        except (OSError, ImageHeaderError) as error:
            raise NotFound("This image of the box is damaged.") from error

    def _require_room(self, size: int) -> None:
        if len(self._sizes) >= IMAGES_MAX or sum(self._sizes.values()) + size > FOLDER_MAX_BYTES:
            raise BadRequest("The box has no room for more images.", status=409, code="images_full")

    async def _write(self, image_id: str, data: bytes) -> None:
        try:
            has_room = await asyncio.to_thread(self._has_room_for, data)
            if has_room:
                await asyncio.to_thread(self._write_whole, self._files, self._folder / image_id, data)
        except OSError as error:
            raise StorageFailed(IMAGE_NOT_STORED) from error
        if not has_room:
            raise StorageFailed(RESERVE_IS_KEPT)

    def _has_room_for(self, data: bytes) -> bool:
        return self._files.free_bytes(self._folder) - len(data) >= self._reserve_bytes


def _checked_name(data: bytes) -> str:
    if len(data) > IMAGE_MAX_BYTES:
        raise BadRequest("An image may have 2 MB at most.", status=413, code="body_too_long")
    try:
        header = read_image_header(data)
    except ImageHeaderError as error:
        raise BadRequest(str(error), status=422, code="not_an_image") from error
    if header.width * header.height > PIXELS_MAX:
        raise BadRequest("The image has more than 16 million pixels.", status=422, code="image_too_large")
    return hashlib.sha256(data).hexdigest()
