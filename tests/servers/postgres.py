"""A real PostgreSQL on loopback, out of a folder of its own, never as root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from store.db.database import open_store
from store.db.location import ServerDatabase, server_database
from tests.servers.imap_server import free_port

OWNER, PASSWORD = "sixones_owner", "correct-horse"
_TEMPLATE = "sixones_made"
_CONFIG = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 200
# What is tested is what the program says, not the disk.
fsync = off
synchronous_commit = on
full_page_writes = off
shared_buffers = 32MB
max_wal_size = 256MB
log_min_messages = fatal
timezone = 'Asia/Shanghai'
"""


@dataclass(slots=True)
class Postgres:
    """Where it listens; `folder` holds everything it writes."""

    folder: Path
    port: int
    _user: list[str]
    _made: int = 0
    _known: dict[Path, ServerDatabase] = field(default_factory=dict)

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A line of the server's own administrator, by a socket of this machine."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True
        )

    def location(self, name: str, *, user: str = OWNER, host: str = "127.0.0.1") -> ServerDatabase:
        """The address of a database."""
        return server_database(f"postgresql://{user}@{host}:{self.port}/{name}")

    def database(self, place: Path | None = None) -> ServerDatabase:
        """An empty database of ours; the same one for the same place."""
        if place is not None and place in self._known:
            return self._known[place]
        self._made += 1
        name = f"w{self._made}"
        with self.admin() as conn:
            conn.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} OWNER {OWNER}")
        found = self.location(name)
        if place is not None:
            self._known[place] = found
        return found

    def copy_of(self, location: ServerDatabase, name: str) -> ServerDatabase:
        """A copy of a database under a name, in the place of one that has it already."""
        self.wait_until_left(location)
        with self.admin() as conn:
            conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            source = location.url.rpartition("/")[2]
            conn.execute(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {OWNER}")
        return self.location(name)

    def wait_until_left(self, location: ServerDatabase) -> None:
        """Wait until the server has noticed that everybody left a database."""
        name = location.url.rpartition("/")[2]
        with self.admin() as conn:
            while conn.execute(
                "SELECT pg_sleep(0.005) FROM pg_stat_activity WHERE datname = %s LIMIT 1", (name,)
            ).fetchall():
                pass

    def drop_all(self) -> None:
        """Take away the databases that were made."""
        self._known.clear()
        with self.admin() as conn:
            for (name,) in conn.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^w[0-9]+$'"
            ).fetchall():
                conn.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self, mode: str = "immediate") -> None:
        """End the server: `fast` as an administrator does, `immediate` as a power cut."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Begin again, with everything that was there."""
        self._control("start", "-l", str(self.folder / "log"))

    def _control(self, *words: str) -> None:
        run(self._user, "pg_ctl", "-D", str(self.folder / "data"), "-w", *words)


def programs() -> Path:
    """The folder of the server's programs, of the newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: int(at.parent.name))
    assert found, "apt-get install postgresql"
    return found[-1]


def run(user: list[str], program: str, *words: str) -> None:
    """Run one of the server's programs as somebody who is not root."""
    subprocess.run(
        [*user, str(programs() / program), *words],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server with a role and an empty database of ours to copy from."""
    folder = Path(tempfile.mkdtemp(prefix="sixones-postgres-"))
    user: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"]
        user += ["--clear-groups"]
    server = Postgres(folder, free_port(), user)
    before = os.environ.get("PGPASSWORD")
    try:
        # Texts of such a database sort as people sort; ours compare by their bytes all the same.
        run(
            user,
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale-provider=icu",
            "--icu-locale=zh",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--no-sync",
        )
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.write(_CONFIG.format(port=server.port, folder=folder))
        server.start()
        with server.admin() as conn:
            conn.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'")
            conn.execute(f"CREATE DATABASE {_TEMPLATE} OWNER {OWNER}")
        os.environ["PGPASSWORD"] = PASSWORD
        open_store(server.location(_TEMPLATE)).close()
        yield server
    finally:
        # Another server of this process may run still, with the same one.
        if before is None:
            os.environ.pop("PGPASSWORD", None)
        with contextlib.suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
