"""Notices of other years and universities are read right or asked, never wrong in silence."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from store.notice.difference import differences
from store.notice.notice import OwnItem, load_notice
from store.notice.reading.clauses import number_of, sentences
from store.notice.reading.figures import KEYS, figures
from store.notice.reading.written import still_open, written
from store.text.kinds import Item
from tests.store.notice.reading.more_notices import MORE
from tests.store.notice.reading.notices import CASES, Case

FIRST = CASES[0]


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=[case.name for case in (*CASES, *MORE)])
def test_every_figure_is_right_or_asked(case: Case) -> None:
    read = {one.key: one.value for one in figures(case.text)}
    assert {key: read[key] for key in case.values} == case.values


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=[case.name for case in (*CASES, *MORE)])
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


def test_a_notice_of_five_items_is_followed_without_the_sixth(tmp_path: Path) -> None:
    text = FIRST.text.replace("、汇编一本成果文集", "").replace("六个一", "五个一")
    text = text.replace("6.成果文集。择优编入《特色党支部工作案例汇编》。\n", "")
    found = {one.key: one for one in figures(text)}
    made = written(text, {key: one.value for key, one in found.items()}, found)
    assert "成果文集" in made.left_out
    (tmp_path / "n.toml").write_text(made.text, encoding="utf-8")
    notice = load_notice(tmp_path / "n.toml")
    assert [item.number for item in notice.items] == [1, 2, 3, 4, 5]
    assert not notice.has(Item.VOLUME)


def test_a_seventh_item_is_kept_beside_the_six(tmp_path: Path) -> None:
    text = FIRST.text.replace("、汇编一本成果文集", "、汇编一本成果文集、开展一次主题党日")
    text = text.replace("六个一", "七个一")
    found = {one.key: one for one in figures(text)}
    made = written(text, {key: one.value for key, one in found.items()}, found)
    (tmp_path / "n.toml").write_text(made.text, encoding="utf-8")
    notice = load_notice(tmp_path / "n.toml")
    assert len(notice.items) == 6
    assert [(item.number, item.title) for item in notice.own_items] == [(7, "主题党日")]


def test_the_day_of_an_item_is_asked_where_the_six_do_not_have_it(tmp_path: Path) -> None:
    text = FIRST.text.replace("、汇编一本成果文集", "、汇编一本成果文集、开展一次主题党日")
    text = text.replace("六个一", "七个一")
    found = {one.key: one for one in figures(text)}
    values = {key: one.value for key, one in found.items()}
    assert found["dues"].unclear
    assert "dues" in still_open(values, found)
    assert "dues" not in still_open(values | {"dues": "-"}, found)
    dated = figures(text.replace("6.成果文集。", "7.主题党日。请于5月31日前完成。\n6.成果文集。"))
    assert {one.key: one.value for one in dated}["dues"] == "主题党日 05-31"
    given = values | {"dues": "主题党日 05-31、成果展示视频 04-20"}
    (tmp_path / "n.toml").write_text(written(text, given, found).text, encoding="utf-8")
    notice = load_notice(tmp_path / "n.toml")
    assert [(one.due, one.deadline) for one in notice.own_items] == [(True, "05-31")]
    assert notice.item(Item.VIDEO).deadline == "04-20"
    with pytest.raises(ConfigError):
        written(text, values | {"dues": "党日 05-31"}, found)


@pytest.mark.parametrize("dash", "-—–~至")
def test_the_cohort_is_asked_where_the_title_names_two_years(dash: str) -> None:
    text = CASES[0].text.replace("2026年度", f"2026{dash}2027学年")
    read = {one.key: one for one in figures(text)}
    assert read["cohort"].unclear


def test_nothing_of_another_university_is_left_in_a_notice_that_was_read() -> None:
    for case in CASES:
        found = {one.key: one for one in figures(case.text)}
        answers = {"cohort": "2026", "deadline": "04-14", "clock": "下班", "mailbox": "a@b.example"}
        values = {key: found[key].value or answers.get(key, "") for key in KEYS}
        made = written(case.text, values, found).text
        content = "\n".join(line for line in made.splitlines() if not line.startswith("#"))
        for word in ("东北大学", "neuzzb", "We党微家", "辽宁", "东大"):
            assert word not in content, (case.name, word)


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
    assert changes["video.too_long"] == "stricter"  # shorter, and hard where it was soft
    assert changes["video.too_small"] == "stricter"
    assert changes["document.no_contents"] == "gone"
    assert changes["deadline"] == "looser"


def test_items_that_came_went_or_moved_are_told() -> None:
    before = load_notice("neu-2021-8")
    items = tuple(
        msgspec.structs.replace(one, deadline="05-10") if one.id is Item.VIDEO else one
        for one in before.items
        if one.id is not Item.VOLUME
    )
    own = OwnItem("lecture", 7, "主题微党课", "党课", "一.7", "录制一堂微党课")
    after = msgspec.structs.replace(before, items=items, own_items=(own,), work="样板支部创建")
    told = [(one.change, one.before or one.after) for one in differences(before, after)]
    assert told == [
        ("changed", "特色支部创建工作"),
        ("gone", "成果展示视频"),
        ("gone", "成果文集"),
        ("new", "成果展示视频 05-10"),
        ("new", "主题微党课"),
    ]


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
