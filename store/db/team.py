"""People with an account at the server of a workspace; imported where a workspace has one."""

from __future__ import annotations

from store.db.contract import Member, Role
from store.db.database import server_module
from store.db.location import Location, ServerDatabase
from store.errors import UsageError

_TEAM = "team"


def members(location: Location) -> tuple[Member, ...]:
    """Who has an account, and who is there just now.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `db.*`.
    """
    server = server_of(location)
    found: tuple[Member, ...] = server_module(_TEAM, server).members(server)
    return found


def add_member(location: Location, name: str, role: Role) -> str:
    """Make an account; its password, which is told this once.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `team.exists`, `db.*`.
    """
    server = server_of(location)
    password: str = server_module(_TEAM, server).add_member(server, name, role)
    return password


def remove_member(location: Location, name: str) -> None:
    """Take an account away; what its person did stays.

    Raises:
        UsageError: `team.embedded`.
        StoreError: `team.unknown`, `db.*`.
    """
    server = server_of(location)
    server_module(_TEAM, server).remove_member(server, name)


def server_of(location: Location) -> ServerDatabase:
    """The server of a workspace.

    Raises:
        UsageError: `team.embedded`, there is none.
    """
    if not isinstance(location, ServerDatabase):
        raise UsageError("team.embedded")
    return location
