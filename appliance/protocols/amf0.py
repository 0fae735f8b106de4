"""AMF0, the value format of RTMP commands and metadata: bytes to Python values and back.

Everything here is bounded: nesting, number of values and size. AMF3 is read only as far as RTMP command framing
needs it (one scalar behind the 0x11 switch byte).
"""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TypeAlias

MAX_BYTES = 64 * 1024
"""Real commands and onMetaData stay below 2 KiB."""
MAX_DEPTH = 16
MAX_VALUES = 2048
"""Stops 64 KiB of one-byte values from becoming megabytes of Python objects."""

_DOUBLE = struct.Struct(">d")
_UINT16 = struct.Struct(">H")
_UINT32 = struct.Struct(">I")
_DATE = struct.Struct(">dh")


class Amf0Error(ValueError):
    """The bytes are not AMF0, or exceed a bound."""


class Marker(IntEnum):
    """AMF0 type markers (AMF0 specification 2.1)."""

    NUMBER = 0x00
    BOOLEAN = 0x01
    STRING = 0x02
    OBJECT = 0x03
    MOVIE_CLIP = 0x04
    NULL = 0x05
    UNDEFINED = 0x06
    REFERENCE = 0x07
    ECMA_ARRAY = 0x08
    OBJECT_END = 0x09
    STRICT_ARRAY = 0x0A
    DATE = 0x0B
    LONG_STRING = 0x0C
    UNSUPPORTED = 0x0D
    RECORD_SET = 0x0E
    XML_DOCUMENT = 0x0F
    TYPED_OBJECT = 0x10
    AMF3_SWITCH = 0x11


class Undefined(Enum):
    """The type of `UNDEFINED`, which AMF0 tells apart from null."""

    UNDEFINED = "undefined"


UNDEFINED = Undefined.UNDEFINED


@dataclass(frozen=True, slots=True)
class AmfDate:
    """Milliseconds since 1970 in UTC; the time zone is reserved and should be 0."""

    milliseconds: float
    time_zone: int = 0


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The text of an XML document, not parsed."""

    text: str


@dataclass(frozen=True, slots=True)
class TypedObject:
    """An object of a class that the sender registered."""

    class_name: str
    properties: "dict[str, AmfValue]" = field(default_factory=dict)


class EcmaArray(dict[str, "AmfValue"]):
    """An associative array; as a dict it only differs in the marker on the wire."""


AmfValue: TypeAlias = (
    "bool | float | str | Undefined | AmfDate | XmlDocument | TypedObject | dict[str, AmfValue] | list[AmfValue] | None"
)


def decode(data: bytes) -> list[AmfValue]:
    """Read every value in `data`; raises Amf0Error."""
    if len(data) > MAX_BYTES:
        raise Amf0Error(f"{len(data)} bytes of AMF0 exceed the bound of {MAX_BYTES}")
    return _Decoder(data).read_all()


def encode(*values: AmfValue) -> bytes:
    """Write the values one after the other; raises Amf0Error when they cannot be written within the bounds."""
    encoder = _Encoder()
    for value in values:
        encoder.write(value, 0)
    return bytes(encoder.output)


class _Amf3Stop(Exception):
    """A compound AMF3 value follows: the rest of the message cannot be read, what came before it can."""


class _Decoder:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._values_left = MAX_VALUES
        self._compounds: list[AmfValue] = []

    def read_all(self) -> list[AmfValue]:
        values: list[AmfValue] = []
        try:
            while self._at < len(self._data):
                values.append(self._read(0))
        except _Amf3Stop:
            values.append(UNDEFINED)
        return values

    def _read(self, depth: int) -> AmfValue:
        if depth > MAX_DEPTH:
            raise Amf0Error(f"values are nested deeper than {MAX_DEPTH}")
        self._values_left -= 1
        if self._values_left < 0:
            raise Amf0Error(f"more than {MAX_VALUES} values")
        marker = self._take(1)[0]
        if scalar := _SCALAR_READERS.get(marker):
            return scalar(self)
        if compound := _COMPOUND_READERS.get(marker):
            return compound(self, depth + 1)
        raise Amf0Error(f"marker 0x{marker:02x} cannot be read")

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise Amf0Error("the data ends inside a value")
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def _uint32(self) -> int:
        return int(_UINT32.unpack(self._take(4))[0])

    def _number(self) -> float:
        return float(_DOUBLE.unpack(self._take(8))[0])

    def _boolean(self) -> bool:
        return self._take(1) != b"\0"

    def _string(self) -> str:
        return _text(self._take(_UINT16.unpack(self._take(2))[0]))

    def _long_string(self) -> str:
        return _text(self._take(self._uint32()))

    def _date(self) -> AmfDate:
        return AmfDate(*_DATE.unpack(self._take(_DATE.size)))

    def _reference(self) -> AmfValue:
        index = int(_UINT16.unpack(self._take(2))[0])
        if index >= len(self._compounds):
            raise Amf0Error(f"reference {index} points at nothing")
        return self._compounds[index]

    def _object(self, depth: int) -> AmfValue:
        properties: dict[str, AmfValue] = {}
        self._compounds.append(properties)
        self._read_properties(properties, depth)
        return properties

    def _typed_object(self, depth: int) -> AmfValue:
        typed = TypedObject(self._string())
        self._compounds.append(typed)
        self._read_properties(typed.properties, depth)
        return typed

    def _ecma_array(self, depth: int) -> AmfValue:
        # The count is only a hint: encoders write 0, or one too few; some even forget the end marker.
        self._take(4)
        array = EcmaArray()
        self._compounds.append(array)
        if self._at < len(self._data):
            self._read_properties(array, depth, may_end_with_data=True)
        return array

    def _strict_array(self, depth: int) -> AmfValue:
        count = self._uint32()
        array: list[AmfValue] = []
        self._compounds.append(array)
        for _ in range(count):
            array.append(self._read(depth))
        return array

    def _read_properties(self, properties: dict[str, AmfValue], depth: int, *, may_end_with_data: bool = False) -> None:
        while not (may_end_with_data and self._at == len(self._data)):
            key = self._string()
            if not key and self._data[self._at : self._at + 1] == b"\x09":
                self._at += 1
                return
            properties[key] = self._read(depth)

    def _amf3_scalar(self) -> AmfValue:
        marker = self._take(1)[0]
        if marker in _AMF3_CONSTANTS:
            return _AMF3_CONSTANTS[marker]
        if marker == 0x04:
            value = self._amf3_uint29()
            return float(value - (1 << 29) if value >> 28 else value)
        if marker == 0x05:
            return self._number()
        if marker == 0x06 and (header := self._amf3_uint29()) & 1:
            return _text(self._take(header >> 1))
        raise _Amf3Stop

    def _amf3_uint29(self) -> int:
        value = 0
        for _ in range(3):
            byte = self._take(1)[0]
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        return value << 8 | self._take(1)[0]


_AMF3_CONSTANTS: dict[int, AmfValue] = {0x00: UNDEFINED, 0x01: None, 0x02: False, 0x03: True}

_SCALAR_READERS: dict[int, Callable[[_Decoder], AmfValue]] = {
    Marker.NUMBER: _Decoder._number,
    Marker.BOOLEAN: _Decoder._boolean,
    Marker.STRING: _Decoder._string,
    Marker.NULL: lambda _: None,
    Marker.UNDEFINED: lambda _: UNDEFINED,
    Marker.UNSUPPORTED: lambda _: UNDEFINED,
    Marker.REFERENCE: _Decoder._reference,
    Marker.DATE: _Decoder._date,
    Marker.LONG_STRING: _Decoder._long_string,
    Marker.XML_DOCUMENT: lambda decoder: XmlDocument(decoder._long_string()),
    Marker.AMF3_SWITCH: _Decoder._amf3_scalar,
}

_COMPOUND_READERS: dict[int, Callable[[_Decoder, int], AmfValue]] = {
    Marker.OBJECT: _Decoder._object,
    Marker.ECMA_ARRAY: _Decoder._ecma_array,
    Marker.STRICT_ARRAY: _Decoder._strict_array,
    Marker.TYPED_OBJECT: _Decoder._typed_object,
}


class _Encoder:
    def __init__(self) -> None:
        self.output = bytearray()
        # Decoded values may share or contain themselves through references; the bound ends such a walk.
        self._values_left = MAX_VALUES

    def write(self, value: AmfValue, depth: int) -> None:
        self._values_left -= 1
        if depth > MAX_DEPTH or self._values_left < 0:
            raise Amf0Error("the value is too deep or too large to be written")
        match value:
            case dict() | list() | TypedObject():
                self._write_compound(value, depth + 1)
            case _:
                self.output += _encode_scalar(value)

    def _write_compound(self, value: "dict[str, AmfValue] | list[AmfValue] | TypedObject", depth: int) -> None:
        match value:
            case list():
                self.output += bytes([Marker.STRICT_ARRAY]) + _UINT32.pack(len(value))
                for item in value:
                    self.write(item, depth)
            case TypedObject():
                self.output += bytes([Marker.TYPED_OBJECT]) + _short_string(value.class_name)
                self._write_properties(value.properties.items(), depth)
            case EcmaArray():
                self.output += bytes([Marker.ECMA_ARRAY]) + _UINT32.pack(len(value))
                self._write_properties(value.items(), depth)
            case _:
                self.output.append(Marker.OBJECT)
                self._write_properties(value.items(), depth)

    def _write_properties(self, items: "Iterable[tuple[str, AmfValue]]", depth: int) -> None:
        for key, value in items:
            self.output += _short_string(key)
            self.write(value, depth)
        self.output += b"\0\0\x09"


def _encode_scalar(value: bool | float | str | Undefined | AmfDate | XmlDocument | None) -> bytes:
    match value:
        case None:
            return bytes([Marker.NULL])
        case bool():
            return bytes([Marker.BOOLEAN, value])
        case float() | int():
            return bytes([Marker.NUMBER]) + _DOUBLE.pack(value)
        case str():
            encoded = value.encode("utf-8", "replace")
            if len(encoded) > 0xFFFF:
                return bytes([Marker.LONG_STRING]) + _UINT32.pack(len(encoded)) + encoded
            return bytes([Marker.STRING]) + _UINT16.pack(len(encoded)) + encoded
        case AmfDate():
            return bytes([Marker.DATE]) + _DATE.pack(value.milliseconds, value.time_zone)
        case XmlDocument():
            encoded = value.text.encode("utf-8", "replace")
            return bytes([Marker.XML_DOCUMENT]) + _UINT32.pack(len(encoded)) + encoded
        case _:
            return bytes([Marker.UNDEFINED])


def _short_string(text: str) -> bytes:
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > 0xFFFF:
        raise Amf0Error("a key is longer than 65535 bytes")
    return _UINT16.pack(len(encoded)) + encoded


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
