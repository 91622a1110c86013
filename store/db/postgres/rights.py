"""What each group of accounts may do with our tables; groups are named after the database."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from store.db.contract import Role
from store.db.postgres.guards import SERVE
from store.db.tables import DIGESTS

_GROUPS: dict[Role, str] = {"staff": "_staff", "reader": "_readers", "serve": SERVE}
# What is only ever added to, and what the server itself writes.
_APPENDED = ("journal", "decisions")
_INNER = ("journal_end", "applied", DIGESTS)

Connection = psycopg.Connection[dict[str, Any]]


def groups_of(connection: Connection) -> dict[Role, str]:
    """The groups of this database: roles are the whole server's."""
    return {role: f"{connection.info.dbname}{ending}" for role, ending in _GROUPS.items()}


def exists(connection: Connection, role: str) -> bool:
    """Whether a server knows a role."""
    return bool(connection.execute("SELECT FROM pg_roles WHERE rolname = $1", (role,)).fetchall())


def grant_rights(connection: Connection, schema: str) -> None:
    """Give the groups their rights to the tables that there are, where there are groups."""
    groups = groups_of(connection)
    if not exists(connection, groups["staff"]):
        return
    tables = [
        row["name"]
        for row in connection.execute(
            "SELECT relname AS name FROM pg_class "
            "WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY relname",
            (schema,),
        ).fetchall()
    ]
    changed = [table for table in tables if table not in (*_APPENDED, *_INNER)]

    def listed(names: list[str]) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(schema, name) for name in names)

    everybody = sql.SQL(", ").join(map(sql.Identifier, groups.values()))
    writers = sql.SQL(", ").join(sql.Identifier(groups[role]) for role in ("staff", "serve"))
    named = sql.Identifier(schema)
    for statement in (
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(named, everybody),
        sql.SQL("GRANT SELECT ON {} TO {}").format(listed(tables), everybody),
        sql.SQL("GRANT INSERT, UPDATE, DELETE ON {} TO {}").format(listed(changed), writers),
        sql.SQL("GRANT INSERT ON {} TO {}").format(listed(list(_APPENDED)), writers),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(named, writers),
    ):
        connection.execute(statement.as_string(connection))
