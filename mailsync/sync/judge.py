"""A mail and what was measured in it -> judgements: where matching meets examining; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from mailsync.matching.own_items import of_own_item
from mailsync.matching.propose import Matcher
from mailsync.mime.link_kinds import known_kind
from mailsync.review.pack_layout import is_score_sheet, parts_of_returned_packs
from mailsync.submission.crediting import Submissions
from mailsync.sync.unread import is_of_the_mail, not_whole
from store.model import (
    Attachment,
    Evidence,
    FileKind,
    Judgement,
    Link,
    Mail,
    Params,
    Problem,
    Proposal,
    Scope,
    Verdict,
)
from store.notice.notice import Dates
from store.rules.parts import part_headings


def judge(
    mail: Mail,
    measures: Mapping[str, Params],
    matcher: Matcher,
    *,
    window_start: date,
    dates: Dates,
    submissions: Submissions | None = None,
    own_items: Sequence[str] = (),
) -> tuple[Judgement, ...]:
    """Judge every attachment of a mail, then every link, in their order.

    A mail from before the window (notice, date of issue) is never credited by itself; one that
    a machine wrote is no submission unless a branch is named in it, nor are the cases of a review
    pack that comes back whole.

    Args:
        measures: by digest; a missing one only means that no title text is known.
        submissions: credits what came with a manifest; None leaves manifests unread.
        own_items: what the notice has beside the six, by its titles.
    """
    # A link has no path that says more than its name.
    paths = [*(part.path for part in mail.attachments), *("" for _ in mail.links)]
    ours = parts_of_returned_packs(paths)
    measured = [measures.get(part.digest, {}) for part in mail.attachments]
    titles = [_title(of_file) for of_file in measured]
    headings = [part_headings(of_file) for of_file in measured]
    proposals = matcher.match(mail, titles, headings)
    looked_at: tuple[Proposal, ...] = (
        *(
            _of_file(proposal, part, found)
            for proposal, part, found in zip(proposals, mail.attachments, measured, strict=False)
        ),
        *(
            _of_link(proposal, link, mail)
            for proposal, link in zip(proposals[len(measured) :], mail.links, strict=True)
        ),
    )
    if own_items:
        names = [*(part.path for part in mail.attachments), *(link.name for link in mail.links)]
        told = [*titles, *("" for _ in mail.links)]
        looked_at = tuple(
            of_own_item(proposal, name, heading, mail.subject, own_items)
            for proposal, name, heading in zip(looked_at, names, told, strict=True)
        )
    if submissions is not None:
        looked_at = submissions.credit(mail, measures, looked_at)
    return tuple(
        Judgement(index, _of_review(_held_back(proposal, mail, window_start, dates), path, ours))
        for index, (proposal, path) in enumerate(zip(looked_at, paths, strict=True))
    )


def judge_or_ask(
    mail: Mail,
    measures: Mapping[str, Params],
    matcher: Matcher,
    *,
    window_start: date,
    dates: Dates,
    submissions: Submissions | None = None,
    own_items: Sequence[str] = (),
) -> tuple[tuple[Judgement, ...], tuple[Problem, ...]]:
    """As `judge`; a mail that cannot be judged is asked about, with the reason as a problem."""
    try:
        return (
            judge(
                mail,
                measures,
                matcher,
                window_start=window_start,
                dates=dates,
                submissions=submissions,
                own_items=own_items,
            ),
            (),
        )
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        problem = not_whole("judge", err)
    ask = Proposal(
        Verdict.REVIEW, Scope.ONE, None, (), (Evidence("mail.not_judged"),), FileKind.OTHER, False
    )
    parts = len(mail.attachments) + len(mail.links)
    return tuple(Judgement(index, ask) for index in range(parts)), (problem,)


# What makes a person look first: headers that disagree on who wrote, a moment nobody can rely on.
_DOUBTS = frozenset(
    ("mail.sender_ambiguous", "mail.sender_differs", "mail.no_date", "mail.date_doubtful")
)
# Fewer characters are a note about a plan and no plan.
_FEWEST_CHARACTERS = 50
_MAILS = frozenset(("message/rfc822", "application/vnd.ms-outlook"))


def _of_file(proposal: Proposal, part: Attachment, measures: Params) -> Proposal:
    """A plan of a few words, or one that is a mail without files, is a question."""
    if proposal.kind is not FileKind.PLAN or proposal.verdict is not Verdict.AUTO:
        return proposal
    if part.media_type in _MAILS:
        return _asked(proposal, Evidence("judge.plan_is_mail"))
    chars = measures.get("chars")
    if isinstance(chars, int) and 0 < chars < _FEWEST_CHARACTERS and not _has_more(measures):
        return _asked(proposal, Evidence("judge.few_characters", params={"n": chars}))
    return proposal


def _has_more(measures: Params) -> bool:
    """Whether the text that was counted is not all that is in the document."""
    others = ("chars_boxes", "chars_hidden", "pictures")
    return (
        any(measures.get(key) for key in others) or measures.get("chars_file") != measures["chars"]
    )


def _of_link(proposal: Proposal, link: Link, mail: Mail) -> Proposal:
    """A link of a kind that nobody knew is a question, with the sentence that it stood in.

    Not one of a newsletter that names no branch.
    """
    named = proposal.branch_id is not None or bool(proposal.candidates)
    if known_kind(link.url) is not None or (mail.automatic == "list" and not named):
        return proposal
    return _asked(proposal, Evidence("mail.link_unknown", params={"sentence": link.sentence}))


def _asked(proposal: Proposal, why: Evidence) -> Proposal:
    return replace(proposal, verdict=Verdict.REVIEW, reasons=(why, *proposal.reasons))


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


def _held_back(proposal: Proposal, mail: Mail, window_start: date, dates: Dates) -> Proposal:
    if mail.automatic in ("bounce", "own"):
        return _no_submission(proposal, f"mail.{mail.automatic}")
    if mail.automatic in ("auto_reply", "generated"):
        # A copier sends scans, a portal forwards what was handed in.
        if proposal.branch_id is not None or proposal.candidates:
            return _asked(proposal, Evidence(f"mail.{mail.automatic}_asked"))
        return _no_submission(proposal, f"mail.{mail.automatic}")
    if proposal.verdict is not Verdict.AUTO or proposal.scope is Scope.NONE:
        return proposal
    doubts = tuple(
        Evidence(problem.code, params=problem.params)
        for problem in mail.problems
        if problem.code in _DOUBTS
    )
    if doubts:
        return replace(proposal, verdict=Verdict.REVIEW, reasons=(*doubts, *proposal.reasons))
    if mail.received_at is None:
        return proposal
    if dates.day(mail.received_at) >= window_start:
        return proposal
    outside = Evidence("mail.before_window", params={"start": window_start.isoformat()})
    return replace(proposal, verdict=Verdict.REVIEW, reasons=(outside, *proposal.reasons))
