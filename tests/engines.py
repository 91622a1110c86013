"""The engines that a test runs over: the embedded one, and a PostgreSQL on loopback.

A module that is to hold over both has `pytestmark = OVER_BOTH`; what makes a workspace or a store
in it asks here where its database is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.location import Location
from tests.servers.postgres import Postgres, postgres
from tests.servers.s3 import S3Server, s3_server

OVER_BOTH = pytest.mark.usefixtures("engine")
# For a test that looks below the embedded engine.
EMBEDDED = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.sweep)], indirect=True
)

_running: list[Postgres] = []


def location(place: Path) -> Location:
    """Where a database is that a test calls by a file: there, or on the server by that name."""
    return _running[-1].database(place) if _running else place


def address(place: Path) -> str:
    """As a workspace's settings name it; "" for the file in the workspace."""
    found = location(place)
    return "" if isinstance(found, Path) else found.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One server for all tests of a process; each has databases of its own."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """One store of contents for all tests of a process; each has a prefix of its own."""
    with s3_server() as server:
        yield server


@contextlib.contextmanager
def over(name: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Let what asks for a place within the block have it over one engine."""
    if name == "sqlite":
        yield
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    with served(server):
        yield
    server.drop_all()


@contextlib.contextmanager
def served(server: Postgres) -> Iterator[None]:
    """Let what asks for a place within the block have it on a server."""
    _running.append(server)
    try:
        yield
    finally:
        _running.remove(server)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.sweep)])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let a test run over one engine after the other."""
    with over(request.param, request):
        yield request.param
