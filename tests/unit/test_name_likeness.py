"""The likeness of names says what comparing each pair says."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.name_likeness import likeness
from appliance.domain.names import looks_like

ODD_NAMES = st.sampled_from(
    ["김민지", "김 민지", "Ａda", "ada", "аda", "Ad\u200ba", "O0l1", "oOI|", "rn", "m", "-", "", "머커", "대귀"]
)


@given(ODD_NAMES | st.text(max_size=12), ODD_NAMES | st.text(max_size=12))
def test_likeness_and_looks_like_agree(name: str, other: str) -> None:
    assert bool(likeness(name) & likeness(other)) is looks_like(name, other)


def test_a_homoglyph_is_found() -> None:
    assert likeness("Ada") & likeness("Аdа")
    assert not likeness("Ada") & likeness("Eve")
