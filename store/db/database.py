"""The database of a workspace, by whichever engine holds it; one Store per thread."""

from __future__ import annotations

import contextlib
import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from store.db.compared import refuse_differences
from store.db.contract import Store, StoredRow
from store.db.location import Location, ServerDatabase
from store.db.sqlite.engine import head_in, open_file, seal
from store.errors import StoreError
from store.files.durable import writing
from store.files.private import private_file
from store.starting.guest import GUEST

__all__ = [
    "Store",
    "StoredRow",
    "fill",
    "head_in",
    "open_store",
    "refuse_full",
    "seal",
    "server_module",
]

_SERVER_ENGINE = "engine"


def open_store(location: Location) -> Store:
    """Open the database of a workspace, making or migrating it; a backup precedes a migration.

    One in a place that cannot be written to is only read.

    Raises:
        StoreError: `db.foreign` (a database, but not ours), `db.not_sqlite`, `db.damaged`,
            `db.newer` (written by a later version), `db.locked`, `db.unreadable`; for one on a
            server `db.extra` where the program was installed without what that needs, and
            those of `store.db.postgres.engine.open_server`.
    """
    store: Store
    if isinstance(location, Path):
        store = open_file(location)
    else:
        store = server_module(_SERVER_ENGINE, location).open_server(location)
    if os.environ.get(GUEST):
        store.refuse_changes("workspace.guest")
    return store


def server_module(name: str, location: ServerDatabase) -> Any:
    """A module of `store.db.postgres`: whoever has no workspace on a server needs nothing of it.

    Raises:
        StoreError: `db.extra` where the program was installed without what that needs.
    """
    try:
        return import_module(f"store.db.postgres.{name}")
    except ModuleNotFoundError as err:
        raise StoreError("db.extra", file=str(location)) from err


def refuse_full(location: Location) -> None:
    """See that nothing is in a database yet: what is there is another workspace's.

    Raises:
        StoreError: `db.not_empty`, and those of `open_store`.
    """
    with contextlib.closing(open_store(location)) as store:
        if store.revision():
            raise StoreError("db.not_empty", file=str(location))


def fill(location: Location, source: Path) -> None:
    """Put everything of a file of ours into an empty database, and see that it is the same there.

    Raises:
        StoreError: `move.differs`, `disk.*`, and those of `open_store`; nothing is kept on a
            server then.
    """
    if isinstance(location, Path):
        with writing(location.parent):
            shutil.copyfile(source, private_file(location))
        with (
            contextlib.closing(open_file(source)) as before,
            contextlib.closing(open_file(location)) as after,
            before.snapshot(),
            after.snapshot(),
        ):
            refuse_differences(before, after)
        return
    server_module(_SERVER_ENGINE, location).fill_server(location, source)
