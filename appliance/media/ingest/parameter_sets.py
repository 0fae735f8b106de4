"""Makes each access unit of a caster ready for viewers: keyframes carry their parameter sets, padding is left out."""

from collections.abc import Sequence

from appliance.media.picture import Picture
from appliance.protocols.h264 import H264Error, NalType, Sps, nal_type, parse_sps

MAX_PPS = 16
MAX_PARAMETER_SET_BYTES = 4096

_LEFT_OUT = frozenset({NalType.AUD, NalType.END_OF_SEQUENCE, NalType.END_OF_STREAM, NalType.FILLER})
_SLICES = frozenset({NalType.SLICE, NalType.PARTITION_A, NalType.IDR})


class ParameterSets:
    """Remembers the newest SPS and PPS, whether they came apart or inside the stream."""

    def __init__(self) -> None:
        self._sps_nal = b""
        self._sps: Sps | None = None
        self._pps_nals: dict[int, bytes] = {}

    @property
    def sps(self) -> Sps | None:
        """What the newest SPS says; the same object until another one arrives."""
        return self._sps

    def configure(self, sps: Sequence[bytes], pps: Sequence[bytes]) -> None:
        """Take the parameter sets of a configuration record."""
        for nal in sps[:1]:
            self._remember_sps(nal)
        for nal in pps:
            self._remember_pps(nal)

    def prepare(self, nal_units: Sequence[bytes]) -> Picture | None:
        """The access unit as viewers get it; None without a picture or without the parameter sets it needs."""
        kept: list[bytes] = []
        has_picture = is_keyframe = False
        for nal in nal_units:
            kind = nal_type(nal) if nal else NalType.FILLER
            if kind in _SLICES:
                has_picture = True
                is_keyframe = is_keyframe or kind == NalType.IDR
            elif kind in _LEFT_OUT:
                continue
            elif kind == NalType.SPS:
                self._remember_sps(nal)
            elif kind == NalType.PPS:
                self._remember_pps(nal)
            kept.append(nal)
        if not has_picture or not self._pps_nals or self._sps is None:
            return None
        return Picture(self._with_parameter_sets(kept) if is_keyframe else tuple(kept), is_keyframe)

    def _with_parameter_sets(self, nal_units: list[bytes]) -> tuple[bytes, ...]:
        rest = [nal for nal in nal_units if nal_type(nal) not in (NalType.SPS, NalType.PPS)]
        return (self._sps_nal, *self._pps_nals.values(), *rest)

    def _remember_sps(self, nal: bytes) -> None:
        if nal == self._sps_nal:
            return
        try:
            self._sps = parse_sps(nal)
        except H264Error:
            return  # a damaged one must not replace one that works
        self._sps_nal = nal
        self._pps_nals.clear()

    def _remember_pps(self, nal: bytes) -> None:
        if not 2 <= len(nal) <= MAX_PARAMETER_SET_BYTES or nal_type(nal) != NalType.PPS:
            return
        identity = _picture_parameter_set_id(nal)
        # A caster that counts through all ids would otherwise make every keyframe larger than the one before.
        if identity not in self._pps_nals and len(self._pps_nals) >= MAX_PPS:
            del self._pps_nals[next(iter(self._pps_nals))]
        self._pps_nals[identity] = nal


def _picture_parameter_set_id(nal: bytes) -> int:
    """The first Exp-Golomb code of a PPS (H.264 7.3.2.2); ids end at 255, so three bytes hold it."""
    bits = int.from_bytes(nal[1:4].ljust(3, b"\x00"), "big")
    leading_zeros = min(24 - bits.bit_length(), 11)
    return (bits >> (23 - 2 * leading_zeros)) - 1
