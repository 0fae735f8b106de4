"""Thins out the points of a line for drawing: what a column of pixels can show, and no peak less."""

from collections.abc import Sequence

Point = tuple[int, float | None]
"""A moment (epoch milliseconds) and a value; None where the line has a gap."""
POINTS_PER_COLUMN = 3


def thinned(points: Sequence[Point], columns: int) -> list[Point]:
    """Of each column the lowest and the highest point and one gap, in order; the ends of the line besides."""
    columns = max(1, columns)
    if len(points) <= POINTS_PER_COLUMN * columns:
        return list(points)
    begin = points[0][0]
    span = points[-1][0] - begin + 1
    kept: list[Point] = []
    first = 0
    while first < len(points):
        column = (points[first][0] - begin) * columns // span
        last = first + 1
        while last < len(points) and (points[last][0] - begin) * columns // span == column:
            last += 1
        kept += _kept(points[first:last])
        first = last
    ends = [points[0]] if kept[0] != points[0] else []
    return ends + kept + ([points[-1]] if kept[-1] != points[-1] else [])


def _kept(points: Sequence[Point]) -> list[Point]:
    """What stays of one column."""
    if len(points) <= 2:
        return list(points)
    known = [(value, place) for place, (_, value) in enumerate(points) if value is not None]
    wanted = {min(known)[1], max(known)[1]} if known else set()
    if len(known) < len(points):
        wanted.add(next(place for place, (_, value) in enumerate(points) if value is None))
    return [points[place] for place in sorted(wanted)]
