"""The database of a workspace: opened, checked, migrated; one Store per thread."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from store.db.migrations import MIGRATIONS
from store.db.row_digests import teach
from store.errors import StoreError
from store.files.private import private_file

APPLICATION_ID = 0x36594931  # "6YI1"
# The copy of an archive's database: never written to.
ARCHIVED_ID = 0x36594941  # "6YIA"
BUSY_TIMEOUT_MS = 10_000


class Store:
    """An open database. Not to be shared between threads."""

    def __init__(
        self, path: Path, db: Database, *, read_only: str = "", scratch: Path | None = None
    ) -> None:
        """Hold an open database.

        Args:
            read_only: the code of the error that a change raises; "" where it may change.
            scratch: a folder that goes when the database is closed.
        """
        self.path = path
        self.db = db
        self.read_only = read_only
        self._scratch = scratch

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """Run a block as one transaction; within another it nests.

        Raises:
            StoreError: `db.locked`, `disk.full` or `db.failed`; nothing of the block is kept.
                `archive.read_only` or `workspace.read_only` before the block begins.
        """
        if self.read_only:
            raise StoreError(self.read_only, folder=str(self.path.parent))
        with _told(self.path):
            if self.db.conn.in_transaction:
                with self.db.atomic():
                    yield
                return
            # A deferred transaction that reads and then writes fails at once under
            # contention, whatever the busy timeout.
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.conn.execute("COMMIT")
            except BaseException:
                self.db.conn.rollback()
                raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read several tables as of one moment."""
        with _told(self.path):
            if self.db.conn.in_transaction:
                yield
                return
            self.db.conn.execute("BEGIN")
            try:
                yield
            finally:
                self.db.conn.rollback()

    @contextlib.contextmanager
    def lasting_together(self) -> Iterator[None]:
        """Let the commits of a block outlast a loss of power only with the next commit after it.

        Each of them outlasts the end of this program at once.
        """
        self.db.conn.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.db.conn.execute("PRAGMA synchronous = FULL")

    def compact_pages(self) -> None:
        """Write the database anew without what was deleted, and empty what was written before it.

        Raises:
            StoreError: `db.locked` where somebody reads or writes; `disk.full`.
        """
        with _told(self.path):
            self.db.conn.execute("VACUUM")
            self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rows(self, sql: str, params: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """All rows of a query, read by column name."""
        with _told(self.path), _decoded(self.path):
            return self.db.conn.execute(sql, params).fetchall()

    def revision(self) -> int:
        """A number that grows with every change of the facts."""
        return int(self.rows("SELECT coalesce(max(id), 0) AS id FROM journal")[0]["id"])

    def close(self) -> None:
        """Close the database; the Store is unusable after."""
        self.db.conn.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)


def open_store(path: Path) -> Store:
    """Open the database at `path`, making or migrating it; a backup precedes a migration.

    One in a place that cannot be written to is only read.

    Raises:
        StoreError: `db.foreign` (a database, but not ours), `db.not_sqlite`, `db.damaged`,
            `db.newer` (written by a later version), `db.locked`, `db.unreadable`.
    """
    with _told(path), _decoded(path):
        if path.exists() and not is_writable(path.parent, path):
            return _open_to_read(path)
        # SQLite gives -wal and -shm the mode of the database.
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        conn = sqlite3.connect(path, isolation_level=None)
        try:
            db = _prepare(conn, path)
            (application_id,) = conn.execute("PRAGMA application_id").fetchone()
            archived = application_id == ARCHIVED_ID
            return Store(path, db, read_only="archive.read_only" if archived else "")
        except BaseException:
            conn.close()
            raise


def is_writable(*paths: Path) -> bool:
    """Whether this person may write there, on a disk that can be written to."""
    return all(os.access(path, os.W_OK) for path in paths)


def _open_to_read(path: Path) -> Store:
    """Open a database where nothing can be written: as it lies there, else a passing copy.

    A copy is needed where the last changes still wait in the log beside it, or where it was
    made by an earlier version: both would have to be written.
    """
    log = path.with_name(f"{path.name}-wal")
    conn = sqlite3.connect(
        f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None
    )
    try:
        conn.row_factory = sqlite3.Row
        (application_id,) = conn.execute("PRAGMA application_id").fetchone()
        if application_id not in (APPLICATION_ID, ARCHIVED_ID):
            raise StoreError("db.foreign", file=str(path))
        teach(conn)
        db = Database(conn, execute_plugins=False)
        waiting = log.exists() and log.stat().st_size > 0
        if application_id == ARCHIVED_ID or not (waiting or _pending(db, path)):
            conn.execute("PRAGMA query_only = ON")
            return Store(path, db, read_only="workspace.read_only")
    except BaseException:
        conn.close()
        raise
    conn.close()
    return _open_copy(path, log)


def _open_copy(path: Path, log: Path) -> Store:
    scratch = Path(tempfile.mkdtemp(prefix="sixones-"))
    try:
        copy = scratch / path.name
        for file in (path, log):
            if file.exists():
                shutil.copyfile(file, scratch / file.name)
        conn = sqlite3.connect(copy, isolation_level=None)
        try:
            db = _prepare(conn, copy)
            conn.execute("PRAGMA query_only = ON")
            return Store(path, db, read_only="workspace.read_only", scratch=scratch)
        except BaseException:
            conn.close()
            raise
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def made_schema() -> sqlite3.Connection:
    """An empty database in memory, with everything that the program makes in one."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    teach(conn)
    MIGRATIONS.apply(Database(conn, execute_plugins=False))
    return conn


def _prepare(conn: sqlite3.Connection, path: Path) -> Database:
    conn.row_factory = sqlite3.Row
    conn.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    (application_id,) = conn.execute("PRAGMA application_id").fetchone()
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application_id == ARCHIVED_ID:
        teach(conn)
        conn.execute("PRAGMA query_only = ON")
        return Database(conn, execute_plugins=False)
    if application_id != APPLICATION_ID and tables:
        raise StoreError("db.foreign", file=str(path))
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    teach(conn)
    # Plugins of others have no business in this database, and looking for them takes 20 ms.
    db = Database(conn, execute_plugins=False)
    _migrate(db, path, fresh=not tables)
    return db


def _migrate(db: Database, path: Path, *, fresh: bool) -> None:
    # Another process may be opening the same new database: one of the two migrates.
    pending = _pending(db, path)
    if not pending:
        return
    if not fresh:
        _backup(db.conn, path.with_name(f"{path.name}.before-{min(pending)}"))
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(db)
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


def _pending(db: Database, path: Path) -> set[str]:
    """Migrations that a database still lacks."""
    known = {migration.name for migration in MIGRATIONS._migrations}
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    if applied - known:
        raise StoreError("db.newer", file=str(path), unknown=", ".join(sorted(applied - known)))
    return known - applied


def _backup(conn: sqlite3.Connection, target: Path) -> None:
    if target.exists():
        return
    temporary = target.with_name(target.name + ".new")
    copy = sqlite3.connect(private_file(temporary))
    try:
        conn.backup(copy)
    finally:
        copy.close()
    temporary.rename(target)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors that say what to do."""
    try:
        yield
    except sqlite3.Error as err:
        raise StoreError(_code(err), file=str(path), reason=str(err)) from err


@contextlib.contextmanager
def _decoded(path: Path) -> Iterator[None]:
    """Tell names that are no text any more, in a schema or in what SQLite says of it."""
    try:
        yield
    except UnicodeDecodeError as err:
        raise StoreError("db.damaged", file=str(path), reason=str(err)) from err


def _code(err: sqlite3.Error) -> str:
    primary: Any = (getattr(err, "sqlite_errorcode", None) or 0) & 0xFF
    codes = {
        sqlite3.SQLITE_BUSY: "db.locked",
        sqlite3.SQLITE_LOCKED: "db.locked",
        sqlite3.SQLITE_FULL: "db.full",
        sqlite3.SQLITE_IOERR: "db.failed",
        sqlite3.SQLITE_NOTADB: "db.not_sqlite",
        sqlite3.SQLITE_CORRUPT: "db.damaged",
        sqlite3.SQLITE_CANTOPEN: "db.unreadable",
        sqlite3.SQLITE_READONLY: "db.read_only",
        sqlite3.SQLITE_PERM: "db.read_only",
        sqlite3.SQLITE_TOOBIG: "db.row_refused",
        sqlite3.SQLITE_CONSTRAINT: "db.row_refused",
        sqlite3.SQLITE_MISMATCH: "db.row_refused",
    }
    return codes.get(primary, "db.failed")
