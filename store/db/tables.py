"""The tables by name, those that others lead to first; which of them have digests of their rows."""

from __future__ import annotations

DIGESTS = "row_digests"
TABLES = (
    "sub_committees",
    "branches",
    "mails",
    "files",
    "links",
    "places",
    "examinations",
    "judgements",
    "decisions",
    "journal",
    "sync_runs",
    "seen",
    "viewing_claims",
    "letters",
    "letter_plans",
    "letter_events",
    "skeletons",
    "released",
    "forgotten_mails",
    "learnt",
    "mail_meanings",
    "meanings_read",
)
# Who looks at what just now, what is on its way out, what was derived; no facts, written often.
UNWATCHED = frozenset(
    {"seen", "viewing_claims", "released", "learnt", "mail_meanings", "meanings_read"}
)
WATCHED = tuple(sorted(set(TABLES) - UNWATCHED))
# What a table's rows are put in order by; those without a number of their own by when they came.
_ORDER = {
    "sub_committees": "rowid",
    "branches": "rowid",
    "letters": "rowid",
    "places": "mailbox, folder, uidvalidity, uid",
    "seen": "who, branch_id",
    "viewing_claims": "subject",
    "skeletons": "mail_id",
    "mail_meanings": "mail_id",
    "released": "digest",
    "forgotten_mails": "digest",
}


def in_order(table: str) -> str:
    """The query for all rows of a table, the same order with every engine."""
    return f"SELECT * FROM {table} ORDER BY {_ORDER.get(table, 'id')}"  # noqa: S608  (our own)
