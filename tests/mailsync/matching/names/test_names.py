"""The grammar of written names: slots, and the branches they fit."""

from __future__ import annotations

import pytest

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import normalise
from mailsync.matching.words.slots import Stage


def fitting(roster: Roster, text: str) -> set[str]:
    """The names that the only mention of a text fits."""
    (mention,) = read_mentions(roster, normalise(text).text)
    found = (roster.branches[roster.by_id[i].bit_length() - 1] for i in roster.ids(mention.mask))
    return {f"{b.sub_committee_id}/{b.name}" for b in found}


_MECH = "机械工程与自动化学院党委"


@pytest.mark.parametrize(
    "ordinal",
    [
        "第三",
        "三",
        "3",
        "第3",
        "Ⅲ",
        "③",
        "（三）",
        "(3)",
        "No.3",
        "3号",
        "叁",
        "第叁",
        "⑶",
        "㈢",
        "iii",
    ],
)
def test_every_way_to_write_a_number_is_read(roster: Roster, ordinal: str) -> None:
    assert fitting(roster, f"机械学院研究生{ordinal}党支部") == {f"{_MECH}/研究生第三党支部"}


@pytest.mark.parametrize(
    "college",
    [
        "机械工程与自动化学院",
        "机械学院",
        "机械",
        "机械工程学院",
        "机自学院",
        "機械學院",
        "机械学院党委",
    ],
)
def test_short_forms_of_a_college_are_read(roster: Roster, college: str) -> None:
    assert fitting(roster, f"{college}研究生第三党支部") == {f"{_MECH}/研究生第三党支部"}


@pytest.mark.parametrize(
    "written",
    [
        "机械学院-研究生-第三党支部",
        "机械学院 研究生 第三支部",
        "研究生第三党支部（机械学院）",
        "机 械 学 院 研 究 生 第 三 党 支 部",
        "机械学院研究生第三党支",
        "机械学院研究生第三党总支",
        "机械学院研究生第三档支部",
        "机械学院研究生第三党只部",
        "机械学院\u200b研究生第三党支部委员会",
        "中共东北大学机械学院研究生第三党支部",
        "机械雪院研究生第三党支部",
        "机械雪院-研究生-第三党支部",
        "现报送机械雪院_研究生_第三党支部",
        "机 械 学 院 研 究 生 I I I 党 支 部",
        "机械学院研第三党支部",
        "机械学院研究生3号只部委员会",
        "机械学院研究生 N o . 3 党支部",
    ],
)
def test_separators_order_and_spelling_do_not_hide_a_name(roster: Roster, written: str) -> None:
    assert fitting(roster, written) == {f"{_MECH}/研究生第三党支部"}


def test_a_unit_that_sounds_like_one_of_its_college_points_and_never_decides(
    roster: Roster,
) -> None:
    text = "机械学院车两工程系教工党支部"
    assert fitting(roster, text) == {f"{_MECH}/车辆工程系教工党支部"}
    (mention,) = read_mentions(roster, "图书馆留通党支部")
    assert mention.standing is Standing.DOUBTFUL
    assert fitting(roster, "图书馆留通党支部") == {"图书馆直属党总支/流通部党支部"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        # 学与工程学院 alone is read as another college; the whole word is one character off.
        ("材科科学与工程学院研第一党支部", "材料科学与工程学院党委/研究生第一党支部"),
        # Of a name whose stage is misspelt the year still points.
        ("附件1:2019级雪生支部获奖证书", "软件学院党委/2019级本科生党支部"),
        # One character of a short word is wrong, and looks like the right one.
        ("图书馆流通郡党支部", "图书馆直属党总支/流通部党支部"),
        ("计算机科字与工程学院博士第一党支部", "计算机科学与工程学院党委/博士第一党支部"),
    ],
)
def test_a_name_with_a_wrong_character_points_and_never_decides(
    roster: Roster, written: str, name: str
) -> None:
    (mention,) = read_mentions(roster, written)
    assert mention.standing is Standing.DOUBTFUL
    assert fitting(roster, written) == {name}


@pytest.mark.parametrize(
    ("written", "ordinal"),
    [("I I 党 支 部", 2), ("机械学院 I I I 支部", 3), ("支撑材料1-党支部（机械学院）", 0)],
)
def test_a_number_is_the_branchs_own_and_whole(roster: Roster, written: str, ordinal: int) -> None:
    (mention,) = read_mentions(roster, normalise(written).text)
    assert mention.slots.ordinal == ordinal


def test_a_department_is_no_misspelt_college(roster: Roster) -> None:
    """计算机系, which is not listed, is one character off 计算机院."""
    (mention,) = read_mentions(roster, "计算机科学与工程学院计算机系博士第一党支部")
    assert (mention.standing, mention.mask) == (Standing.FOREIGN, 0)


def test_two_kind_words_are_no_name(roster: Roster) -> None:
    assert read_mentions(roster, "党支部支部建设纪实") == ()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        # A generic stage word keeps every branch it may mean.
        ("机械学院学生第二党支部", {f"{_MECH}/研究生第二党支部", f"{_MECH}/本科生第二党支部"}),
        ("机械学院第二党支部", {f"{_MECH}/研究生第二党支部", f"{_MECH}/本科生第二党支部"}),
        (
            "机械学院研究生党支部",
            {f"{_MECH}/研究生第{n}党支部" for n in "一二三"},
        ),
        # 研究生 means 硕士 or 博士 where a college has no branch named 研究生.
        (
            "计算机学院研究生第一党支部",
            {"计算机科学与工程学院党委/硕士第一党支部", "计算机科学与工程学院党委/博士第一党支部"},
        ),
        ("车辆工程教师党支部", {f"{_MECH}/车辆工程系教工党支部"}),
        ("软件学院2019级本科党支部", {"软件学院党委/2019级本科生党支部"}),
        ("软院19级本科生党支部", {"软件学院党委/2019级本科生党支部"}),
        (
            "教工第一党支部",
            {
                "理学院党委/教工第一党支部",
                "工商管理学院党委/教工第一党支部",
                "计算机科学与工程学院党委/教工第一党支部",
            },
        ),
    ],
)
def test_what_a_name_does_not_say_stays_open(roster: Roster, written: str, names: set[str]) -> None:
    assert fitting(roster, written) == names


@pytest.mark.parametrize(
    "written",
    [
        "计算机应用研究所教工第一党支部",
        "机械学院研究生第九党支部",
        "沈阳工业大学教工第一党支部",
        "机械学院真空研究所教工党支部",
        "图书馆采编部党支部",
    ],
)
def test_a_complete_name_of_nobody_fits_nobody(roster: Roster, written: str) -> None:
    (mention,) = read_mentions(roster, normalise(written).text)
    assert mention.standing is Standing.FOREIGN
    assert not mention.mask


@pytest.mark.parametrize(
    "written", ["机械学院研就生第三党支部", "机械学院妍三支部", "机械学院教公党支部"]
)
def test_a_misspelt_stage_is_doubtful_and_never_read_as_that_stage(
    roster: Roster, written: str
) -> None:
    (mention,) = read_mentions(roster, normalise(written).text)
    assert mention.standing is Standing.DOUBTFUL
    assert mention.slots.stage is Stage.NONE


@pytest.mark.parametrize(
    "written",
    [
        "本支部共有党员12名",
        "各支部要高度重视",
        "特色党支部工作案例",
        "关于召开党支部书记例会的通知",
        "机械学院参评支部材料",
        "把支部建在课题组上",
        "六个一支撑材料",
        "03-党支部-典型案例",
        "2_支部方案",
        "05党支部材料",
    ],
)
def test_words_around_the_kind_word_that_name_nobody_are_no_names(
    roster: Roster, written: str
) -> None:
    assert read_mentions(roster, normalise(written).text) == ()


def test_a_number_behind_the_kind_word_is_in_doubt(roster: Roster) -> None:
    (mention,) = read_mentions(roster, "机械学院研究生党支部(二)")
    assert mention.standing is Standing.DOUBTFUL


def test_a_college_that_is_not_listed_is_never_taken_for_a_listed_one(roster: Roster) -> None:
    for college in ("物理学院", "新材料学院", "大连理工机械学院", "数理学院"):
        for mention in read_mentions(roster, f"{college}教工第一党支部"):
            assert mention.standing in (Standing.DOUBTFUL, Standing.FOREIGN), college


def test_the_longest_college_wins(roster: Roster) -> None:
    assert fitting(roster, "工商管理学院教工第一党支部") == {"工商管理学院党委/教工第一党支部"}
    assert fitting(roster, "理学院教工第一党支部") == {"理学院党委/教工第一党支部"}


def test_two_names_in_a_row_are_read_apart(roster: Roster) -> None:
    found = read_mentions(roster, "机械学院研究生第一党支部研究生第二党支部")
    assert [m.slots.ordinal for m in found] == [1, 2]
    assert found[0].end <= found[1].start
