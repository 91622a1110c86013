"""What the matcher proposes for whole mails."""

from __future__ import annotations

from collections.abc import Callable

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import Mail, Proposal, Verdict

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]


def test_an_empty_roster_asks_a_person(mail: MailMaker) -> None:
    matcher = Matcher(compile_roster((), ()))
    (proposal,) = matcher.match(mail("机械学院研究生第三党支部方案.docx"), ("",))
    assert proposal.verdict is Verdict.REVIEW
    assert proposal.branch_id is None


def test_a_file_that_names_its_branch_is_credited(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("机械学院研③支部-创新案例.docx"))
    assert (proposal.verdict, proposal.branch_id) == (Verdict.AUTO, "B003")
