"""READ: whether what a workspace holds is what it was: database, contents, frozen list."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from store.db import chain
from store.db.chain import ChainHead
from store.db.database import Store, open_store
from store.db.tables import WATCHED
from store.errors import StoreError
from store.files.frozen_list import decode
from store.files.skeleton import contents_of, identity_of
from store.intake.raw import skeletons
from store.keeping.freeze import read_frozen, recorded_digests, verify_frozen
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not what it was: which, how, and what it belongs to.

    `where` names a file, or for `row` table and key, whose `reason` is that of
    `store.db.contract.AlteredRow`; for `schema` a table, trigger or index that is `altered`,
    `lost` or `unknown`; for `history` the line of the journal from which on it is not what was
    written (`broken`) or not what was handed out (`handed_out`); `belongs_to` says whose it is:
    the names that its mails give it.
    """

    kind: Literal[
        "lost", "altered", "database", "row", "schema", "history", "frozen", "frozen_copy"
    ]
    where: str
    belongs_to: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VerifyStep:
    """How many contents were read, of how many."""

    done: int
    of: int


Steps = Generator[VerifyStep, None, tuple[Damage, ...]]


def verify_workspace(workspace: Workspace, against: Sequence[ChainHead] = ()) -> Steps:
    """Read everything again: the database's pages and rows, every content, the frozen list.

    Args:
        against: heads of the journal's chain that were handed out, beside those of frozen lists.

    A damaged database is a finding, not an error; the contents are read all the same.
    """
    found: list[Damage] = []
    names: dict[str, list[str]] = {}
    database = workspace.database
    place = str(database)
    try:
        with contextlib.closing(open_store(database)) as store:
            found += _database_damage(store)
            found += _schema_damage(store)
            found += _row_damage(store)
            with _noted(found, place):
                found += _history_damage(store, (*against, *_frozen_heads(store, workspace)))
            # A text that turned may be no text any more, and whoever reads it fails.
            with _noted(found, place):
                found += _frozen_damage(store, workspace)
            with _noted(found, place):
                names = _names(store)
            with _noted(found, place):
                found += _skeleton_damage(store, names, {damage.where for damage in found})
    except StoreError as err:
        if not err.code.startswith("db."):
            raise
        found.append(_of_error(err, place))
    blobs = workspace.blobs
    stored = {digest for digest, _ in blobs.stored()}
    found += [
        Damage("lost", digest, tuple(names[digest])) for digest in sorted(names.keys() - stored)
    ]
    for done, digest in enumerate(sorted(stored), start=1):
        if not blobs.is_whole(digest):
            found.append(Damage("altered", digest, tuple(names.get(digest, ()))))
        yield VerifyStep(done, len(stored))
    return tuple(found)


@contextlib.contextmanager
def _noted(found: list[Damage], place: str) -> Iterator[None]:
    """Note that a database cannot be read, unless that is known."""
    try:
        yield
    except StoreError as err:
        if not err.code.startswith("db."):
            raise
        if not found:
            found.append(_of_error(err, place))


def _database_damage(store: Store) -> list[Damage]:
    """What the engine itself finds."""
    try:
        return [Damage("database", store.place, reason=line) for line in store.own_damage()]
    except StoreError as err:
        return [_of_error(err, store.place)]


def _row_damage(store: Store) -> list[Damage]:
    """Which rows are not what was written."""
    found: list[Damage] = []
    for table in WATCHED:
        try:
            found += [
                Damage("row", f"{row.table} {row.key}", reason=row.kind)
                for row in store.altered_rows(table)
            ]
        except StoreError as err:
            if not found:
                found.append(_of_error(err, store.place))
    return found


def _schema_damage(store: Store) -> list[Damage]:
    """What is not as the program makes it: tables, triggers, indexes, and their texts."""
    try:
        wanted, there = store.made_schema(), store.schema()
    except StoreError as err:
        return [_of_error(err, store.place)]
    found = [Damage("schema", name, reason="lost") for name in wanted.keys() - there.keys()]
    found += [Damage("schema", name, reason="unknown") for name in there.keys() - wanted.keys()]
    found += [
        Damage("schema", name, reason="altered")
        for name in wanted.keys() & there.keys()
        if wanted[name] != there[name]
    ]
    return sorted(found, key=lambda damage: damage.where)


def _history_damage(store: Store, handed_out: Sequence[ChainHead]) -> list[Damage]:
    """From which line of the journal on it does not hold, by itself and by what was handed out."""
    with store.snapshot():
        broken = chain.broken_from(store)
        held = {given: chain.agrees(store, given) for given in handed_out}
    found = [] if broken is None else [Damage("history", f"journal {broken}", reason="broken")]
    wrong = [given.row for given, agrees in held.items() if not agrees]
    if wrong:
        # What was handed out before and agrees still says how far history is the same.
        same = max(
            (g.row for g, agrees in held.items() if agrees and g.row < min(wrong)), default=0
        )
        found.append(Damage("history", f"journal {same + 1}", reason="handed_out"))
    return found


def _frozen_heads(store: Store, workspace: Workspace) -> tuple[ChainHead, ...]:
    """The heads that stand in the frozen lists of this workspace, as far as they can be read."""
    heads = []
    for digest in recorded_digests(store):
        content = workspace.blobs.read_whole(digest)
        with contextlib.suppress(StoreError):
            given = chain.read_head(decode(content, digest).history) if content else None
            heads += [given] if given else []
    return tuple(heads)


def _frozen_damage(store: Store, workspace: Workspace) -> list[Damage]:
    try:
        read_frozen(store, workspace)
    except StoreError as err:
        if not err.code.startswith("frozen."):
            raise
        return [Damage("frozen", str(err.fields.get("file", "")), reason=err.code)]
    check = verify_frozen(store, workspace)
    if check.state in ("altered", "missing"):
        return [Damage("frozen_copy", str(check.file), reason=check.state)]
    return []


def _names(store: Store) -> dict[str, list[str]]:
    """What each content is called, by its digest: files of mails, the mails, review packs."""
    names: dict[str, list[str]] = {}
    for digest, name in _named(store):
        told = names.setdefault(digest, []) if digest else []
        if name not in told:
            told.append(name)
    return names


def _named(store: Store) -> Iterator[tuple[str, str]]:
    """Every content that is called something, with that name; a digest may be ""."""
    for row in store.rows(
        """SELECT files.digest, mails.sender_email || ': ' || files.path AS name
           FROM files JOIN mails ON mails.id = files.mail_id
           UNION ALL SELECT raw_digest, sender_email || ': ' || subject FROM mails"""
    ):
        yield row["digest"], row["name"]
    for row in store.rows("SELECT payload FROM decisions WHERE act = 'pack' ORDER BY id"):
        pack = msgspec.json.decode(row["payload"], type=_Pack)
        yield pack.digest, pack.name


class _Pack(msgspec.Struct, frozen=True):
    """What a decision says of a pack for a reviewer: its content, and how it is called."""

    digest: str = ""
    name: str = ""


def _skeleton_damage(
    store: Store, names: dict[str, list[str]], altered: Collection[str]
) -> list[Damage]:
    """Which skeletons are not those of their mails; adds to `names` what the others need."""
    mails = {
        row["id"]: (row["identity"], row["name"])
        for row in store.rows(
            """SELECT mails.id, identity, sender_email || ': ' || subject AS name
               FROM mails JOIN skeletons ON skeletons.mail_id = mails.id"""
        )
    }
    found: list[Damage] = []
    for mail_id, skeleton in skeletons(store):
        known, name = mails.get(mail_id, ("", ""))
        where = f"skeletons {mail_id}"
        identity = "" if skeleton is None else identity_of(skeleton)
        # A turned byte is told once: of the row that it stands in.
        if identity not in (None, known) and where not in altered:
            found.append(Damage("row", where, (name,), reason="altered"))
        for digest in contents_of(skeleton or ()):
            told = names.setdefault(digest, [])
            if name not in told:
                told.append(name)
    return found


def _of_error(err: StoreError, place: str) -> Damage:
    return Damage("database", place, reason=str(err.fields.get("reason", err.code)))
