"""WRITE: the list at the deadline: who handed in what, with digest and server time, for ever."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from store.db import journal
from store.db.acts import subject
from store.db.database import Store
from store.db.moments import to_text
from store.errors import StoreError
from store.files.frozen_list import FrozenCheck, FrozenList, decode, digest_of, encode, file_name
from store.notice.deadline import effective_limit
from store.roster.stored import load_roster
from store.workspace.settings_file import replace_file
from store.workspace.workspace import Workspace

ACT = "list.frozen"
# A sync that began this long after the deadline saw all that came by then, though the clocks of
# this machine and of the server differ a little.
SETTLED_AFTER = timedelta(minutes=1)
# Where the mailbox cannot be read after the deadline, the list is written without it.
WAIT_AT_MOST = timedelta(hours=1)


def cutoff_of(workspace: Workspace) -> datetime:
    """The moment that the list is of: the deadline with its grace (notice 三.4)."""
    settings = workspace.settings
    return effective_limit(settings.deadline, grace=timedelta(minutes=settings.grace_minutes))


def settled_at(workspace: Workspace) -> datetime:
    """The moment from which a sync has seen all that came in time."""
    return cutoff_of(workspace) + SETTLED_AFTER


def freeze_due(store: Store, workspace: Workspace, *, now: datetime) -> bool:
    """Whether the list is to be written now.

    It waits for a good sync that began after the deadline, an hour at most; there is none of an
    empty roster.
    """
    if store.read_only:
        return False
    cutoff = cutoff_of(workspace)
    if now <= cutoff or _recorded(store, cutoff) is not None:
        return False
    if not load_roster(store).active:
        return False
    return now >= cutoff + WAIT_AT_MOST or bool(
        store.rows(
            "SELECT 1 FROM sync_runs WHERE error IS NULL AND started_at >= ? LIMIT 1",
            (to_text(settled_at(workspace)),),
        )
    )


def freeze(store: Store, workspace: Workspace, at: datetime) -> FrozenList:
    """Write the list of the settings' deadline, once; asked again, the first one comes back.

    The content lies under its digest in `files`, the digest stands in the journal, and a copy
    for people lies in the workspace beside a `.sha256` that common tools can check.

    Raises:
        StoreError: `frozen.early` before the deadline has passed; `disk.*`, `db.*`.
    """
    cutoff = cutoff_of(workspace)
    if at <= cutoff:
        raise StoreError("frozen.early", cutoff=_shown(cutoff, workspace))
    with store.atomic():
        digest = _recorded(store, cutoff)
        if digest is None:
            # The facts of the whole board: most syncs come before the deadline, or after this.
            from store.keeping.frozen_view import frozen_list

            made = frozen_list(store, workspace, cutoff=cutoff, at=at)
            digest = workspace.blobs.put([encode(made)]).digest
            journal.record(
                store,
                at,
                journal.MACHINE,
                ACT,
                _subject(cutoff),
                None,
                {"digest": digest, "file": file_name(cutoff), "branches": len(made.branches)},
            )
    content = _stored(workspace, digest)
    _write_copy(workspace, cutoff, digest, content)
    return decode(content, digest)


def freeze_if_due(store: Store, workspace: Workspace, *, now: datetime) -> FrozenList | None:
    """Write the list where it is due; None where it is not, or stands already."""
    return freeze(store, workspace, now) if freeze_due(store, workspace, now=now) else None


def read_frozen(store: Store, workspace: Workspace) -> FrozenList | None:
    """The list of the settings' deadline; None before it was written.

    Raises:
        StoreError: `frozen.lost` or `frozen.altered`: the stored content is not what it was.
    """
    digest = _recorded(store, cutoff_of(workspace))
    return None if digest is None else decode(_stored(workspace, digest), digest)


def verify_frozen(store: Store, workspace: Workspace, file: Path | None = None) -> FrozenCheck:
    """Hold a copy of the list against the digest that was recorded when it was written.

    Args:
        file: a copy from anywhere; None for the one in the workspace.
    """
    cutoff = cutoff_of(workspace)
    expected = _recorded(store, cutoff)
    path = file or workspace.folder / file_name(cutoff)
    if expected is None:
        return FrozenCheck("none", path, None, None)
    try:
        found = digest_of(path.read_bytes())
    except FileNotFoundError:
        return FrozenCheck("missing", path, expected, None)
    except OSError as err:
        raise StoreError("frozen.unreadable", file=str(path), reason=err.strerror or "") from err
    return FrozenCheck("sound" if found == expected else "altered", path, expected, found)


class _Recorded(msgspec.Struct, frozen=True):
    """What the journal keeps of a list."""

    digest: str


def _recorded(store: Store, cutoff: datetime) -> str | None:
    rows = store.rows(
        "SELECT after FROM journal WHERE act = ? AND subject = ? ORDER BY id LIMIT 1",
        (ACT, _subject(cutoff)),
    )
    if not rows:
        return None
    try:
        return msgspec.json.decode(rows[0]["after"], type=_Recorded).digest
    except msgspec.DecodeError as err:
        raise StoreError("db.damaged", file=store.place, reason=str(err)) from err


def recorded_digests(store: Store) -> tuple[str, ...]:
    """The digests of all lists that were ever written, oldest first."""
    found = []
    for row in store.rows("SELECT after FROM journal WHERE act = ? ORDER BY id", (ACT,)):
        with contextlib.suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(row["after"], type=_Recorded).digest)
    return tuple(found)


def _subject(cutoff: datetime) -> str:
    return subject("list", to_text(cutoff))


def _stored(workspace: Workspace, digest: str) -> bytes:
    path = workspace.blobs.path(digest)
    try:
        content = path.read_bytes()
    except OSError as err:
        raise StoreError("frozen.lost", file=str(path), reason=err.strerror or "") from err
    if digest_of(content) != digest:
        raise StoreError("frozen.altered", file=str(path))
    return content


def _write_copy(workspace: Workspace, cutoff: datetime, digest: str, content: bytes) -> None:
    """Put the copy where people find it; one that somebody changed stays, so that it shows."""
    copy = workspace.folder / file_name(cutoff)
    if not copy.exists():
        replace_file(copy, content.decode())
    check = copy.with_name(f"{copy.name}.sha256")
    if not check.exists():
        replace_file(check, f"{digest}  {copy.name}\n")


def _shown(cutoff: datetime, workspace: Workspace) -> str:
    return workspace.notice.dates.local(cutoff).strftime("%Y-%m-%d %H:%M")
