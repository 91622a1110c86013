"""WRITE: what a person has seen. It is no decision: no journal, no undo, no other window's."""

from __future__ import annotations

from store.db.database import Store

_EVERYTHING = ""


def begin_looking(store: Store, who: str) -> None:
    """From the first look on, only later mail is new to a person."""
    if store.read_only:
        return
    with store.atomic():
        store.execute(
            """INSERT INTO seen SELECT ?, ?, coalesce(max(id), 0) FROM mails WHERE true
               ON CONFLICT (who, branch_id) DO NOTHING""",
            (who, _EVERYTHING),
        )


def saw_branch(store: Store, who: str, branch_id: str, *, mail_id: int) -> None:
    """A person looked at a branch with all its mail up to `mail_id`."""
    _see(store, who, branch_id, mail_id)


def saw_everything(store: Store, who: str, *, mail_id: int) -> None:
    """A person needs no mark on anything up to `mail_id`."""
    _see(store, who, _EVERYTHING, mail_id)


def _see(store: Store, who: str, branch_id: str, mail_id: int) -> None:
    # Nobody takes note in an archive.
    if store.read_only:
        return
    with store.atomic():
        store.execute(
            """INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT (who, branch_id)
               DO UPDATE SET mail_id = excluded.mail_id WHERE seen.mail_id < excluded.mail_id""",
            (who, branch_id, mail_id),
        )
