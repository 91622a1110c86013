import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.demo import prose


@given(st.integers(500, 1950), st.integers(0, 10_000), st.booleans())
def test_a_case_has_exactly_the_wanted_number_of_characters(
    chars: int, seed: int, second_year: bool
) -> None:
    written = prose.sections(
        random.Random(seed), theme="匠心传承育新人", second_year=second_year, chars=chars
    )
    text = "".join(s.heading + "".join(s.paragraphs) for s in written)
    assert prose.char_count(text) == len(text) == chars


@pytest.mark.parametrize(("second_year", "headings"), [(False, 4), (True, 5)])
def test_the_fifth_aspect_is_for_branches_in_their_second_year(
    second_year: bool, headings: int
) -> None:
    written = prose.sections(
        random.Random(1), theme="匠心传承育新人", second_year=second_year, chars=1400
    )
    assert [s.heading[2:] for s in written] == [
        "工作内容",
        "建设成果",
        "特色做法",
        "宣传推广",
        "长效机制",
    ][:headings]


@pytest.mark.parametrize(
    ("text", "count"), [("党建", 2), ("2018级", 2), ("a b", 2), ("，。", 2), ("", 0), (" \n", 0)]
)
def test_characters_are_counted_as_word_counts_them(text: str, count: int) -> None:
    assert prose.char_count(text) == count
