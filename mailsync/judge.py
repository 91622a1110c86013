"""A mail and what was measured in it -> judgements: where matching meets examining; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from mailsync.matching.propose import Matcher
from store.model import Evidence, Judgement, Mail, Params, Proposal, Scope, Verdict


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
    a machine wrote is no submission.

    Args:
        measures: by digest; a missing one only means that no title text is known.
    """
    titles = [_title(measures.get(part.digest, {})) for part in mail.attachments]
    return tuple(
        Judgement(index, _held_back(proposal, mail, window_start, zone))
        for index, proposal in enumerate(matcher.match(mail, titles))
    )


# Headers that disagree on who wrote: whoever it is, a person looks first.
_DOUBTED_SENDER = frozenset(("mail.sender_ambiguous", "mail.sender_differs"))


def _title(measures: Params) -> str:
    text = measures.get("title_text")
    return text if isinstance(text, str) else ""


def _held_back(proposal: Proposal, mail: Mail, window_start: date, zone: ZoneInfo) -> Proposal:
    if mail.automatic in ("auto_reply", "bounce", "own"):
        return replace(
            proposal,
            verdict=Verdict.AUTO,
            scope=Scope.NONE,
            branch_id=None,
            reasons=(Evidence(f"mail.{mail.automatic}"), *proposal.reasons),
        )
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
