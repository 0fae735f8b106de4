"""Quizzes as QTI 2.1: a package with its manifest, a zip of items, or one item alone."""

import hashlib
import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from appliance.domain.questions import TITLE_MAX_CHARACTERS
from appliance.domain.quiz_formats.archive import Archive, is_archive
from appliance.domain.quiz_formats.draft import Assembly
from appliance.domain.quiz_formats.imported import FormatError, ImportedQuiz
from appliance.domain.quiz_formats.qti_item import image_source, read_item
from appliance.domain.quiz_formats.xml_tree import local_name, named, parse_xml

MANIFEST = "imsmanifest.xml"
IMAGE_MAX_BYTES = 2 * 1024 * 1024
_XML_MAX_BYTES = 4 * 1024 * 1024
"""All items together: two hundred of twenty kilobytes."""
_ITEM_TYPE, _TEST_TYPE = "imsqti_item_xmlv2p", "imsqti_test_xmlv2p"
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def read_qti(data: bytes, new_id: Callable[[], str]) -> ImportedQuiz:
    """Read the items in the order of the test; a warning's line is the number of the item."""
    assembly = Assembly(new_id)
    if not is_archive(data):
        root = parse_xml(data)
        if local_name(root) != "assessmentItem":
            raise _no_qti()
        _add_item(assembly, root, 1)
        return ImportedQuiz("", "", assembly.questions, assembly.complaints.warnings)
    return _Package(assembly, Archive(data)).read()


class _Package:
    """A zip of items, and how much of it was read."""

    def __init__(self, assembly: Assembly, archive: Archive) -> None:
        self._assembly = assembly
        self._archive = archive
        self._bytes_left = _XML_MAX_BYTES
        self._images: dict[str, bytes] = {}

    def read(self) -> ImportedQuiz:
        """Read title, items and their pictures."""
        title, names = self._contents()
        if not names:
            raise _no_qti()
        for number, name in enumerate(names, 1):
            if self._assembly.is_full:
                break
            root = self._parse(number, name)
            if root is not None and local_name(root) == "assessmentItem":
                _add_item(self._assembly, root, number, self._image_id(number, name, image_source(root)))
        title = self._assembly.text_line(0, title, TITLE_MAX_CHARACTERS)
        return ImportedQuiz(title, "", self._assembly.questions, self._assembly.complaints.warnings, self._images)

    def _contents(self) -> tuple[str, list[str]]:
        """Give the title, and the names of the items in their order."""
        if MANIFEST not in self._archive.names:
            return "", [name for name in self._archive.names if name.casefold().endswith(".xml")]
        manifest = self._parse(0, MANIFEST)
        resources = [] if manifest is None else list(named(manifest, "resource"))
        items = list(dict.fromkeys(_hrefs(resources, _ITEM_TYPE)))
        title, order = "", dict[str, None]()
        for test_name in _hrefs(resources, _TEST_TYPE):
            if (test := self._parse(0, test_name)) is not None:
                title = title or test.get("title", "")
                order |= dict.fromkeys(
                    _resolve(test_name, found.get("href", "")) for found in named(test, "assessmentItemRef")
                )
        for found in resources:
            if found.get("type", "").startswith("imsqti") and not found.get("type", "").startswith(
                (_ITEM_TYPE, _TEST_TYPE)
            ):
                self._assembly.complaints.add(0, "unsupported", found.get("type", ""))
        return title, [*(name for name in order if name in items), *(name for name in items if name not in order)]

    def _parse(self, number: int, name: str) -> Element | None:
        """Parse an entry; None, and a complaint, when it cannot be read."""
        try:
            if name in self._archive.names and self._archive.size(name) > self._bytes_left:
                raise FormatError("too large", "너무 큼")
            data = self._archive.read(name)
            self._bytes_left -= len(data)
            return parse_xml(data)
        except FormatError:
            self._assembly.complaints.add(number, "bad_file", name)
            return None

    def _image_id(self, number: int, item_name: str, source: str) -> str | None:
        """Keep the picture of an item; give its id."""
        if not source:
            return None
        name = _resolve(item_name, source)
        if name not in self._archive.names or self._archive.size(name) > IMAGE_MAX_BYTES:
            self._assembly.complaints.add(number, "bad_file", source)
            return None
        data = self._archive.read(name)
        if not data.startswith(_SIGNATURES) and not (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
            self._assembly.complaints.add(number, "bad_file", source)
            return None
        image_id = hashlib.sha256(data).hexdigest()
        self._images[image_id] = data
        return image_id


def _add_item(assembly: Assembly, item: Element, number: int, image_id: str | None = None) -> None:
    if draft := read_item(assembly.complaints, item, number):
        draft.image_id = image_id
        assembly.add(draft)


def _hrefs(resources: list[Element], resource_type: str) -> Iterator[str]:
    return (
        _resolve(MANIFEST, resource.get("href", ""))
        for resource in resources
        if resource.get("type", "").startswith(resource_type)
    )


def _resolve(base: str, href: str) -> str:
    """Give the name in the archive that a reference means; one that leads outside means no entry."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))


def _no_qti() -> FormatError:
    return FormatError("There are no QTI 2.1 items in this file.", "이 파일에는 QTI 2.1 문제가 없습니다.")
