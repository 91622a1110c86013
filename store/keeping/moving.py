"""WRITE: a workspace copied to another place: its facts to a server or back, its contents too.

The old one stays as it is. Contents come first, so that each is durable before a row names it; then
settings; all rows last, in one transaction that ends when they are the same. The folder gets its
name only then: an unfinished one is none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store.db.database import Store, fill, open_store, refuse_full
from store.db.location import Location, ServerDatabase
from store.errors import StoreError
from store.files.durable import writing
from store.files.passing import passing_folder
from store.files.private import private_folder
from store.files.regular import open_plain
from store.files.shared.location import contents_location
from store.files.shared.opened import open_contents
from store.keeping.backup import (
    BackedUp,
    Steps,
    copy_checked,
    copy_contents,
    copy_pieces,
    into_folder,
    loose_files,
    new_folder,
    refuse_full_folder,
)
from store.views.board.dashboard import dashboard
from store.workspace.server_secrets import with_secret
from store.workspace.settings_file import replace_file, with_value
from store.workspace.trust import trust
from store.workspace.workspace import DATABASE_FILE, SETTINGS_FILE, Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where a workspace is copied to: a folder for it, the server for its facts, if any, and the
    place of contents that desks share, "" for the folder."""

    folder: Path
    server: ServerDatabase | None = None
    contents: str = ""


def move(store: Store, workspace: Workspace, place: NewPlace, *, at: datetime) -> Steps:
    """Copy a workspace to another place and prove that it is the same there.

    Raises:
        StoreError: `move.not_empty` (the folder), `db.not_empty` (the database),
            `contents.not_empty` and other `contents.*`, `move.differs`
            with the first table that is not the same; `archive.read_only`, `disk.*`, `db.*`.
            Nothing is left of the new folder then, and nothing in the database. `move.differs`
            with "board": both places are there, and somebody must look.
    """
    store.require_writable()
    refuse_full_folder(place.folder, "move.not_empty")
    if place.server is not None:
        refuse_full(place.server)
    with new_folder(place.folder) as folder, passing_folder() as scratch:
        copy = scratch / DATABASE_FILE
        store.copy_to(copy)
        private_folder(folder / "files" / ".spool")
        keep = _into_shared(workspace, place, scratch) if place.contents else into_folder(folder)
        outcome, _ = yield from copy_contents(workspace.blobs, keep)
        _write_settings(workspace, folder, place)
        location: Location = place.server or folder / DATABASE_FILE
        fill(location, copy)
    copied = _opened(place.folder)
    with contextlib.closing(open_store(copied.database)) as there:
        mine = dashboard(store, workspace, now=at)
        if there.revision() == store.revision() and dashboard(there, copied, now=at) != mine:
            raise StoreError("move.differs", what="board")
    return outcome


def _into_shared(
    workspace: Workspace, place: NewPlace, scratch: Path
) -> Callable[[str, Iterator[bytes]], BackedUp]:
    """Keep contents in a shared place that holds nothing else; what a move left there may stay."""
    found = contents_location(place.contents)
    shared = open_contents(with_secret(found.resolve() if isinstance(found, Path) else found))
    shared.prepare()
    mine = {digest for digest, _ in workspace.blobs.stored()}
    if any(digest not in mine for digest, _ in shared.listed()):
        raise StoreError("contents.not_empty", place=shared.place)

    def keep(digest: str, pieces: Iterator[bytes]) -> BackedUp:
        file = scratch / digest
        kept = copy_pieces(pieces, file)
        shared.store(file, digest)
        file.unlink(missing_ok=True)
        # A server that stores by half is found out before anybody works there.
        if shared.size_of(digest) != kept.size:
            raise StoreError("move.differs", what=digest)
        return kept

    return keep


def _write_settings(workspace: Workspace, folder: Path, place: NewPlace) -> None:
    for name in loose_files(workspace):
        if name != SETTINGS_FILE:
            with writing(folder), open_plain(workspace.folder, name) as content:
                copy_checked(content, folder / name)
    text = workspace.toml.read_text(encoding="utf-8-sig")
    text = with_value(text, "store.database", place.server.url if place.server else None)
    contents = place.contents
    if contents and isinstance(location := contents_location(contents), Path):
        # A relative path of a setting would begin at the new folder.
        contents = str(location.resolve())
    text = with_value(text, "store.contents", contents or None)
    mail = workspace.settings.mail
    if mail.kind == "folder":
        # A path beside the old settings is none beside the new ones.
        text = with_value(text, "mail.path", str(workspace.mail_folder.resolve()))
    replace_file(folder / SETTINGS_FILE, text)


def _opened(folder: Path) -> Workspace:
    """The new workspace; whoever said where it goes trusts it."""
    copied = open_workspace(folder)
    trust(folder, copied.settings)
    return copied
