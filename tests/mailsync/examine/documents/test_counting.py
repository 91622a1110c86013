"""字数 as Word counts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.examine.documents.counting import Count, count, count_all


@pytest.mark.parametrize(
    ("text", "chars", "no_punctuation"),
    [
        ("", 0, 0),
        (" \t\u3000\n", 0, 0),
        ("支部", 2, 2),
        ("支部，党员。", 6, 4),
        ("COVID-19", 1, 1),
        ("3.5%", 1, 1),
        ("抗击COVID-19疫情", 5, 5),
        ("增长3.5%。", 4, 3),
        ("well-known isn’t", 2, 2),
        ("2019–2020年", 2, 2),
        ("“两学一做”", 6, 4),
        ("——……", 1, 0),
        ("坚持——改进……", 8, 4),
        ("１２３ＡＢＣ", 6, 6),
        ("①党建②团建", 6, 4),
        ("a b  c\td", 4, 4),
        ("- 支部", 3, 2),
        ("http://x.example/a?b=c", 1, 1),
        ("中\u200b国\ufeff", 2, 2),
        ("𠀀𠀁", 2, 2),
        ("かな한글", 4, 4),
        ("第 1 支部", 4, 4),
    ],
)
def test_a_paragraph_is_counted_the_way_word_does(
    text: str, chars: int, no_punctuation: int
) -> None:
    assert count(text) == Count(chars, no_punctuation)


def test_a_run_never_crosses_from_one_paragraph_into_the_next() -> None:
    assert count_all(("COVID", "-19")).chars == 2


@given(st.text())
def test_white_space_around_changes_nothing_and_marks_only_add(text: str) -> None:
    counted = count(text)
    assert counted == count(f"  {text}\u3000")
    assert 0 <= counted.no_punctuation <= counted.chars <= len(text)


@given(st.lists(st.sampled_from("支部党员，。、COVID-19 3.5%"), max_size=60))
def test_cutting_a_text_at_white_space_keeps_the_sum(letters: list[str]) -> None:
    text = "".join(letters)
    assert count(text).chars == count_all(tuple(text.split(" "))).chars
