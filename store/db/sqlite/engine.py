"""The embedded engine: a file of SQLite, opened, checked, migrated; one Store per thread."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from store.db.chain import ChainHead, link
from store.db.contract import AlteredRow, StoredRow
from store.db.sqlite import library
from store.db.sqlite.migrations import CHANGES, migrations
from store.db.sqlite.row_digests import altered_rows, schema_of, teach
from store.errors import StoreError
from store.files.durable import writing
from store.files.lock import exclusive
from store.files.passing import make_passing
from store.files.private import private_file

APPLICATION_ID = 0x36594931  # "6YI1"
# The copy of an archive's database: never written to.
ARCHIVED_ID = 0x36594941  # "6YIA"
BUSY_TIMEOUT_MS = 10_000
_PAGES_AT_ONCE = 4096


class SqliteStore:
    """An open file of SQLite, see `store.db.contract.Store`."""

    def __init__(
        self,
        path: Path,
        conn: sqlite3.Connection,
        *,
        read_only: str = "",
        scratch: Path | None = None,
    ) -> None:
        """Hold an open database.

        Args:
            read_only: the code of the error that a change raises; "" where it may change.
            scratch: a folder that goes when the database is closed.
        """
        self.path = path
        self._version: int | None = None
        self.place = str(path)
        self.conn = conn
        self._utils: library.Database | None = None
        self.read_only = read_only
        self._scratch = scratch

    def require_writable(self) -> None:
        """Refuse where nothing can change."""
        if self.read_only:
            raise StoreError(self.read_only, folder=str(self.path.parent))

    def refuse_changes(self, code: str) -> None:
        """Change nothing from now on."""
        self.read_only = code

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """Run a block as one transaction; within another it nests."""
        self.require_writable()
        with _told(self.path):
            if self.conn.in_transaction:
                if self._utils is None:
                    self._utils = _utils(self.conn)
                with self._utils.atomic():
                    yield
                return
            # A deferred transaction that reads and then writes fails at once under
            # contention, whatever the busy timeout.
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                self.conn.rollback()
                raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read several tables as of one moment."""
        with _told(self.path):
            if self.conn.in_transaction:
                yield
                return
            self.conn.execute("BEGIN")
            try:
                yield
            finally:
                self.conn.rollback()

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Hold a lock file beside the database, which dies with this process."""
        return exclusive(self.path.with_name(f"{name}.lock"), code=f"{name}.locked")

    @contextlib.contextmanager
    def lasting_together(self) -> Iterator[None]:
        """Let the commits of a block outlast a loss of power only with the next commit after it."""
        self.conn.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.conn.execute("PRAGMA synchronous = FULL")

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[StoredRow]:
        """All rows of a query, read by column name."""
        with _told(self.path), _decoded(self.path):
            return self.conn.execute(sql, params).fetchall()

    def each(self, sql: str, params: Sequence[object] = ()) -> Iterator[StoredRow]:
        """The rows of a query one after the other."""
        return iter(self.conn.execute(sql, params))

    def execute(self, sql: str, params: Sequence[object] = ()) -> None:
        """Run one statement."""
        self.conn.execute(sql, params)

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each line of values."""
        self.conn.executemany(sql, params)

    def append_line(self, values: Sequence[str | None]) -> None:
        """Append a line to the journal, linked to the one before."""
        last = self.conn.execute("SELECT chain FROM journal ORDER BY id DESC LIMIT 1").fetchone()
        self.conn.execute(
            "INSERT INTO journal (at, actor, act, subject, before, after, chain) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*values, link(last["chain"] if last else "", values)),
        )

    def revision(self) -> int:
        """A number that grows with every change of the facts."""
        return int(self.rows("SELECT coalesce(max(id), 0) AS id FROM journal")[0]["id"])

    def may_have_changed(self) -> bool:
        """Whether another connection committed since one asked last; no table is read."""
        before, self._version = self._version, self.rows("PRAGMA data_version")[0]["data_version"]
        return before != self._version

    def overwrite_deleted(self) -> None:
        """Let what is deleted from now on be written over with zeros."""
        self.conn.execute("PRAGMA secure_delete = ON")

    def compact_pages(self) -> None:
        """Write the database anew without what was deleted, and empty what was written before."""
        with _told(self.path):
            self.conn.execute("VACUUM")
            self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, target: Path) -> None:
        """Copy the database while others write to it, in steps that let them."""
        with (
            writing(target.parent),
            contextlib.closing(sqlite3.connect(private_file(target))) as copy,
        ):
            try:
                self.conn.backup(copy, pages=_PAGES_AT_ONCE)
                # A plain file without -wal beside it, as every tool can read it.
                copy.execute("PRAGMA journal_mode = DELETE")
            except sqlite3.OperationalError as err:
                raise StoreError("disk.write", folder=str(target.parent), reason=str(err)) from err

    def close(self) -> None:
        """Close the database; the Store is unusable after."""
        self.conn.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def own_damage(self) -> list[str]:
        """What SQLite itself finds: broken pages, indexes that disagree, rows that lead nowhere."""
        with _told(self.path), _decoded(self.path):
            said = [str(row[0]) for row in self.conn.execute("PRAGMA integrity_check(20)")]
            orphans = self.conn.execute("PRAGMA foreign_key_check").fetchall()
        return [line for line in said if line != "ok"] + [
            f"{row[0]} -> {row[2]}" for row in orphans[:20]
        ]

    def schema(self) -> dict[str, str]:
        """Every table, trigger, index and view by kind and name, with its text."""
        with self.snapshot():
            return schema_of(self.conn)

    def made_schema(self) -> dict[str, str]:
        """As `schema`, of a database that this program has just made."""
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            teach(made)
            migrations().apply(_utils(made))
            return schema_of(made)

    def altered_rows(self, table: str) -> Iterator[AlteredRow]:
        """Each row of a watched table that differs from its digest."""
        with self.snapshot():
            yield from altered_rows(self.conn, table)

    def journal_lines(self) -> Iterator[tuple[int, str, tuple[str | None, ...]]]:
        """Each line of the journal: its number, its link, and what it says, turned bytes too."""
        # As bytes, for a text that turned may be no text any more.
        for number, chain, *values in self.conn.execute(
            "SELECT id, chain, CAST(at AS BLOB), CAST(actor AS BLOB), CAST(act AS BLOB), "
            "CAST(subject AS BLOB), CAST(before AS BLOB), CAST(after AS BLOB) "
            "FROM journal ORDER BY id"
        ):
            told = (
                None if one is None else bytes(one).decode("utf-8", "replace") for one in values
            )
            yield int(number), str(chain), tuple(told)

    def last_line(self) -> int:
        """The number of the last line that was ever written to the journal."""
        seen = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'journal'")
        return int(seen[0]["seq"]) if seen else 0


def open_file(path: Path) -> SqliteStore:
    """Open the database at `path`, making or migrating it; a backup precedes a migration.

    One in a place that cannot be written to is only read.

    Raises:
        StoreError: `db.foreign` (a database, but not ours), `db.not_sqlite`, `db.damaged`,
            `db.newer` (written by a later version), `db.locked`, `db.unreadable`.
    """
    with _told(path), _decoded(path):
        if path.exists() and not is_writable(path.parent, path):
            return _open_to_read(path)
        # SQLite gives -wal and -shm the mode of the database. One that is there is never opened
        # here: closing it would let go the locks that this process holds on it.
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        conn = sqlite3.connect(path, isolation_level=None)
        try:
            _prepare(conn, path)
            (application_id,) = conn.execute("PRAGMA application_id").fetchone()
            archived = application_id == ARCHIVED_ID
            return SqliteStore(path, conn, read_only="archive.read_only" if archived else "")
        except BaseException:
            conn.close()
            raise


def seal(path: Path) -> None:
    """Say in the copy of a database that nothing is written to it any more."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute(f"PRAGMA application_id = {ARCHIVED_ID}")


def head_in(path: Path) -> ChainHead | None:
    """The head of the journal's chain in the copy of a database, which stays as it is."""
    with contextlib.closing(sqlite3.connect(path)) as conn:
        row = conn.execute("SELECT id, chain FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return ChainHead(int(row[0]), str(row[1])) if row else None


def is_writable(*paths: Path) -> bool:
    """Whether this person may write there, on a disk that can be written to."""
    return all(os.access(path, os.W_OK) for path in paths)


def _open_to_read(path: Path) -> SqliteStore:
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
        waiting = log.exists() and log.stat().st_size > 0
        if application_id == ARCHIVED_ID or not (waiting or _pending(conn, path)):
            conn.execute("PRAGMA query_only = ON")
            return SqliteStore(path, conn, read_only="workspace.read_only")
    except BaseException:
        conn.close()
        raise
    conn.close()
    return _open_copy(path, log)


def _open_copy(path: Path, log: Path) -> SqliteStore:
    scratch = make_passing()
    try:
        copy = scratch / path.name
        for file in (path, log):
            if file.exists():
                shutil.copyfile(file, scratch / file.name)
        conn = sqlite3.connect(copy, isolation_level=None)
        try:
            _prepare(conn, copy)
            conn.execute("PRAGMA query_only = ON")
            return SqliteStore(path, conn, read_only="workspace.read_only", scratch=scratch)
        except BaseException:
            conn.close()
            raise
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _prepare(conn: sqlite3.Connection, path: Path) -> None:
    conn.row_factory = sqlite3.Row
    conn.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    (application_id,) = conn.execute("PRAGMA application_id").fetchone()
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application_id == ARCHIVED_ID:
        teach(conn)
        conn.execute("PRAGMA query_only = ON")
        return
    if application_id != APPLICATION_ID and tables:
        raise StoreError("db.foreign", file=str(path))
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    # A row that takes another's place fires the triggers of both.
    conn.execute("PRAGMA recursive_triggers = ON")
    teach(conn)
    _migrate(conn, path, fresh=not tables)


def _utils(conn: sqlite3.Connection) -> library.Database:
    """A connection as sqlite-utils has it; a board that only reads does without its import."""
    # Plugins of others have no business in this database, and looking for them takes 20 ms.
    return library.Database(conn, execute_plugins=False)


def _migrate(conn: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
    # Another process may be opening the same new database: one of the two migrates.
    pending = _pending(conn, path)
    if not pending:
        return
    if not fresh:
        _backup(conn, path.with_name(f"{path.name}.before-{min(pending)}"))
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations().apply(_utils(conn))
        conn.execute("COMMIT")
    except BaseException:
        conn.rollback()
        raise


def _pending(conn: sqlite3.Connection, path: Path) -> set[str]:
    """Migrations that a database still lacks."""
    applied: set[str] = set()
    if conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        applied = {
            name
            for (name,) in conn.execute(
                "SELECT name FROM _sqlite_migrations WHERE migration_set = 'sixones'"
            )
        }
    if unknown := applied - CHANGES.keys():
        raise StoreError("db.newer", file=str(path), unknown=", ".join(sorted(unknown)))
    return CHANGES.keys() - applied


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
