"""READ: who owes what, how often they were asked, and every letter that went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from store.letter import LetterKind
from store.model import State
from store.views.board_facts import BoardFacts
from store.views.outbox import LetterStanding
from store.views.report_types import LetterLine, MissingLine
from store.views.types import COLUMNS, BranchRow

# What a branch must still do something about.
OWED = (State.MISSING, State.FAULT, State.LINK)
# Letters that ask a branch for something.
_ASKING = (LetterKind.REMINDER, LetterKind.OVERDUE, LetterKind.RETURN)


def missing_lines(
    rows: Iterable[BranchRow],
    columns: Sequence[str],
    *,
    asked: bool,
    reminders: Mapping[str, Sequence[datetime]],
) -> Iterable[MissingLine]:
    """Who owes what. Without `asked` columns only what is missing, faulty or a link counts:
    what has no date is not owed, and what waits to be claimed is ours to do."""
    for row in rows:
        owed = tuple(
            place
            for place, column in enumerate(COLUMNS)
            if column in columns and _owes(row.cells[place].state, asked=asked)
        )
        if owed:
            told = reminders.get(row.branch.id, ())
            yield MissingLine(row, owed, len(told), max(told, default=None))


def reminders_of(letters: Iterable[LetterStanding], as_of: datetime) -> dict[str, list[datetime]]:
    """When each branch was asked for something by a letter that went, or may have gone."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for entry in letters:
        if entry.letter.kind in _ASKING and entry.told_at and entry.told_at <= as_of:
            for branch_id in entry.letter.branch_ids:
                found[branch_id].append(entry.told_at)
    return found


def letter_lines(
    letters: Iterable[LetterStanding], facts: BoardFacts, *, whole: bool
) -> Iterable[LetterLine]:
    """A line for each letter of these sub-committees and recipient, newest letter first.

    Letters to nobody's sub-committee, such as those to reviewers, stand in what is `whole` only.
    """
    for entry in letters:
        unit = facts.units.get(entry.letter.sub_committee_id)
        if unit is None and (entry.letter.sub_committee_id or not whole):
            continue
        names = tuple(
            facts.by_branch[branch_id].branch.name
            for branch_id in entry.letter.branch_ids
            if branch_id in facts.by_branch
        )
        for each in entry.recipients:
            yield LetterLine(
                kind=entry.letter.kind,
                sub_committee=unit.name if unit else "",
                branches=names,
                recipient=each.recipient.address.email,
                state=each.state,
                at=each.at,
                subject=entry.letter.subject,
            )


def _owes(state: State, *, asked: bool) -> bool:
    if asked:
        return not state.complete and state is not State.REVIEW
    return state in OWED
