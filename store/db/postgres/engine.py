"""The engine on a server: PostgreSQL, opened, checked, migrated; one Store per thread."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import errors, pq
from psycopg.rows import RowMaker

from store.db.contract import AlteredRow, StoredRow
from store.db.location import ServerDatabase
from store.db.postgres.copying import copy_from_file, copy_into_file
from store.db.postgres.failures import at_the_door, translated
from store.db.postgres.guards import CHANGES, PERSON, altered, functions, watching
from store.db.postgres.rights import grant_rights
from store.db.postgres.schema import STEPS
from store.db.postgres.text import StoredText, stored
from store.errors import StoreError

Connection = psycopg.Connection[dict[str, Any]]

SCHEMA = "sixones"
OLDEST_SERVER = 140000
# Whoever writes holds it until the end of the transaction: one of them at a time.
_WRITING = 0x36594931
_LOCKS = 0x36594932
_LOCK_TIMEOUT_MS = 10_000
# Beyond that a desk's own clock is wrong: it only looks.
_CLOCKS_DIFFER = timedelta(minutes=5)
# Plans that gather from several workers return rows in another order each time; a long report
# reads within one transaction.
_OPTIONS = (
    f"-c search_path={SCHEMA} -c lock_timeout={_LOCK_TIMEOUT_MS} -c client_encoding=UTF8 "
    "-c max_parallel_workers_per_gather=0 -c idle_in_transaction_session_timeout=0 "
    "-c bytea_output=hex -c TimeZone=UTC "
    # A desk that lost its power holds no lock longer than a minute or so.
    "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
# A line may die without a word.
_ASK_ANYWAY_S = 30.0
_VALUE = re.compile(r"'[^']*'|\?")


class PostgresStore:
    """An open line to a server, see `store.db.contract.Store`."""

    def __init__(self, location: ServerDatabase, connection: Connection, read_only: str) -> None:
        """Hold an open line.

        Args:
            read_only: the code of the error that a change raises; "" where it may change.
        """
        self.place = str(location)
        self.read_only = read_only
        self.connection = connection
        self._listens: bool | None = None
        self._ask_at = 0.0

    def require_writable(self) -> None:
        """Refuse where nothing can change."""
        if self.read_only:
            raise StoreError(self.read_only, folder=self.place)

    def refuse_changes(self, code: str) -> None:
        """Change nothing from now on."""
        self.read_only = code

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """Run a block as one transaction; within another it nests.

        Raises:
            StoreError: `db.*`; `db.commit_unknown` where the line was lost while the end of the
                transaction was on its way: it may stand or not.
        """
        self.require_writable()
        with translated(self.connection, self.place):
            if self._in_transaction:
                with self.connection.transaction():
                    yield
                return
            # The lock comes first, and each statement sees what was there when it began: so what
            # the one before wrote is seen, and rows are numbered in the order of the commits.
            try:
                self.connection.execute(f"BEGIN; SELECT pg_advisory_xact_lock({_WRITING})")
                yield
            except BaseException:
                self._roll_back()
                raise
            self._commit()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read several tables as of one moment."""
        with translated(self.connection, self.place):
            if self._in_transaction:
                yield
                return
            self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield
            finally:
                self._roll_back()

    @contextlib.contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        """Hold a lock of this line; who holds it else is told with the moment of their line."""
        with translated(self.connection, self.place):
            key = self.connection.execute(
                "SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken", (_LOCKS, name)
            ).fetchall()
            if not key[0]["taken"]:
                raise StoreError(f"{name}.locked", holder=self._holder(name))
        try:
            yield
        finally:
            with contextlib.suppress(psycopg.Error):
                self.connection.execute(
                    "SELECT pg_advisory_unlock($1, hashtext($2))", (_LOCKS, name)
                )

    @contextlib.contextmanager
    def lasting_together(self) -> Iterator[None]:
        """Let the commits of a block outlast a loss of power only with the next commit after it."""
        self._run("SET synchronous_commit = off")
        try:
            yield
        finally:
            if not self.connection.closed:
                self._run("SET synchronous_commit = on")

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[StoredRow]:
        """All rows of a query, or of what `RETURNING` gives."""
        with translated(self.connection, self.place):
            found = self.connection.execute(native(sql), stored(params)).fetchall()
        return cast("list[StoredRow]", found)

    def each(self, sql: str, params: Sequence[object] = ()) -> Iterator[StoredRow]:
        """The rows of a query some at a time."""
        with psycopg.RawServerCursor(self.connection, "each") as cursor:
            cursor.execute(native(sql), stored(params))
            for row in cursor:
                yield cast("StoredRow", row)

    def execute(self, sql: str, params: Sequence[object] = ()) -> None:
        """Run one statement."""
        self.connection.execute(native(sql), stored(params))

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each line of values, without waiting for each answer."""
        with self.connection.cursor() as cursor:
            cursor.executemany(native(sql), [stored(line) for line in params])

    def append_line(self, values: Sequence[str | None]) -> None:
        """Append a line to the journal; the server links it to the one before."""
        self.execute(
            "INSERT INTO journal (at, actor, act, subject, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )

    def revision(self) -> int:
        """A number that grows with every change of the facts."""
        return int(self.rows("SELECT coalesce(max(id), 0) AS id FROM journal")[0]["id"])

    def may_have_changed(self) -> bool:
        """Whether the server told of a change; without a word for long it is asked all the same.

        One that only follows another server lets nobody listen: it is asked each time.
        """
        with translated(self.connection, self.place):
            if self._listens is None:
                self._listens = self._listen()
            heard = [*self.connection.notifies(timeout=0)] if self._listens else [True]
        if heard or time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + _ASK_ANYWAY_S
            return True
        return False

    def overwrite_deleted(self) -> None:
        """The server decides what becomes of its own files; `compact_pages` writes them anew."""

    def compact_pages(self) -> None:
        """Write all tables anew without what was deleted."""
        self._run("VACUUM FULL")

    def copy_to(self, target: Path) -> None:
        """Copy everything into a new SQLite file, as of one moment, while others write."""
        with self.snapshot():
            copy_into_file(self, target)

    def close(self) -> None:
        """Close the line; the Store is unusable after."""
        self.connection.close()

    def own_damage(self) -> list[str]:
        """Pages whose checksum was wrong when the server read them, where it keeps checksums."""
        (row,) = self.rows(
            "SELECT coalesce(checksum_failures, 0) AS n FROM pg_stat_database "
            "WHERE datname = current_database()"
        )
        return [f"checksum failures: {row['n']}"] if row["n"] else []

    def schema(self) -> dict[str, str]:
        """Every table, constraint, index, trigger and function by kind and name, with its text."""
        with translated(self.connection, self.place):
            return schema_of(self.connection, "current_schema()::regnamespace")

    def made_schema(self) -> dict[str, str]:
        """As `schema`, of tables that this program has just made, and that go again at once."""
        with translated(self.connection, self.place):
            self.connection.execute("BEGIN; SET LOCAL search_path = pg_temp")
            try:
                make(self.connection, "pg_temp", STEPS)
                return schema_of(self.connection, "pg_my_temp_schema()")
            finally:
                self._roll_back()

    def altered_rows(self, table: str) -> Iterator[AlteredRow]:
        """Each row of a watched table that differs from its digest."""
        with self.snapshot():
            differ, lost = altered(table, keys_of(self.connection, table))
            for row in self.rows(differ):
                yield AlteredRow(table, _shown(row), "altered" if row["known"] else "unknown")
            for row in self.rows(lost):
                yield AlteredRow(table, _shown(row), "lost")

    def journal_lines(self) -> Iterator[tuple[int, str, tuple[str | None, ...]]]:
        """Each line of the journal: its number, its link, and what it says."""
        for row in self.rows("SELECT * FROM journal ORDER BY id"):
            said = (row[name] for name in ("at", "actor", "act", "subject", "before", "after"))
            yield row["id"], row["chain"], tuple(said)

    def last_line(self) -> int:
        """The number of the last line that was ever written to the journal."""
        return int(self.rows("SELECT id FROM journal_end")[0]["id"])

    def _listen(self) -> bool:
        """Have the server tell of changes from now on; False where it lets nobody listen."""
        with contextlib.suppress(errors.ReadOnlySqlTransaction):
            self.connection.execute(f"LISTEN {CHANGES}")
            return True
        return False

    @property
    def _in_transaction(self) -> bool:
        return self.connection.info.transaction_status != pq.TransactionStatus.IDLE

    def _holder(self, name: str) -> str:
        """Who holds a lock, from where, and since when their line is there."""
        found = self.connection.execute(
            "SELECT a.pid, a.usename, a.client_addr::text AS host, a.backend_start "
            "FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid "
            "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1::bigint::oid "
            "AND l.objid = hashtext($2)::bigint::bit(32)::int8::oid",
            (_LOCKS, name),
        ).fetchall()
        if not found:
            return "?"
        holder = found[0]
        who = f"{holder['usename']}@{holder['host'] or 'localhost'}"
        since = holder["backend_start"]
        # Who may not see others' lines sees no moment of theirs.
        moment = f", {since.astimezone():%Y-%m-%d %H:%M}" if since else ""
        return f"{holder['pid']}, {who}{moment}"

    def _run(self, sql: str) -> None:
        with translated(self.connection, self.place):
            self.connection.execute(sql)

    def _roll_back(self) -> None:
        # A line that is lost rolled back by itself.
        with contextlib.suppress(psycopg.OperationalError):
            self.connection.rollback()

    def _commit(self) -> None:
        try:
            self.connection.execute("COMMIT")
        except psycopg.OperationalError as err:
            if not self.connection.closed:
                raise
            raise StoreError("db.commit_unknown", file=self.place) from err


def open_server(location: ServerDatabase) -> PostgresStore:
    """Open the database on a server, making or migrating its tables.

    Its password is that of the location, of the environment or of `.pgpass`.

    Raises:
        StoreError: `db.unreachable`, `db.login`, `db.tls`, `db.no_database`, `db.server_busy`;
            `db.server_old`, `db.foreign`, `db.newer`, `db.no_rights`. With a clock that is wrong
            nothing is written: `db.clock`.
    """
    connection = connected(location)
    try:
        with translated(connection, str(location)):
            return PostgresStore(location, connection, _prepared(connection, location))
    except BaseException:
        connection.close()
        raise


def fill_server(location: ServerDatabase, source: Path) -> None:
    """Copy a file of SQLite into the empty tables of a server.

    Raises:
        StoreError: as `open_server`; nothing is kept then.
    """
    with contextlib.closing(open_server(location)) as store:
        copy_from_file(source, store)


def connected(location: ServerDatabase) -> Connection:
    """A line to a server, as the program wants it.

    Raises:
        StoreError: why nobody was let in.
    """
    try:
        connection = psycopg.connect(
            location.url,
            autocommit=True,
            cursor_factory=psycopg.RawCursor,
            row_factory=_named,
            connect_timeout=10,
            application_name="sixones",
            password=location.password or None,
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
            options=_OPTIONS,
        )
    except psycopg.Error as err:
        raise at_the_door(err, location) from err
    connection.adapters.register_loader("text", StoredText)
    if person := os.environ.get("SIXONES_USER", "").strip():
        # Counts for the role of `sixones serve` alone.
        connection.execute("SELECT set_config($1, $2, false)", (PERSON, person))
    return connection


def make(connection: Connection, schema: str, steps: Mapping[str, object]) -> None:
    """Make what some steps say, in a transaction, where the search path leads to the schema."""
    watched: dict[str, None] = {}
    for name in steps:
        # As with SQLite, texts compare by their bytes.
        connection.execute(re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', STEPS[name].ddl))
        watched |= dict.fromkeys(STEPS[name].watched)
    connection.execute(functions(schema))
    for table in watched:
        connection.execute(watching(schema, table, keys_of(connection, table)))


def keys_of(connection: Connection, table: str) -> tuple[str, ...]:
    """The columns of a table's key, in the order of the table."""
    rows = connection.execute(
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a "
        "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indrelid = $1::regclass AND i.indisprimary "
        "ORDER BY array_position(i.indkey, a.attnum)",
        (table,),
    ).fetchall()
    return tuple(row["attname"] for row in rows)


def schema_of(connection: Connection, namespace: str) -> dict[str, str]:
    """What stands in a schema by kind and name, with its text."""
    rows = connection.execute(_SCHEMA_TEXTS.replace("NAMESPACE", f"({namespace})::oid")).fetchall()
    return {row["name"]: _without_schema(row["sql"]) for row in rows}


def _without_schema(sql: str) -> str:
    """A text as it is in whichever schema: without its name."""
    bare = re.sub(rf"\b(?:pg_temp(?:_\d+)?|{SCHEMA})\.", "", " ".join(sql.split()))
    return re.sub(rf"\b{SCHEMA}\b", "pg_temp", bare)


@lru_cache(maxsize=512)
def native(sql: str) -> str:
    """A statement with the server's own placeholders; a list may be empty, as with SQLite."""
    sql = sql.replace("NOT IN ()", "<> ALL('{}')").replace("IN ()", "= ANY('{}')")
    numbers = iter(range(1, len(sql)))
    return _VALUE.sub(lambda m: f"${next(numbers)}" if m[0] == "?" else m[0], sql)


def _named(cursor: psycopg.Cursor[Any]) -> RowMaker[dict[str, Any]]:
    """Rows by the names of their columns; as with SQLite, `*` has no `rowid`."""
    names = [column.name for column in cursor.description or ()]
    if "rowid" not in names:
        return lambda values: dict(zip(names, values, strict=True))
    return lambda values: {
        name: value for name, value in zip(names, values, strict=True) if name != "rowid"
    }


def _shown(row: StoredRow) -> str:
    return str(row["found"]).replace("\x1f", " ")


def _prepared(connection: Connection, location: ServerDatabase) -> str:
    """See that the tables are there and ours; the code of the error that a change raises."""
    if connection.info.server_version < OLDEST_SERVER:
        raise StoreError(
            "db.server_old", file=str(location), version=connection.info.server_version // 10000
        )
    applied = _applied(connection)
    _refuse_newer(applied, location)
    if applied is None or STEPS.keys() - applied:
        _migrate(connection, location)
    (row,) = connection.execute(
        "SELECT has_table_privilege('journal', 'INSERT') AND NOT pg_is_in_recovery() AS writes, "
        "clock_timestamp() AS now"
    ).fetchall()
    if not row["writes"]:
        return "workspace.read_only"
    # What is decided by its day and hour is decided by the server's clock, or not at all.
    return "" if abs(row["now"] - datetime.now(UTC)) < _CLOCKS_DIFFER else "db.clock"


def _applied(connection: Connection) -> set[str] | None:
    """The steps that were made; None where nothing of ours is there."""
    try:
        return {row["name"] for row in connection.execute("SELECT name FROM applied").fetchall()}
    except errors.UndefinedTable:
        return None


def _refuse_newer(applied: set[str] | None, location: ServerDatabase) -> None:
    if unknown := (applied or set()) - STEPS.keys():
        raise StoreError("db.newer", file=str(location), unknown=", ".join(sorted(unknown)))


def _migrate(connection: Connection, location: ServerDatabase) -> None:
    # Another desk may be opening the same new database: one of the two migrates.
    try:
        connection.execute(f"BEGIN; SELECT pg_advisory_xact_lock({_WRITING})")
        (row,) = connection.execute(
            "SELECT count(*) AS n, bool_or(relname = 'applied') AS ours, "
            "has_schema_privilege(to_regnamespace($1), 'USAGE') AS seen "
            "FROM pg_class WHERE relnamespace = to_regnamespace($1)",
            (SCHEMA,),
        ).fetchall()
        if row["n"] and not row["ours"]:
            raise StoreError("db.foreign", file=str(location))
        if row["n"] and not row["seen"]:
            raise StoreError("db.no_rights", file=str(location), reason=f"USAGE {SCHEMA}")
        connection.execute(
            f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; "
            'CREATE TABLE IF NOT EXISTS applied (name TEXT COLLATE "C" PRIMARY KEY)'
        )
        applied = _applied(connection) or set()
        _refuse_newer(applied, location)
        pending = {name: step for name, step in STEPS.items() if name not in applied}
        make(connection, SCHEMA, pending)
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO applied VALUES ($1)", [(name,) for name in pending])
        grant_rights(connection, SCHEMA)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


_SCHEMA_TEXTS = """
    SELECT 'table ' || c.relname AS name, string_agg(concat_ws(' ', a.attname,
               format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               co.collname, pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY a.attnum) AS sql
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation AS co ON co.oid = a.attcollation
    WHERE c.relnamespace = NAMESPACE AND c.relkind = 'r' AND c.relname != 'applied'
    GROUP BY c.relname
    UNION ALL
    SELECT 'view ' || c.relname, pg_get_viewdef(c.oid)
    FROM pg_class AS c WHERE c.relnamespace = NAMESPACE AND c.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass::text || ' ' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = NAMESPACE AND conname NOT LIKE 'applied%'
    UNION ALL
    SELECT 'index ' || c.relname, pg_get_indexdef(c.oid)
    FROM pg_class AS c WHERE c.relnamespace = NAMESPACE AND c.relkind = 'i'
        AND c.relname NOT LIKE 'applied%'
    UNION ALL
    SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = NAMESPACE AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function ' || p.proname, pg_get_functiondef(p.oid)
    FROM pg_proc AS p WHERE p.pronamespace = NAMESPACE
"""
