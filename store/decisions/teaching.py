"""WRITE: what staff tell the memory: short forms, what to forget, what earlier years knew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide
from store.errors import ConfigError
from store.files.table_file import Table, read_tables
from store.model import SenderFact

_COLUMNS = {
    "address": ("from_addr", "address", "发件邮箱", "邮箱"),
    "branch_id": ("branch_id", "党支部编号"),
    "times": ("times", "次数"),
    "last_date": ("last_date", "最近日期"),
}
_MOST_TIMES = 1_000
_ADDRESS = re.compile(r"[^\s@:]+@[^\s@]+")


def settle_form(
    store: Store,
    sub_committee_id: str,
    form: str,
    *,
    accepted: bool,
    marking: Marking,
) -> str:
    """Accept a short form of a sub-committee, or refuse it; returns the batch to undo."""
    draft = Draft(
        Act.ALIAS,
        subject("alias", f"{sub_committee_id}/{form}"),
        {"sub_committee_id": sub_committee_id, "form": form, "accepted": accepted},
    )
    return marking.write(store, [draft])


def forget(
    store: Store,
    facts: Iterable[tuple[str, str]],
    *,
    marking: Marking,
) -> str:
    """Forget what was learnt so far of senders; returns the batch to undo.

    Args:
        facts: addresses with the branch_id that each is remembered for, "" for "not ours".
    """
    drafts = [
        Draft(Act.FORGET, subject("sender", address), {"branch_id": branch_id})
        for address, branch_id in facts
    ]
    return marking.write(store, drafts)


def recall(store: Store, facts: Sequence[SenderFact], *, at: datetime, who: str) -> str:
    """Take over what staff confirmed in earlier years; the same file again changes nothing."""
    drafts = [
        Draft(
            Act.RECALL,
            subject("sender", fact.address),
            {"branch_id": fact.branch_id, "times": fact.times, "last_date": fact.last_date},
        )
        for fact in facts
    ]
    return decide(store, drafts, at=at, who=who)


def read_history(path: Path, branch_ids: frozenset[str]) -> tuple[list[SenderFact], list[int]]:
    """Read senders of earlier years from a csv or xlsx file.

    Args:
        branch_ids: those of the roster; a row of another branch is left out.

    Returns:
        The facts, and the numbers of the rows that were left out.

    Raises:
        ConfigError: `table.*`, or `history.no_head` where the columns are not there.
    """
    table, columns, head = _head(path)
    facts: list[SenderFact] = []
    left_out: list[int] = []
    for row in table.rows[head + 1 :]:
        cells = {
            name: row.cells[index] if index < len(row.cells) else ""
            for name, index in columns.items()
        }
        fact = _fact(cells)
        if fact is None or fact.branch_id not in branch_ids:
            left_out.append(row.number)
        else:
            facts.append(fact)
    return facts, left_out


def history_text(facts: Iterable[SenderFact]) -> str:
    """Senders as a csv that `read_history` reads."""
    lines = [",".join(words[0] for words in _COLUMNS.values())]
    lines += [f"{one.address},{one.branch_id},{one.times},{one.last_date}" for one in facts]
    return "\n".join(lines) + "\n"


def _head(path: Path) -> tuple[Table, dict[str, int], int]:
    by_word = {word: name for name, words in _COLUMNS.items() for word in words}
    for table in read_tables(path):
        for place, row in enumerate(table.rows[:20]):
            words = [by_word.get(cell.strip().lower()) for cell in row.cells]
            columns = {name: words.index(name) for name in _COLUMNS if name in words}
            if len(columns) == len(_COLUMNS):
                return table, columns, place
    needed = "、".join(words[0] for words in _COLUMNS.values())
    raise ConfigError("history.no_head", file=str(path), needed=needed)


def _fact(cells: dict[str, str]) -> SenderFact | None:
    address = cells["address"].strip().lower()
    if not _ADDRESS.fullmatch(address) or not cells["times"].isdecimal():
        return None
    times = int(cells["times"][:9])
    try:
        last = date.fromisoformat(cells["last_date"][:10])
    except ValueError:
        return None
    if not 0 < times <= _MOST_TIMES:
        return None
    return SenderFact(address, cells["branch_id"].strip(), times, last.isoformat())
