"""What confirmations teach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from mailsync.matching.evidence.senders import faded, group_memory, know_sender
from mailsync.matching.memory import (
    NOT_OURS,
    Confirmation,
    learn_senders,
    propose_aliases,
    staff_mailboxes,
    trust_of_cues,
)
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster
from store.model import Mail, Proposal, Scope, SenderFact, Verdict

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]
ADDRESS = "new@b.example"


def confirmed(
    mail: str, branch_id: str, on: str = "2021-03-01", **more: tuple[str, ...]
) -> Confirmation:
    """One file of a mail that a person bound."""
    return Confirmation(mail, ADDRESS, branch_id, on, **more)


def test_files_of_one_mail_confirm_a_sender_once() -> None:
    facts = learn_senders([confirmed("m1", "B001"), confirmed("m1", "B001")])
    assert facts == (SenderFact(ADDRESS, "B001", 1, "2021-03-01"),)


def test_two_mails_of_one_branch_make_a_known_sender(mail: MailMaker, judge: Judge) -> None:
    once = learn_senders([confirmed("m1", "B001")])
    twice = learn_senders([confirmed("m1", "B001"), confirmed("m2", "B001", "2021-03-05")])
    (asked,) = judge(mail("1.docx", sender=ADDRESS), [""], once)
    (credited,) = judge(mail("1.docx", sender=ADDRESS.upper()), [""], twice)
    assert (asked.verdict, [c.branch_id for c in asked.candidates]) == (Verdict.REVIEW, ["B001"])
    assert (credited.verdict, credited.branch_id) == (Verdict.AUTO, "B001")


def test_a_sender_of_two_branches_is_known_for_neither(mail: MailMaker, judge: Judge) -> None:
    facts = learn_senders([confirmed(f"m{at}", f"B00{1 + at % 2}") for at in range(6)])
    (proposal,) = judge(mail("1.docx", sender=ADDRESS), [""], facts)
    assert proposal.verdict is Verdict.REVIEW
    assert {c.branch_id for c in proposal.candidates} == {"B001", "B002"}


def test_three_branches_of_one_sub_committee_make_a_staff_mailbox(roster: Roster) -> None:
    facts = learn_senders([confirmed(f"m{at}", f"B00{at}") for at in (1, 2, 3)])
    (mailbox,) = staff_mailboxes(facts, roster)
    assert mailbox.sub_committee_id == "机械工程与自动化学院党委"
    known = know_sender(roster, group_memory(facts), ADDRESS, None)
    assert known.mask == roster.by_sub_committee[mailbox.sub_committee_id]


def test_a_new_branch_after_half_a_year_forgets_the_old_one() -> None:
    facts = learn_senders(
        [confirmed("m1", "B001", "2020-04-01"), confirmed("m2", "B002", "2021-04-01")]
    )
    assert [f.branch_id for f in facts] == ["B002"]


def test_a_correction_takes_one_from_the_branch_proposed() -> None:
    facts = learn_senders(
        [
            confirmed("m1", "B001"),
            confirmed("m2", "B001"),
            confirmed("m3", "B002", rejected=("B001",)),
        ]
    )
    assert {f.branch_id: f.times for f in facts} == {"B001": 1, "B002": 1}


def test_confirmations_fade_by_half_a_year_long() -> None:
    assert faded(2, "2020-04-01", date(2021, 4, 1)) == pytest.approx(1.0)
    assert faded(2, "2020-04-01", None) == 2.0
    assert faded(2, "someday", date(2021, 4, 1)) == 2.0


def test_an_old_acquaintance_is_no_longer_known(roster: Roster) -> None:
    memory = group_memory([SenderFact(ADDRESS, "B001", 2, "2018-04-01")])
    known = know_sender(roster, memory, ADDRESS, date(2021, 4, 1))
    assert not known.mask
    assert known.once == roster.by_id["B001"]


def test_the_order_of_confirmations_does_not_matter() -> None:
    all_of_them = [confirmed(f"m{at}", f"B00{1 + at % 3}", f"2021-03-0{at + 1}") for at in range(7)]
    assert learn_senders(all_of_them) == learn_senders(reversed(all_of_them))


def test_a_known_sender_against_the_files_words_is_a_question(
    mail: MailMaker, judge: Judge
) -> None:
    facts = [SenderFact(ADDRESS, "B001", 4, "2021-03-01")]
    (proposal,) = judge(mail("机械学院研究生第二党支部.docx", sender=ADDRESS), [""], facts)
    assert proposal.verdict is Verdict.REVIEW
    assert proposal.reasons[0].code == "matching.doubt.sender_clash"


def test_a_sender_said_to_be_none_of_ours_is_filed_apart_only_without_a_branch(
    mail: MailMaker, roster: Roster
) -> None:
    facts = learn_senders([confirmed("m1", NOT_OURS)])
    matcher = Matcher(roster, facts)
    (apart,) = matcher.match(mail("通知.pdf", sender=ADDRESS), ())
    assert (apart.verdict, apart.scope, apart.branch_id) == (Verdict.AUTO, Scope.NONE, None)
    (named,) = matcher.match(mail("机械学院研究生第一党支部.pdf", sender=ADDRESS), ())
    assert named.branch_id == "B001"


def test_a_short_form_is_proposed_and_never_used_by_itself(roster: Roster) -> None:
    written = ("理数院本科生第一党支部",)
    proposals = propose_aliases(
        [confirmed("m1", "B013", written=written), confirmed("m2", "B013", written=written)],
        roster,
    )
    assert [(p.form, p.sub_committee_id, p.times) for p in proposals] == [
        ("理数院", "理学院党委", 2)
    ]


def test_a_name_that_disagrees_with_the_branch_teaches_no_short_form(roster: Roster) -> None:
    written = ("理数院本科生第二党支部",)
    assert propose_aliases([confirmed("m1", "B013", written=written)], roster) == ()


def test_a_name_that_is_understood_teaches_no_short_form(roster: Roster) -> None:
    written = ("理学院本科生第一党支部",)
    assert propose_aliases([confirmed("m1", "B013", written=written)], roster) == ()


def test_sources_are_trusted_as_often_as_they_were_right() -> None:
    trust = trust_of_cues(
        [
            confirmed("m1", "B001", cues_for=("matching.cue.name",)),
            confirmed("m2", "B001", cues_against=("matching.cue.name", "matching.cue.heading")),
        ]
    )
    assert (trust["matching.cue.name"].right, trust["matching.cue.name"].wrong) == (1, 1)
    assert trust["matching.cue.heading"].share == pytest.approx(9 / 11)
