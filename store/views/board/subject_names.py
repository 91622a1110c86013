"""READ: the subjects of the journal as people know them: names of branches, files, mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from store.db.acts import Act, subject_id, subject_kind
from store.db.among import rows_among
from store.db.database import Store

# The name of a thing by its id, for kinds that are a table.
_NAMED = {
    "branch": "SELECT id, name FROM branches WHERE id IN",
    "sub_committee": "SELECT id, name FROM sub_committees WHERE id IN",
    "file": "SELECT CAST(id AS TEXT) AS id, path AS name FROM files WHERE id IN",
    "link": "SELECT CAST(id AS TEXT) AS id, name FROM links WHERE id IN",
    "content": "SELECT digest AS id, path AS name FROM files WHERE digest IN",
    "letter": "SELECT id, content AS name FROM letters WHERE id IN",
    "mail": "SELECT CAST(id AS TEXT) AS id, subject AS name FROM mails WHERE id IN",
}


def subject_names(store: Store, subjects: Iterable[str]) -> dict[str, str]:
    """The names of some subjects; one that is not to be named is left out."""
    wanted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in subjects:
        kind, identifier = subject_kind(name), subject_id(name)
        if kind == "version":
            # A version is that of a branch: version:BRANCH/KIND.
            kind, identifier = "branch", identifier.rpartition("/")[0]
        elif kind == "own_item":
            # What is marked is a branch: own_item:ITEM/BRANCH.
            kind, identifier = "branch", identifier.partition("/")[2]
        elif kind == "score":
            # What is scored is the case of a branch: score:REVIEWER/BRANCH.
            kind, identifier = "branch", identifier.rpartition("/")[2]
        wanted[kind][identifier].append(name)
    found: dict[str, str] = {}
    for kind, sql in _NAMED.items():
        # A line that was emptied names none.
        for row in rows_among(store, sql, filter(None, wanted[kind])):
            name = _title(row["name"]) if kind == "letter" else row["name"]
            found |= dict.fromkeys(wanted[kind][row["id"]], name)
    if wanted["session"]:
        found |= _sessions(store)
    if wanted["reviewer"]:
        names_of = reviewer_names(store)
        found |= {f"reviewer:{one}": names_of[one] for one in wanted["reviewer"] if one in names_of}
    return found


def reviewer_names(store: Store) -> dict[str, str]:
    """The names of all reviewers by id, as last recorded, those who left too."""
    rows = store.rows(
        "SELECT subject, payload FROM decisions WHERE act = ? ORDER BY id", (Act.REVIEWER,)
    )
    return {subject_id(row["subject"]): msgspec.json.decode(row["payload"])["name"] for row in rows}


class _Titled(msgspec.Struct, frozen=True):
    """A letter as far as its name."""

    subject: str


def _title(content: str) -> str:
    return msgspec.json.decode(content, type=_Titled).subject


def _sessions(store: Store) -> dict[str, str]:
    """Day and place of every session, as last recorded."""
    rows = store.rows(
        "SELECT subject, payload FROM decisions WHERE act = ? ORDER BY id", (Act.SESSION,)
    )
    described = ((row["subject"], msgspec.json.decode(row["payload"])) for row in rows)
    return {name: f"{payload['date']} {payload['place']}".strip() for name, payload in described}
