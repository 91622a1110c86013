"""WRITE: what came before a day, deleted for good once an archive or a backup has it.

Deleted: mails with their bodies, senders and files; links; what was measured and judged of them;
decisions and letters of before that day, and what the journal says of them. Kept for the record:
who did which kind of act when, and the chain over it, so that every head that was handed out still
counts; figures of the syncs; the lists at the deadline, with the names and senders of what they
count, and who signed them; the roster, short forms and withdrawals. Digests of the mails stay, so
that a sync does not bring them back.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from store.db import chain, journal
from store.db.acts import Act, subject_kind
from store.db.chain import ChainHead
from store.db.database import Store
from store.db.moments import from_text, to_text
from store.errors import StoreError, UsageError
from store.files.own_files import is_link
from store.files.skeleton import contents_of
from store.intake.raw import contents_in_skeletons, skeletons
from store.keeping.freeze import ACT as FROZEN
from store.keeping.freeze import cutoff_of
from store.keeping.released import let_go, release
from store.workspace.workspace import Workspace

# What stays of decisions and of the journal: no word of it is of a mail or about a person's mail.
_KEPT_DECISIONS = (Act.SIGN, Act.ALIAS, Act.WITHDRAW)
_KEPT_LINES = (
    FROZEN,
    chain.FORGOTTEN,
    Act.SIGN,
    "roster.judged",
    "memory.judged",
    "mailbox.folders_left",
)
_OLD = "coalesce(received_at, stored_at) < ?"
_OLD_DECISIONS = (
    f"at < ? AND act != '{Act.UNDO}' AND act NOT IN ({', '.join('?' * len(_KEPT_DECISIONS))})"
)
# Lines of the journal that still say something of before that day.
_OLD_LINES = (
    f"at < ? AND act NOT IN ({', '.join('?' * len(_KEPT_LINES))}) "
    "AND (after IS NOT NULL OR before IS NOT NULL OR subject NOT LIKE '%:')"
)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_COPIES = re.compile(r"[0-9a-f]{16}")
# Folders in which files are shown to people under their own names.
_SHOWN_IN = ("opened", "viewing")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of before a day."""

    mails: int
    files: int
    decisions: int
    letters: int
    lines: int

    def __bool__(self) -> bool:
        return any((self.mails, self.files, self.decisions, self.letters, self.lines))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted, and how many bytes of contents."""

    extent: Extent
    freed_bytes: int


@dataclass(frozen=True, slots=True)
class ForgetStep:
    """How many parts of the work are done, of how many."""

    done: int
    of: int


Steps = Generator[ForgetStep, None, Forgotten]


def refuse_early(
    workspace: Workspace, store: Store, before: datetime, copy: ChainHead, *, now: datetime
) -> None:
    """See that what is to be deleted is over, and that a copy has all of it.

    Args:
        copy: the head of the journal in an archive or a backup of this workspace.

    Raises:
        UsageError: `forget.future`.
        StoreError: `forget.running`: the cohort of the settings is not over; `forget.other_copy`:
            the copy is not of this workspace; `forget.older_copy`: it was made before.
    """
    if before > now:
        raise UsageError("forget.future", day=before.date().isoformat())
    if before > _window_of(workspace) and now < cutoff_of(workspace):
        raise StoreError("forget.running", day=workspace.settings.window_start.isoformat())
    if not chain.agrees(store, copy):
        raise StoreError("forget.other_copy")
    last = store.rows("SELECT max(id) AS id FROM journal WHERE at < ?", (to_text(before),))
    if (last[0]["id"] or 0) > copy.row:
        raise StoreError("forget.older_copy")


def extent(store: Store, before: datetime) -> Extent:
    """How much would be deleted."""
    with store.snapshot():
        return _extent(store, to_text(before))


def refuse_without_material(workspace: Workspace, store: Store) -> None:
    """Refuse to write letters for a cohort whose material was deleted: they would ask for it.

    Raises:
        StoreError: `forget.cohort`.
    """
    before = forgotten_before(store)
    if before is not None and before > _window_of(workspace):
        day = workspace.notice.dates.day(before)
        raise StoreError("forget.cohort", day=day.isoformat())


def _window_of(workspace: Workspace) -> datetime:
    return workspace.notice.dates.start_of(workspace.settings.window_start)


def forgotten_before(store: Store) -> datetime | None:
    """The day before which nothing is left; None where nothing was deleted."""
    rows = store.rows("SELECT after FROM journal WHERE act = ?", (chain.FORGOTTEN,))
    days = [from_text(msgspec.json.decode(row["after"])["before"]) for row in rows]
    return max(days, default=None)


def forget(
    workspace: Workspace, store: Store, before: datetime, copy: ChainHead, *, at: datetime, who: str
) -> Steps:
    """Delete what came before a day; may be ended at any moment and begun again.

    Raises:
        StoreError: as `refuse_early`; `sync.locked` where a sync holds the workspace; `disk.*`.
        UsageError: `forget.future`.
    """
    refuse_early(workspace, store, before, copy, now=at)
    blobs = workspace.blobs
    day = to_text(before)
    with store.exclusive("sync"):
        # What is deleted is written over, in the database and in what it frees.
        store.overwrite_deleted()
        with store.atomic():
            found = _extent(store, day)
            candidates = _delete(store, day)
            release(store, candidates - _needed(store))
            if found:
                after = {**msgspec.to_builtins(_Line(day, str(copy))), **_figures(found)}
                journal.record(store, at, who, chain.FORGOTTEN, "data:", None, after)
        yield ForgetStep(1, 3)
        freed = let_go(store, blobs, contents_in_skeletons(store))
        yield ForgetStep(2, 3)
        _remove_copies(workspace)
        store.compact_pages()
        yield ForgetStep(3, 3)
    return Forgotten(found, freed)


class _Line(msgspec.Struct, frozen=True):
    """What the journal keeps of a deletion: up to which day, and the head of the copy."""

    before: str
    copy: str


def _figures(found: Extent) -> dict[str, int]:
    return {
        "mails": found.mails,
        "files": found.files,
        "decisions": found.decisions,
        "letters": found.letters,
    }


def _extent(store: Store, day: str) -> Extent:
    def count(sql: str, *params: object) -> int:
        return int(store.rows(f"SELECT count(*) AS n FROM {sql}", params)[0]["n"])  # noqa: S608

    mails = f"mails WHERE {_OLD}"
    return Extent(
        mails=count(mails, day),
        files=count(f"files WHERE mail_id IN (SELECT id FROM {mails})", day),  # noqa: S608
        decisions=count(f"decisions WHERE {_OLD_DECISIONS}", day, *_KEPT_DECISIONS),
        letters=count("letters WHERE at < ?", day),
        lines=count(f"journal WHERE {_OLD_LINES}", day, *_KEPT_LINES),
    )


def _delete(store: Store, day: str) -> set[str]:
    """Delete the rows; the contents that they named."""
    run = store.execute
    run("CREATE TEMP TABLE IF NOT EXISTS gone (subject TEXT PRIMARY KEY)")
    run("DELETE FROM gone")
    run(f"INSERT INTO gone SELECT 'mail:' || id FROM mails WHERE {_OLD}", (day,))  # noqa: S608
    for table, kind in (("files", "file"), ("links", "link")):
        run(
            f"INSERT INTO gone SELECT '{kind}:' || id FROM {table} "  # noqa: S608
            "WHERE 'mail:' || mail_id IN (SELECT subject FROM gone)"
        )
    of_mail = "'mail:' || {} IN (SELECT subject FROM gone)"
    named = set(_named(store, of_mail))
    for row in store.rows(
        f"SELECT payload FROM decisions WHERE {_OLD_DECISIONS}",  # noqa: S608
        (day, *_KEPT_DECISIONS),
    ):
        named.update(_DIGEST.findall(row["payload"]))
    run(
        f"""INSERT INTO forgotten_mails
            SELECT digest FROM mails WHERE {of_mail.format("id")} UNION
            SELECT identity FROM skeletons WHERE {of_mail.format("mail_id")}
            ON CONFLICT (digest) DO NOTHING"""  # noqa: S608
    )
    run(
        f"UPDATE places SET mail_id = NULL, problem = NULL WHERE {of_mail.format('mail_id')}"  # noqa: S608
    )
    run("DELETE FROM judgements WHERE subject IN (SELECT subject FROM gone)")
    for table in ("links", "files", "skeletons", "mail_meanings"):
        run(f"DELETE FROM {table} WHERE {of_mail.format('mail_id')}")  # noqa: S608
    run(f"DELETE FROM mails WHERE {of_mail.format('id')}")  # noqa: S608
    run("DELETE FROM examinations WHERE digest NOT IN (SELECT digest FROM files)")
    run(
        f"DELETE FROM decisions WHERE ({_OLD_DECISIONS}) "  # noqa: S608
        "OR subject IN (SELECT subject FROM gone)",
        (day, *_KEPT_DECISIONS),
    )
    run(
        """DELETE FROM decisions WHERE act = 'undo'
           AND undoes NOT IN (SELECT batch FROM decisions WHERE undoes IS NULL)"""
    )
    for row in store.rows("SELECT content FROM letters WHERE at < ?", (day,)):
        named.update(_DIGEST.findall(row["content"]))
    run(
        "DELETE FROM letter_events WHERE letter_id IN (SELECT id FROM letters WHERE at < ?)", (day,)
    )
    run("DELETE FROM letters WHERE at < ?", (day,))
    run("DELETE FROM letter_plans WHERE at < ?", (day,))
    run("DELETE FROM learnt")
    run("DELETE FROM meanings_read")
    run("DELETE FROM viewing_claims WHERE subject IN (SELECT subject FROM gone)")
    lines = store.rows(
        f"""SELECT id, subject FROM journal
            WHERE ({_OLD_LINES}) OR subject IN (SELECT subject FROM gone)""",  # noqa: S608
        (day, *_KEPT_LINES),
    )
    store.many(
        "UPDATE journal SET before = NULL, after = NULL, subject = ? WHERE id = ?",
        ((f"{subject_kind(row['subject'])}:", row["id"]) for row in lines),
    )
    return named


def _named(store: Store, of_mail: str) -> Iterator[str]:
    """The contents of the mails that go."""
    for row in store.rows(
        f"""SELECT digest FROM files WHERE {of_mail.format("mail_id")} UNION
            SELECT raw_digest FROM mails WHERE {of_mail.format("id")}"""  # noqa: S608
    ):
        if row["digest"]:
            yield row["digest"]
    going = {
        row["mail_id"]
        for row in store.rows(
            f"SELECT mail_id FROM skeletons WHERE {of_mail.format('mail_id')}"  # noqa: S608
        )
    }
    for mail_id, skeleton in skeletons(store):
        if mail_id in going:
            yield from contents_of(skeleton or ())


def _needed(store: Store) -> set[str]:
    """Every content that a row still names."""
    found = contents_in_skeletons(store)
    for row in store.rows(
        """SELECT digest AS said FROM files UNION SELECT raw_digest FROM mails UNION
           SELECT payload FROM decisions UNION SELECT content FROM letters UNION
           SELECT after FROM journal WHERE after IS NOT NULL"""
    ):
        found.update(_DIGEST.findall(row["said"]))
    return found


def _remove_copies(workspace: Workspace) -> None:
    """Take away the copies that were shown to people, and databases of before a migration."""
    for name in _SHOWN_IN:
        folder = workspace.folder / name
        if is_link(folder) or not folder.is_dir():
            continue
        for copy in folder.iterdir():
            if _COPIES.fullmatch(copy.name) and not is_link(copy) and copy.is_dir():
                shutil.rmtree(copy, ignore_errors=True)
    for copy in workspace.folder.glob(f"{workspace.database_file.name}.before-*"):
        if not is_link(copy) and copy.is_file():
            copy.unlink(missing_ok=True)


def kept_elsewhere(workspace: Workspace) -> tuple[Path, ...]:
    """What may still have personal data and is left to the person: tables, and a demo's mailbox."""
    return tuple(
        path
        for path in (workspace.folder / name for name in ("exports", "sent", "mailbox"))
        if path.is_dir()
    )
