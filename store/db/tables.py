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
)
# Who looks at what just now, what is on its way out, what was derived; no facts, written often.
UNWATCHED = frozenset({"seen", "viewing_claims", "released", "learnt", "mail_meanings"})
WATCHED = tuple(sorted(set(TABLES) - UNWATCHED))
