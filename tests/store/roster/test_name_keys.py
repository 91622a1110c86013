"""Keys of names: the same name, perhaps the same unit, never two that numbers tell apart."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.roster.name_keys import (
    derived_id,
    loose_key,
    name_key,
    name_under,
    near_unit,
    one_letter_apart,
    same_unit,
    short_name,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("机械系 教工第一党支部", "机械系教工第一党支部", True),
        ("（机械系）教工", "机械系教工", True),
        ("ＡＩ系党支部", "ai系党支部", True),
        ("第一党支部\u200b", "第一党支部", True),
        ("第一党支部", "第二党支部", False),
        ("第1党支部", "第一党支部", False),
    ],
)
def test_width_case_blanks_and_marks_make_no_other_name(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("机械学院党委", "机械学院", True),
        ("机械学院党委", "机械学院分党委", True),
        ("图书馆直属党总支", "图书馆党总支", True),
        ("图书馆党委", "图书馆党总支", False),
        ("图书馆", "图书馆党总支", True),
        ("机械学院党委", "材料学院党委", False),
        ("党委", "党委", True),
        ("中共江海大学机械学院委员会", "机械学院党委", True),
        ("中共机械学院总支部委员会", "机械学院党总支", True),
        ("中共机械学院总支部委员会", "机械学院党委", False),
        ("江海大学图书馆直属党总支", "图书馆党总支", True),
        ("老年大学党总支", "开放大学党总支", False),
        ("老年大学党总支", "党总支", False),
    ],
)
def test_a_unit_is_the_same_with_and_without_its_ending(one: str, other: str, same: bool) -> None:
    assert same_unit(one, other) is same
    assert same_unit(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("信息学院党委", "信息科学与工程学院党委", True),
        ("马院党委", "马克思主义学院党委", True),
        ("资土学院", "资源与土木工程学院党委", True),
        ("机械工程学院觉委", "机械工程学院党委", True),
        ("理学院党委", "管理学院党委", False),
        ("文学院党委", "法学院党委", False),
        ("机关党委", "机械工程学院机关党委", False),
        ("化学学院党委", "化工学院党委", False),
        ("第一临床学院党委", "第二临床学院党委", False),
    ],
)
def test_a_shortened_name_is_near_the_full_one(one: str, other: str, near: bool) -> None:
    assert near_unit(one, other) is near
    assert near_unit(other, one) is near


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("教工第一党支部", "教师第1支部", True),
        ("研究生第十二党支部", "研究生第12党支部", True),
        ("研究生第二十党支部", "研究生20支部", True),
        ("机械学院教工第一党支部", "教工第一党支部", True),
        ("机械工程与自动化学院教工第一党支部", "教工第一党支部", True),
        ("博士研究生第三党支部", "博士生第三党支部", True),
        ("教工第一党支部", "教工第二党支部", False),
        ("教工第一党支部", "教工第十一党支部", False),
        ("硕士第一党支部", "博士第一党支部", False),
        ("化学院教工第一党支部", "教工第一党支部", True),
        ("材料学院教工第一党支部", "教工第一党支部", False),
    ],
)
def test_two_spellings_of_one_branch_share_a_loose_key(one: str, other: str, same: bool) -> None:
    unit = "化学学院党委" if one.startswith("化学院") else "机械工程与自动化学院党委"
    assert (loose_key(one, unit) == loose_key(other, unit)) is same


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("计算机应用研究所支", "计算机应有研究所支", True),
        ("计算机应用研究所支", "计算机应用研究支", True),
        ("计算机应用研究所第1支", "计算机应用研究所第2支", False),
        ("计算机应用研究所a支", "计算机应用研究所b支", False),
        ("计算机应用研究所三支", "计算机应用研究所支", False),
        ("英语系支", "日语系支", False),  # too short to be a slip
        ("材料系第一教工支部", "材料系第一教工支部", False),  # equal, not near
    ],
)
def test_only_a_slip_of_one_letter_is_near(one: str, other: str, near: bool) -> None:
    assert list(one_letter_apart([("a", one), ("b", other)])) == ([("a", "b")] if near else [])


def test_many_like_names_are_looked_through_quickly() -> None:
    names = [(number, f"研究生第{number}党支部") for number in range(2000)]
    names += [(number + 5000, "同名同姓的党支部") for number in range(2000)]
    start = process_time()
    assert list(one_letter_apart(names)) == []
    assert process_time() - start < 2


def test_an_id_depends_on_the_names_only() -> None:
    assert derived_id("b", "甲党委", "第一 党支部") == derived_id("b", "甲党委", "第一党支部")
    assert derived_id("b", "甲党委", "第一") != derived_id("b", "乙党委", "第一")
    assert derived_id("b", "甲", "乙丙") != derived_id("b", "甲乙", "丙")
    assert derived_id("b", "甲党委", "第一党支部") == "b-20d44d20f337"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_keys(name: str, unit: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
    assert isinstance(loose_key(name, unit), str)
    assert same_unit(name, name)


@pytest.mark.parametrize(
    ("name", "under"),
    [
        ("信息科学与工程学院自动化系教工党支部", "自动化系教工党支部"),
        ("信息学院自动化系教工党支部", "自动化系教工党支部"),
        ("自动化系教工党支部", "自动化系教工党支部"),
        # What would be left is no name.
        ("信息学院支部", "信息学院支部"),
    ],
)
def test_a_branch_stands_under_its_unit_without_the_college_in_full_or_short(
    name: str, under: str
) -> None:
    assert name_under(name, "信息科学与工程学院党委", ("信息学院",)) == under


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("信息科学与工程学院自动化系教工党支部", "信息学院自动化系教工党支部"),
        ("信息学院自动化系教工党支部", "信息学院自动化系教工党支部"),
        ("自动化系教工党支部", "信息学院自动化系教工党支部"),
    ],
)
def test_a_branch_is_named_with_its_college_as_short_as_the_roster_has_it(
    name: str, short: str
) -> None:
    assert short_name(name, "信息科学与工程学院党委", ("信息学院",)) == short
