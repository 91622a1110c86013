"""READ: what the department sent back to a sub-committee for correction, by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from store.db.among import rows_among
from store.db.database import Store
from store.db.moments import from_text, to_text
from store.model import Branch
from store.roster.name_keys import loose_key

# What a letter of return says in both languages, and so does no other letter of ours.
_SAYS_SO = ("须修改后重新报送", "must be corrected and sent again")
_BRANCH = re.compile(r"^【(?P<name>.+?)】")
_FILE = re.compile(r"^- (?P<item>[^：:]+)[：:]")
# Under a file stands what is wrong with it; a reminder in the same letter has no such line.
_WRONG = re.compile(r"^\s+- ")


class SentBack(msgspec.Struct, frozen=True):
    """That a branch's files were sent back: when, and of which items, as the letter calls them."""

    at: datetime
    items: tuple[str, ...]


def sent_back(
    store: Store, department: Iterable[str], branches: Iterable[Branch], *, as_of: datetime
) -> Mapping[str, SentBack]:
    """The latest return of each branch, by its id.

    Args:
        department: the addresses that the department writes from.
    """
    senders = {address.casefold() for address in department if address}
    told = rows_among(
        store, "SELECT body, received_at FROM mails WHERE lower(sender_email) IN", senders
    )
    rows = [row for row in told if row["received_at"] and row["received_at"] <= to_text(as_of)]
    rows.sort(key=lambda row: str(row["received_at"]))
    keys = [(branch.id, loose_key(branch.name)) for branch in branches]
    found: dict[str, SentBack] = {}
    for row in rows:
        if not any(words in row["body"] for words in _SAYS_SO):
            continue
        for name, items in _sections(row["body"]):
            named = loose_key(name)
            # The department's roster may name a branch with its college.
            fitting = [one for one, key in keys if key == named]
            fitting = fitting or [one for one, key in keys if named.endswith(key)]
            if len(fitting) == 1:
                found[fitting[0]] = SentBack(from_text(row["received_at"]), items)
    return found


def _sections(body: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The branches of a letter with the items under which something is wrong."""
    name, item, items = "", "", dict[str, None]()
    for line in (*body.splitlines(), "【】"):
        if line.startswith("【"):
            if name and items:
                yield name, tuple(items)
            head = _BRANCH.match(line)
            name, item, items = head["name"] if head else "", "", {}
        elif (file := _FILE.match(line)) is not None:
            item = file["item"].strip()
        elif item and _WRONG.match(line):
            items[item] = None
