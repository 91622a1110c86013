from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailsync.judge import judge
from mailsync.matching.propose import Matcher
from mailsync.matching.roster import compile_roster
from store.model import Address, Mail, Problem, Proposal, Scope, Verdict
from tests.making import BRANCHES, NOW, UNITS, make_mail

MATCHER = Matcher(compile_roster(BRANCHES, UNITS))
SURE = replace(
    make_mail("自动化研究所教工党支部工作案例", [("自动化研究所教工党支部工作案例.docx", "x")]),
    sender=Address("王建国", "wjg@neu.example"),
)


def judged(mail: Mail) -> Proposal:
    (only,) = judge(
        mail, {}, MATCHER, window_start=date(2027, 3, 15), zone=ZoneInfo("Asia/Shanghai")
    )
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


@pytest.mark.parametrize("sign", ["auto_reply", "bounce", "own"])
def test_what_a_machine_wrote_is_no_submission(sign: str) -> None:
    found = judged(replace(SURE, automatic=sign))
    assert (found.verdict, found.scope, found.branch_id) == (Verdict.AUTO, Scope.NONE, None)
