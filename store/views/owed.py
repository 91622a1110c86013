"""READ: who owes what, how often they were asked, and every letter that went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from store.letters.standing import LetterStanding
from store.model import State
from store.views.board.facts import BoardFacts
from store.views.board.types import BranchRow
from store.views.report_types import Asking, LetterLine, MissingLine

# What a branch must still do something about.
OWED = (State.MISSING, State.FAULT, State.LINK)


def missing_lines(
    rows: Iterable[BranchRow],
    columns: Sequence[str],
    *,
    asked: bool,
    reminders: Mapping[str, Sequence[Asking]],
    recorded: Collection[str] = (),
) -> Iterable[MissingLine]:
    """Who owes what. Without `asked` columns only what is missing, faulty or a link counts:
    what has no date is not owed, and what waits to be claimed is ours to do. A letter counts as a
    reminder where it asked for something of a column that is owed.

    Args:
        recorded: columns of which people record who is done, and that have a date: owed until then.
    """
    for row in rows:
        owed = tuple(
            place
            for place, cell in enumerate(row.cells)
            if cell.column in columns and _owes(cell.state, asked=asked or cell.column in recorded)
        )
        if owed:
            yield MissingLine(row, owed, tuple(reminders.get(row.branch.id, ())))


def reminders_of(
    letters: Iterable[LetterStanding], as_of: datetime, asking: Mapping[str, tuple[str, ...]]
) -> dict[str, list[Asking]]:
    """When each branch was asked for what by a letter that went, or may have gone.

    Args:
        asking: the columns that a kind of letter asks for something of; others ask for nothing.
    """
    found: dict[str, list[Asking]] = defaultdict(list)
    for entry in letters:
        if not entry.told_at or entry.told_at > as_of:
            continue
        asked: dict[str, dict[str, None]] = defaultdict(dict)
        for part in entry.letter.parts:
            for branch_id in part.branch_ids:
                asked[branch_id].update(dict.fromkeys(asking.get(part.kind, ())))
        for branch_id, columns in asked.items():
            if columns:
                found[branch_id].append((entry.told_at, tuple(columns)))
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
        return state.theirs
    return state in OWED
