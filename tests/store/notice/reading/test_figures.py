"""Notices of other years and universities are read right or asked, never wrong in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from store.notice.difference import differences
from store.notice.notice import load_notice
from store.notice.reading.clauses import number_of, sentences
from store.notice.reading.figures import KEYS, figures
from store.notice.reading.written import written
from tests.store.notice.reading.notices import CASES, Case

FIRST = CASES[0]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_figure_is_right_or_asked(case: Case) -> None:
    read = {one.key: one.value for one in figures(case.text)}
    assert {key: read[key] for key in case.values} == case.values


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_figure_names_the_sentence_that_it_rests_on(case: Case) -> None:
    whole = "".join(one.text for one in sentences(case.text))
    for one in figures(case.text):
        assert one.sentence in whole
        assert one.words in one.sentence


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_confirmed_figures_become_a_notice_that_can_be_followed(case: Case, tmp_path: Path) -> None:
    found = {one.key: one for one in figures(case.text)}
    answers = {"cohort": "2026", "deadline": "04-14", "clock": "下班", "mailbox": "a@b.example"}
    values = {key: found[key].value or answers.get(key, "") for key in KEYS}
    made = written(case.text, values, found)
    (tmp_path / "n.toml").write_text(made.text, encoding="utf-8")
    notice = load_notice(tmp_path / "n.toml")
    assert notice.number == values["number"]
    assert notice.issued.isoformat() == values["issued"]
    limit = notice.limit("document.too_long")
    assert (str(limit.value) if limit else "") == values["chars"]
    assert (limit.clause if limit else "一.1") == "一.1"
    whole = "".join(one.text for one in sentences(case.text)).replace("“", "").replace("”", "")
    quoted = [
        *(one.words for one in notice.limits),
        *(one.words for one in notice.channels),
        *(one.words for one in notice.criteria),
        *(one.words for one in notice.items),
    ]
    for words in quoted:
        assert words.replace("“", "").replace("”", "").replace(" ", "") in whole


def test_the_program_s_own_notice_is_read_as_it_was_written_by_hand() -> None:
    own = load_notice("neu-2021-8")
    found = {one.key: one for one in figures(FIRST.text)}
    made = written(FIRST.text, {key: one.value for key, one in found.items()}, found)
    assert {"有多项材料要形成目录", "图像稳定"} <= set(made.left_out)
    assert own.limit("document.no_contents") is not None


def test_an_item_that_the_notice_does_not_name_is_told() -> None:
    text = FIRST.text.replace("成果文集", "").replace("汇编一本", "")
    found = {one.key: one for one in figures(text)}
    with pytest.raises(ConfigError) as caught:
        written(text, {key: one.value for key, one in found.items()}, found)
    assert (caught.value.code, caught.value.fields) == ("notice.read.item", {"item": "成果文集"})


@pytest.mark.parametrize(
    ("key", "value"), [("deadline", "4月14"), ("chars", "很多"), ("minutes", "x")]
)
def test_a_value_that_is_none_is_refused(key: str, value: str) -> None:
    found = {one.key: one for one in figures(FIRST.text)}
    values = {name: one.value for name, one in found.items()} | {key: value}
    with pytest.raises(ConfigError) as caught:
        written(FIRST.text, values, found)
    assert caught.value.fields == {"key": key, "value": value}


def test_what_became_stricter_is_told_with_both_clauses(tmp_path: Path) -> None:
    found = {one.key: one for one in figures(FIRST.text)}
    made = written(FIRST.text, {key: one.value for key, one in found.items()}, found)
    (tmp_path / "n.toml").write_text(made.text, encoding="utf-8")
    changes = {
        one.name: one.change
        for one in differences(load_notice("neu-2021-8"), load_notice(tmp_path / "n.toml"))
    }
    assert changes["document.too_long"] == "looser"
    assert changes["video.too_long"] == "changed"  # shorter, and hard where it was soft
    assert changes["video.too_small"] == "stricter"
    assert changes["document.no_contents"] == "gone"
    assert changes["deadline"] == "looser"


@given(st.integers(min_value=0, max_value=99_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千", "万"]
    text = str(number)
    spelt = "".join(
        digits[int(digit)] + (units[len(text) - at - 1] if digit != "0" else "")
        for at, digit in enumerate(text)
    )
    assert number_of(spelt) == number


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert [one.key for one in figures(text)] == list(KEYS)
