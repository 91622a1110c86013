from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from mailsync.review.pack_layout import parts_of_returned_packs
from mailsync.sync.judge import judge
from store.model import Address, Mail, Problem, Proposal, Scope, Verdict
from store.notice.notice import load_notice
from tests.making import BRANCHES, NOW, UNITS, make_mail

MATCHER = Matcher(compile_roster(BRANCHES, UNITS))
DATES = load_notice("neu-2021-8").dates
SURE = replace(
    make_mail("自动化研究所教工党支部工作案例", [("自动化研究所教工党支部工作案例.docx", "x")]),
    sender=Address("王建国", "wjg@neu.example"),
)


def judged(mail: Mail) -> Proposal:
    (only,) = judge(mail, {}, MATCHER, window_start=date(2027, 3, 15), dates=DATES)
    return only.proposal


def test_a_named_branch_from_its_own_secretary_is_credited() -> None:
    found = judged(SURE)
    assert (found.verdict, found.branch_id) == (Verdict.AUTO, "B1")


@pytest.mark.parametrize("code", ["mail.sender_ambiguous", "mail.sender_differs"])
def test_headers_that_disagree_on_the_sender_ask_a_person(code: str) -> None:
    found = judged(replace(SURE, problems=(Problem(code),)))
    assert found.verdict is Verdict.REVIEW
    assert found.reasons[0].code == code
    assert found.candidates[0].branch_id == "B1"


def test_a_mail_from_before_the_window_is_never_credited_by_itself() -> None:
    found = judged(replace(SURE, received_at=NOW - timedelta(days=60)))
    assert found.verdict is Verdict.REVIEW
    assert found.reasons[0].code == "mail.before_window"


@pytest.mark.parametrize("sign", ["bounce", "own"])
def test_what_a_machine_wrote_is_no_submission(sign: str) -> None:
    found = judged(replace(SURE, automatic=sign))
    assert (found.verdict, found.scope, found.branch_id) == (Verdict.AUTO, Scope.NONE, None)


@pytest.mark.parametrize("sign", ["auto_reply", "generated"])
def test_a_machine_that_names_a_branch_is_asked_about(sign: str) -> None:
    found = judged(replace(SURE, automatic=sign))
    assert (found.verdict, found.candidates[0].branch_id) == (Verdict.REVIEW, "B1")
    assert found.reasons[0].code == f"mail.{sign}_asked"


@pytest.mark.parametrize("code", ["mail.no_date", "mail.date_doubtful"])
def test_a_moment_that_nobody_can_rely_on_asks_a_person(code: str) -> None:
    found = judged(replace(SURE, received_at=None, problems=(Problem(code),)))
    assert (found.verdict, found.reasons[0].code) == (Verdict.REVIEW, code)


PACK = "函评材料-R3f0a1c-周敏.zip"


def kinds_of(*paths: str) -> dict[str, tuple[Verdict, Scope]]:
    mail = make_mail("函评评分", [(path, path) for path in paths])
    found = judge(mail, {}, MATCHER, window_start=date(2027, 3, 15), dates=DATES)
    return {
        path: (one.proposal.verdict, one.proposal.scope)
        for path, one in zip(paths, found, strict=True)
    }


@pytest.mark.parametrize("folder", ["", f"{PACK}/", f"评好了.zip/{PACK.removesuffix('.zip')}/"])
def test_a_review_pack_that_comes_back_whole_submits_no_case_and_keeps_its_sheet(
    folder: str,
) -> None:
    case = f"{folder}案例/01-自动化研究所教工党支部-工作案例.docx"
    others = [f"{folder}00-致评审专家.docx", f"{folder}02-案例清单.xlsx"]
    sheet = f"{folder}01-评分表-R3f0a1c（已评）.xlsx"
    found = kinds_of(case, *others, sheet)
    assert {found[path] for path in (case, *others)} == {(Verdict.AUTO, Scope.NONE)}
    assert found[sheet][0] is Verdict.REVIEW


def test_cases_beside_no_score_sheet_of_ours_are_submissions() -> None:
    case = "材料.zip/案例/01-自动化研究所教工党支部-工作案例.docx"
    assert kinds_of(case)[case] == (Verdict.AUTO, Scope.ONE)
    beside = kinds_of(case, f"{PACK}/01-评分表-R3f0a1c.xlsx", f"{PACK}/02-案例清单.xlsx")
    assert beside[case] == (Verdict.AUTO, Scope.ONE)


@given(
    st.lists(st.sampled_from(["a/", "案例/", "01-评分表-R1.xlsx", "02-案例清单.xlsx", "x.docx"]))
)
def test_what_is_known_as_ours_is_among_the_files_and_never_a_sheet(parts: list[str]) -> None:
    paths = ["".join(parts[:end]) for end in range(1, len(parts) + 1)]
    ours = parts_of_returned_packs(paths)
    assert ours <= set(paths)
    assert not any(path.endswith("01-评分表-R1.xlsx") and "案例/" not in path for path in ours)
