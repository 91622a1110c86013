"""Accounts at the server: roles of its own for people, in groups that have rights to our tables."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

import psycopg
from psycopg import errors, sql

from store.db.contract import Member, Role
from store.db.location import ServerDatabase
from store.db.postgres.engine import SCHEMA, Connection, connected
from store.db.postgres.failures import translated
from store.db.postgres.rights import exists, grant_rights, groups_of
from store.errors import StoreError


def members(location: ServerDatabase) -> tuple[Member, ...]:
    """Who has an account, and who is there just now."""
    with _line(location) as connection:
        return _members(connection)


def add_member(location: ServerDatabase, name: str, role: Role) -> str:
    """Make an account with a password of its own, which is told this once.

    Raises:
        StoreError: `team.exists`, `db.no_rights`.
    """
    password = secrets.token_urlsafe(15)
    with _line(location) as connection:
        _make_groups(connection)
        # The server gets it as it keeps it: the word itself is in no log.
        kept = connection.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        ).decode()
        try:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                .format(sql.Identifier(name), sql.Literal(kept))
                .as_string(connection)
            )
        except errors.DuplicateObject as err:
            raise StoreError("team.exists", name=name) from err
        _run(connection, "GRANT {} TO {}", groups_of(connection)[role], name)
        connection.execute("COMMIT")
    return password


def remove_member(location: ServerDatabase, name: str) -> None:
    """Take an account away; what its person did stays.

    Raises:
        StoreError: `team.unknown`, `db.no_rights`.
    """
    with _line(location) as connection:
        if all(one.name != name for one in _members(connection)):
            raise StoreError("team.unknown", name=name)
        for group in groups_of(connection).values():
            _run(connection, "REVOKE {} FROM {}", group, name)
        # Whoever is there just now is let in no more, and may do nothing from here on.
        _run(connection, "DROP ROLE {}", name)
        connection.execute("COMMIT")


def _members(connection: Connection) -> tuple[Member, ...]:
    of_group = {name: role for role, name in groups_of(connection).items()}
    rows = connection.execute(
        "SELECT one.rolname AS name, its.rolname AS its, EXISTS (SELECT FROM "
        "pg_stat_activity WHERE usename = one.rolname AND datname = current_database()) "
        "AS online FROM pg_auth_members AS of_role "
        "JOIN pg_roles AS its ON its.oid = of_role.roleid "
        "JOIN pg_roles AS one ON one.oid = of_role.member "
        "WHERE its.rolname = ANY($1) AND one.rolcanlogin ORDER BY one.rolname",
        (list(of_group),),
    ).fetchall()
    return tuple(Member(row["name"], of_group[row["its"]], row["online"]) for row in rows)


def _make_groups(connection: Connection) -> None:
    for group in groups_of(connection).values():
        if not exists(connection, group):
            _run(connection, "CREATE ROLE {} NOLOGIN", group)
    grant_rights(connection, SCHEMA)


def _run(connection: Connection, statement: str, *names: str) -> None:
    made = sql.SQL(statement).format(*map(sql.Identifier, names))
    connection.execute(made.as_string(connection))


@contextlib.contextmanager
def _line(location: ServerDatabase) -> Iterator[Connection]:
    connection = connected(location)
    try:
        with translated(connection, str(location)):
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                with contextlib.suppress(psycopg.OperationalError):
                    connection.rollback()
    finally:
        connection.close()
