"""A compiled roster: slots of its names, and what staff should look at."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.branch_names import parse_branch_name
from mailsync.matching.roster.colleges import Tier, college_of, derive_short_forms
from mailsync.matching.roster.compiled import Roster, compile_roster
from mailsync.matching.roster.lookalikes import doubles, foreign_letters
from mailsync.matching.roster.problems import RosterProblem
from mailsync.matching.words.normal import normalise
from mailsync.matching.words.slots import NameSlots, Stage, chinese_number
from store.model import Branch, SubCommittee
from tests.mailsync.matching.generated import compiled, generator

_SUB = SubCommittee("s", "机械工程与自动化学院党委", ("机械学院",))


def codes(branches: list[Branch], *subs: SubCommittee) -> set[str]:
    """The problems of a roster, by code."""
    return {p.code for p in compile_roster(branches, subs or (_SUB,)).problems}


def problems(
    code: str, branches: Sequence[Branch], subs: Sequence[SubCommittee] = (_SUB,)
) -> list[RosterProblem]:
    """The problems of one code."""
    return [p for p in compile_roster(branches, subs).problems if p.code == code]


def named(*names: str) -> list[Branch]:
    """Branches of one sub-committee."""
    return [Branch(f"B{at}", "s", name) for at, name in enumerate(names)]


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("研究生第三党支部", NameSlots(None, None, Stage.POSTGRADUATE, 3)),
        ("机械学院研究生第三党支部", NameSlots(None, None, Stage.POSTGRADUATE, 3)),
        ("机械工程与自动化学院车辆工程系教工党支部", NameSlots("车辆工程系", None, Stage.STAFF, 0)),
        ("2019级本科生第十二党支部", NameSlots(None, 2019, Stage.UNDERGRADUATE, 12)),
        ("本科生2019级党支部", NameSlots(None, 2019, Stage.UNDERGRADUATE, 0)),
        ("离退休党支部", NameSlots(None, None, Stage.RETIRED, 0)),
        ("机关党支部", NameSlots("机关", None, Stage.NONE, 0)),
        ("第五党支部", NameSlots(None, None, Stage.NONE, 5)),
        ("中共东北大学机械学院教工第二党支部委员会", NameSlots(None, None, Stage.STAFF, 2)),
    ],
)
def test_a_name_is_read_into_its_slots(name: str, slots: NameSlots) -> None:
    assert compile_roster(named(name), (_SUB,)).slots == (slots,)


@pytest.mark.parametrize(
    "text", ["文法学院中文系硕士第3党支部", "文法中文系硕士第三党支部", "中文系硕士（三）支部"]
)
def test_of_two_names_both_readings_of_the_word_before_them_hold(text: str) -> None:
    """Neither of two names tells whether 文法 is the college or part of the unit."""
    sub = SubCommittee("s", "文法学院党委")
    roster = compile_roster(named("文法中文系硕士第三党支部", "文法机关党支部"), (sub,))
    (found,) = read_mentions(roster, normalise(text).text)
    assert (roster.ids(found.mask), found.standing) == (("B0",), Standing.CLEAR)


def test_a_bare_word_before_every_name_is_the_college() -> None:
    sub = SubCommittee("s", "文法学院党委")
    roster = compile_roster(named("文法本科生第二党支部", "文法中文系教工党支部"), (sub,))
    assert {s.unit for s in roster.slots} == {None, "中文系"}


def test_a_name_without_a_kind_word_is_a_problem_and_no_error() -> None:
    assert "unparsed" in codes(named("机械学院教师联络组"))


@pytest.mark.parametrize(
    ("branches", "code"),
    [
        (named("研究生第一党支部", "研究生第二党支部"), "twins_ordinal"),
        (named("研究生第一党支部", "本科生第一党支部"), "twins_stage"),
        (named("2018级本科生党支部", "2019级本科生党支部"), "twins_grade"),
        (named("研究生第一党支部", "机械学院研究生第一党支部"), "doubled"),
        (
            [
                Branch("B1", "s", "研究生第一党支部", ("研究生第二党支部",)),
                Branch("B2", "s", "研究生第二党支部"),
            ],
            "alias_is_name",
        ),
        (
            [
                Branch("B1", "s", "研究生第一党支部", contacts=("a@b.example",)),
                Branch("B2", "s", "本科生第二党支部", contacts=("A@b.example ",)),
            ],
            "mailbox_shared",
        ),
        (
            [
                Branch("B1", "s", "研究生第一党支部", secretary="王明"),
                Branch("B2", "s", "本科生第二党支部", secretary="王明"),
            ],
            "namesake",
        ),
    ],
)
def test_what_staff_should_look_at_is_listed(branches: list[Branch], code: str) -> None:
    assert code in codes(branches)


def test_a_short_form_of_two_colleges_is_listed() -> None:
    other = SubCommittee("t", "机械制造学院党委", ("机械学院",))
    assert "short_form_shared" in codes(named("第一党支部"), _SUB, other)


def with_contacts(*contacts: str) -> list[Branch]:
    return [
        Branch(f"B{number}", "s", f"研究生第{number}党支部", contacts=(contact,))
        for number, contact in enumerate(contacts, start=1)
    ]


def test_an_address_that_several_sub_committees_share_is_listed() -> None:
    subs = [
        SubCommittee(f"t{number}", f"第{number}学院党委", contacts=(address,))
        for number, address in enumerate(["x@neu.example", " X@neu.example", "y@neu.example"])
    ]
    (problem,) = problems("unit_mailbox_shared", [], subs)
    assert problem.params == {
        "address": "x@neu.example", "units": "第0学院党委、第1学院党委", "n": 2
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "shown", "scripts"),
    [
        ("a@xn--nu-nlc.example", "a@nеu.example", "Latin、Cyrillic"),
        ("A@mail.XN--NU-NLC.example", "a@mail.nеu.example", "Latin、Cyrillic"),
        ("a@nеu.example", "a@nеu.example", "Latin、Cyrillic"),
        ("zhаng@neu.example", "zhаng@neu.example", "Latin、Cyrillic"),
        ("a@xn--55qx5d.cn", "a@公司.cn", "Latin、CJK"),
        ("a@ｎｅｕ.example", "a@ｎｅｕ.example", "Latin、Fullwidth"),
        # No punycode at all: still not plain.
        ("a@xn--99999999999.example", "a@xn--99999999999.example", "Latin"),
        ("a@xn--.example", "a@.example", "Latin"),
    ],
)
def test_an_address_with_other_letters_is_shown_as_it_looks(
    address: str, shown: str, scripts: str
) -> None:
    code = "address_foreign_letters"
    for (found,) in (
        problems(code, with_contacts(address)),
        problems(code, [], [SubCommittee("t", "机械学院党委", contacts=(address,))]),
    ):
        assert found.params["shown"] == shown
        assert found.params["scripts"] == scripts
        assert found.params["owners"] in ("研究生第1党支部", "机械学院党委")


@pytest.mark.parametrize(
    ("domain", "other"),
    [
        ("xn--nu-nlc.example", "neu.example"),
        ("nеu.example", "neu.example"),
        ("néu.example", "neu.example"),
        ("l63.com", "163.com"),
        ("I63.com", "163.com"),
        ("12б.com", ""),
        ("grnail.com", "gmail.com"),
        ("0utlook.com", "outlook.com"),
        ("ｑｑ.com.", ""),
        ("qq.cn", ""),
        ("mail.neu.example", ""),
        ("neu.example", ""),
    ],
)
def test_a_domain_that_looks_like_another_is_listed(domain: str, other: str) -> None:
    found = doubles(["a@neu.example", "b@neu.example", f"x@{domain}"])
    assert [(one.other, one.addresses) for one in found] == (
        [(other, (f"x@{domain}".lower(),))] if other else []
    )


def test_plain_addresses_look_like_nothing_else() -> None:
    addresses = [f"a@{name}" for name in ("neu.example", "mail.neu.example", "163.com", "126.com")]
    assert doubles(addresses) == []
    assert foreign_letters(addresses) == []


def test_a_clean_roster_has_no_problems() -> None:
    assert not codes(named("研究生第一党支部"))


@pytest.mark.parametrize(
    ("college", "form"),
    [
        ("机械工程与自动化学院", "机自学院"),
        ("计算机科学与工程学院", "计院"),
        ("资源与土木工程学院", "资土"),
        ("马克思主义学院", "马院"),
        ("生命科学与健康学院", "生科院"),
        ("工商管理学院", "管理学院"),
        ("轧制技术及连轧自动化国家重点实验室", "ral"),
        ("信息化建设与网络安全办公室", "网信办"),
        ("创新创业学院", "双创学院"),
        ("能源与动力工程学院", "能动学院"),
        ("离退休工作处", "离退休处"),
    ],
)
def test_short_forms_are_derived_by_rule(college: str, form: str) -> None:
    assert form in {f.text for f in derive_short_forms(college)}


def test_the_full_name_is_the_surest_form() -> None:
    forms = {f.text: f.tier for f in derive_short_forms("理学院")}
    assert forms["理学院"] is Tier.NAME
    assert college_of("图书馆直属党总支") == "图书馆"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十三", 33),
        ("一百零二", 102),
        ("贰", 2),
    ],
)
def test_chinese_numbers_have_their_value(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["十十", "百", "一二十", "二十三四"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert chinese_number(text) == 0


def test_a_name_of_nothing_but_the_kind_word_is_not_understood() -> None:
    assert not parse_branch_name("党支部", (), ()).understood


def test_branches_of_an_unlisted_sub_committee_keep_a_college() -> None:
    roster = compile_roster([Branch("B1", "冶金学院党委", "研究生第一党支部")], ())
    assert roster.lexicon.colleges["冶金学院"].mask == 1


def test_five_thousand_branches_are_compiled_in_two_seconds() -> None:
    world = generator().World(5000, 1)
    began = time.process_time()
    roster = compiled(world)
    assert time.process_time() - began < 2.0
    assert len(roster.branches) == 5000


def test_a_set_of_branches_is_named_by_ids(roster: Roster) -> None:
    assert roster.ids(0) == ()
    assert roster.ids(0b101) == ("B001", "B003")
    assert roster.only(0b100) == "B003"
    assert roster.only(0b101) is None
