"""What the server or the way to it refuses, as errors that say what to do."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import psycopg
from psycopg import errors

from store.db.location import ServerDatabase
from store.errors import StoreError

_CODES: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.LockNotAvailable, "db.locked"),
    (errors.DeadlockDetected, "db.locked"),
    (errors.QueryCanceled, "db.locked"),
    (errors.DiskFull, "db.server_full"),
    (errors.InsufficientPrivilege, "db.no_rights"),
    (errors.ReadOnlySqlTransaction, "db.no_rights"),
    (errors.DataCorrupted, "db.damaged"),
    (errors.IndexCorrupted, "db.damaged"),
    (psycopg.IntegrityError, "db.row_refused"),
    (psycopg.DataError, "db.row_refused"),
)
# Before somebody is let in, the server gives words and no code, in a language of its own.
_AT_THE_DOOR = (
    (re.compile(r"SSL|TLS|certificate|证书"), "db.tls"),
    (re.compile(r"authentication|password|认证|口令|密码|pg_hba"), "db.login"),
    (re.compile(r"too many|remaining connection slots|连接"), "db.server_busy"),
    (re.compile(r'database ".*" does not exist|数据库 .*不存在'), "db.no_database"),
    (re.compile(r'role ".*" does not exist|角色 .*不存在'), "db.login"),
)


def at_the_door(err: psycopg.Error, location: ServerDatabase) -> StoreError:
    """Why nobody was let in."""
    reason = words_of(err)
    for words, code in _AT_THE_DOOR:
        if words.search(reason):
            return StoreError(code, server=str(location), reason=reason)
    return StoreError("db.unreachable", server=str(location), reason=reason)


@contextlib.contextmanager
def translated(connection: psycopg.Connection[object], place: str) -> Iterator[None]:
    """Turn what psycopg raises in a block into errors of the store.

    Raises:
        StoreError: `db.line_lost` where the line or the server is gone, else `db.*`.
    """
    try:
        yield
    except psycopg.Error as err:
        raise StoreError(_code(err, connection), file=place, reason=words_of(err)) from err


def words_of(err: psycopg.Error) -> str:
    """What an error says, in one line."""
    return " ".join(str(err).split())


def _code(err: psycopg.Error, connection: psycopg.Connection[object]) -> str:
    if connection.closed or isinstance(err, errors.AdminShutdown | errors.CrashShutdown):
        return "db.line_lost"
    return next((code for kind, code in _CODES if isinstance(err, kind)), "db.failed")
