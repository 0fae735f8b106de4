"""XML from strangers as a small tree: no document types, no entities, bounded depth and size."""

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from appliance.domain.quiz_formats.imported import FormatError

XML_MAX_BYTES = 1024 * 1024
DEPTH_MAX = 60
_ELEMENTS_MAX = 20_000


def parse_xml(data: bytes) -> Element:
    """Give the root element; raises FormatError for anything but plain, small, shallow XML."""
    if len(data) > XML_MAX_BYTES:
        raise _refused("it is too large", "너무 큽니다")
    root: Element | None = None
    depth = count = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            count += event == "start"
            if depth > DEPTH_MAX or count > _ELEMENTS_MAX:
                raise _refused("it is nested too deeply or has too many elements", "너무 깊거나 요소가 너무 많습니다")
    except FormatError:
        raise
    except DefusedXmlException:
        raise _refused("it defines document types or entities", "문서 형식이나 엔티티를 정의합니다") from None
    except (ParseError, ValueError, LookupError):
        raise _refused("it is damaged", "손상되었습니다") from None
    if root is None:
        raise _refused("it is empty", "비어 있습니다")
    return root


def local_name(element: Element) -> str:
    """Give the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def named(element: Element, name: str) -> Iterator[Element]:
    """Give the element and all below it that have this name, in the order of the document."""
    return (found for found in element.iter() if local_name(found) == name)


def _refused(en: str, ko: str) -> FormatError:
    return FormatError(f"The XML cannot be read: {en}.", f"XML을 읽을 수 없습니다: {ko}.")
