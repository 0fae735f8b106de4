"""Which names of a whole class can be taken for one another, without comparing each pair anew."""

from appliance.domain.names import _skeleton, name_key

Likeness = frozenset[tuple[str, str]]
"""Two names can be taken for one another where these have something in common."""


def likeness(name: str) -> Likeness:
    """What the name shares with each name that `looks_like` it."""
    skeleton = _skeleton(name)
    return frozenset({("key", name_key(name)), *([("skeleton", skeleton)] if skeleton else [])})
