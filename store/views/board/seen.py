"""READ: what is new to one person: mail that came since that person saw the branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from store.db.database import Store
from store.views.board.credits import Credit


class Seen(msgspec.Struct, frozen=True):
    """Up to which mail (its id) a person saw everything, and single branches beyond it."""

    who: str
    since: int
    branches: Mapping[str, int]

    def fresh(self, branch_id: str, arrived: Iterable[Credit]) -> int:
        """How many files and links of a branch this person has not seen.

        What the person took in or gave to the branch is no news to them.
        """
        last = max(self.branches.get(branch_id, 0), self.since)
        return sum(credit.mail_id > last and credit.decided_by != self.who for credit in arrived)


def seen_by(store: Store, who: str) -> Seen | None:
    """What a person saw; None for one who never looked: then nothing is called new."""
    rows = store.rows("SELECT branch_id, mail_id FROM seen WHERE who = ?", (who,))
    found = {str(row["branch_id"]): int(row["mail_id"]) for row in rows}
    if "" not in found:
        return None
    since = found.pop("")
    return Seen(who, since, found)
