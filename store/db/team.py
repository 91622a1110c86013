"""People with an account at the server of a workspace; imported where a workspace has one."""

from __future__ import annotations

from importlib import import_module

from store.db.contract import Member, Role
from store.db.location import Location, ServerDatabase
from store.errors import UsageError

_ENGINE = "store.db.postgres.team"


def members(location: Location) -> tuple[Member, ...]:
    """Who has an account, and who is there just now.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `db.*`.
    """
    found: tuple[Member, ...] = import_module(_ENGINE).members(_server(location))
    return found


def add_member(location: Location, name: str, role: Role) -> str:
    """Make an account; its password, which is told this once.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `team.exists`, `db.*`.
    """
    password: str = import_module(_ENGINE).add_member(_server(location), name, role)
    return password


def remove_member(location: Location, name: str) -> None:
    """Take an account away; what its person did stays.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `team.unknown`, `db.*`.
    """
    import_module(_ENGINE).remove_member(_server(location), name)


def _server(location: Location) -> ServerDatabase:
    if not isinstance(location, ServerDatabase):
        raise UsageError("team.embedded")
    return location
