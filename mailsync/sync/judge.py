"""A mail and what was measured in it -> judgements: where matching meets examining; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from mailsync.matching.propose import Matcher
from mailsync.review.pack_layout import is_score_sheet, parts_of_returned_packs
from mailsync.sync.unread import is_of_the_mail, not_whole
from store.model import (
    Evidence,
    FileKind,
    Judgement,
    Mail,
    Params,
    Problem,
    Proposal,
    Scope,
    Verdict,
)
from store.rules.parts import part_headings


def judge(
    mail: Mail,
    measures: Mapping[str, Params],
    matcher: Matcher,
    *,
    window_start: date,
    zone: ZoneInfo,
) -> tuple[Judgement, ...]:
    """Judge every attachment of a mail, then every link, in their order.

    A mail from before the window (notice, date of issue) is never credited by itself; one that
    a machine wrote is no submission, nor are the cases of a review pack that comes back whole.

    Args:
        measures: by digest; a missing one only means that no title text is known.
    """
    # A link has no path that says more than its name.
    paths = [*(part.path for part in mail.attachments), *("" for _ in mail.links)]
    ours = parts_of_returned_packs(paths)
    measured = [measures.get(part.digest, {}) for part in mail.attachments]
    titles = [_title(of_file) for of_file in measured]
    headings = [part_headings(of_file) for of_file in measured]
    return tuple(
        Judgement(index, _of_review(_held_back(proposal, mail, window_start, zone), path, ours))
        for index, (proposal, path) in enumerate(
            zip(matcher.match(mail, titles, headings), paths, strict=True)
        )
    )


def judge_or_ask(
    mail: Mail,
    measures: Mapping[str, Params],
    matcher: Matcher,
    *,
    window_start: date,
    zone: ZoneInfo,
) -> tuple[tuple[Judgement, ...], tuple[Problem, ...]]:
    """As `judge`; a mail that cannot be judged is asked about, with the reason as a problem."""
    try:
        return judge(mail, measures, matcher, window_start=window_start, zone=zone), ()
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        problem = not_whole("judge", err)
    ask = Proposal(
        Verdict.REVIEW, Scope.ONE, None, (), (Evidence("mail.not_judged"),), FileKind.OTHER, False
    )
    parts = len(mail.attachments) + len(mail.links)
    return tuple(Judgement(index, ask) for index in range(parts)), (problem,)


# Headers that disagree on who wrote: whoever it is, a person looks first.
_DOUBTED_SENDER = frozenset(("mail.sender_ambiguous", "mail.sender_differs"))


def _title(measures: Params) -> str:
    text = measures.get("title_text")
    return text if isinstance(text, str) else ""


def _of_review(proposal: Proposal, path: str, ours: frozenset[str]) -> Proposal:
    """Of a review pack that came back: cases are no submission, a score sheet is nobody's form."""
    if path in ours:
        return _no_submission(proposal, "mail.pack_returned")
    if is_score_sheet(path) and proposal.verdict is Verdict.AUTO:
        return replace(proposal, verdict=Verdict.REVIEW, branch_id=None)
    return proposal


def _no_submission(proposal: Proposal, why: str) -> Proposal:
    return replace(
        proposal,
        verdict=Verdict.AUTO,
        scope=Scope.NONE,
        branch_id=None,
        reasons=(Evidence(why), *proposal.reasons),
    )


def _held_back(proposal: Proposal, mail: Mail, window_start: date, zone: ZoneInfo) -> Proposal:
    if mail.automatic in ("auto_reply", "bounce", "own"):
        return _no_submission(proposal, f"mail.{mail.automatic}")
    if proposal.verdict is not Verdict.AUTO:
        return proposal
    doubts = tuple(
        Evidence(problem.code, params=problem.params)
        for problem in mail.problems
        if problem.code in _DOUBTED_SENDER
    )
    if doubts:
        return replace(proposal, verdict=Verdict.REVIEW, reasons=(*doubts, *proposal.reasons))
    if mail.received_at is None:
        return proposal
    if mail.received_at.astimezone(zone).date() >= window_start:
        return proposal
    outside = Evidence("mail.before_window", params={"start": window_start.isoformat()})
    return replace(proposal, verdict=Verdict.REVIEW, reasons=(outside, *proposal.reasons))
