"""What is proposed for the files in hand, and what speaks against a choice."""

from __future__ import annotations

from collections.abc import Sequence

from mailsync.matching.roster.colleges import college_of
from store.model import Candidate, Evidence, Scope
from store.roster.stored import StoredRoster
from store.rules.measures import whole
from store.rules.parts import of_parts
from store.views.board.types import FileEntry
from store.views.inbox.queue import IntakeView
from tui.inbox.acts import may_be_of
from tui.inbox.facts import is_locked
from tui.inbox.picker import Offer

# Places of a file's own that name its branch.
_OWN_WORDS = frozenset(
    f"matching.cue.{cue}" for cue in ("name", "folder", "archive", "heading", "section", "listed")
)
# Places that name no branch: a mailbox of many, a college; they order the rest and propose nobody.
_OF_MANY = ("staff", "staff_remembered", "shared_mailbox", "college_elsewhere")
WAYS = ("apart", "roster", "ask")
_LISTED = "matching.cue.listed"


def offer_for(
    view: IntakeView, units: tuple[str, ...], entries: Sequence[FileEntry], *, stated: bool = False
) -> Offer:
    """The candidates that all the files share, in the order of the first one's.

    Args:
        stated: the mail states the password of an archive.
    """
    if not entries:
        return Offer(view, units)
    shared = _proposed(entries[0])
    for entry in entries[1:]:
        others = _proposed(entry)
        shared = tuple(one for one in shared if one in others)
    together: tuple[tuple[str, str], ...] = ()
    ways: tuple[str, ...] = ()
    if len(entries) == 1:
        together = _sections(entries[0]) or _listed(entries[0])
        ways = WAYS if unlisted_name(entries[0]) else ()
        if is_locked(entries[0], view.mail):
            ways = ("unlock",)
    return Offer(view, units, shared, together, ways, ways_first=stated or ways != ("unlock",))


def _proposed(entry: FileEntry) -> tuple[str, ...]:
    """The owner, else the branches that something speaks for beside what speaks for many."""
    proposal = entry.proposal
    if entry.credit.decided_by is not None or proposal is None or proposal.branch_id is not None:
        return may_be_of(entry)
    return tuple(one.branch_id for one in proposal.candidates if _names(one))


def _names(candidate: Candidate) -> bool:
    return any(not one.code.endswith(("_college", *_OF_MANY)) for one in candidate.evidence)


def _sections(entry: FileEntry) -> tuple[tuple[str, str], ...]:
    """The branches of a document's sections with their 字数; none where one is nobody's."""
    sections = entry.proposal.sections if entry.proposal is not None else ()
    if (
        entry.credit.decided_by is not None
        or not sections
        or not all(s.branch_id for s in sections)
    ):
        return ()
    chars: dict[str, int] = {}
    for section in sections:
        own = whole(of_parts(entry.measures, section.parts), "chars")
        chars[section.branch_id] = chars.get(section.branch_id, 0) + own
    return tuple((branch_id, f"{count}字") for branch_id, count in chars.items())


def _listed(entry: FileEntry) -> tuple[tuple[str, str], ...]:
    """The branches that a document of several lists, such as minutes or a form for all of them."""
    proposal = entry.proposal
    if (
        entry.credit.decided_by is not None
        or proposal is None
        or proposal.scope is not Scope.SEVERAL
    ):
        return ()
    named = [
        candidate.branch_id
        for candidate in proposal.candidates
        if any(one.code == _LISTED for one in candidate.evidence)
    ]
    return tuple((branch_id, "") for branch_id in named) if len(named) > 1 else ()


def unlisted_name(entry: FileEntry) -> str:
    """The branch that a file is named for and that is not on the roster, "" for none."""
    proposal = entry.proposal
    if entry.credit.decided_by is not None or proposal is None or proposal.candidates:
        return ""
    return next(
        (
            str(reason.params.get("text", ""))
            for reason in proposal.reasons
            if reason.code == "matching.doubt.not_on_roster"
            and reason.params.get("source") in ("path", "title")
        ),
        "",
    )


def as_listed(roster: StoredRoster, unit_id: str, name: str) -> str:
    """A written name as the roster has those of its unit: without the college, where they are."""
    college = college_of(roster.names.get(unit_id, ""))
    siblings = [one.name for one in roster.branches if one.sub_committee_id == unit_id]
    if not college or not siblings or any(one.startswith(college) for one in siblings):
        return name
    return name.removeprefix(college) or name


def against_own_words(entry: FileEntry, owners: Sequence[str]) -> str:
    """The file's own words that name another branch than all of these, "" where none do."""
    proposal = entry.proposal
    if proposal is None:
        return ""
    if unlisted := unlisted_name(entry):
        return unlisted
    agreeing: set[str] = set()
    naming: list[Evidence] = []
    for candidate in proposal.candidates:
        own = [one for one in candidate.evidence if one.code in _OWN_WORDS]
        naming += own
        if candidate.branch_id in owners:
            agreeing |= {str(one.params.get("text")) for one in own}
    if agreeing:
        return ""
    return next((str(one.params.get("text")) for one in naming if one.params.get("text")), "")
