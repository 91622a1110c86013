"""A sync killed at every write, fsync, rename and statement: run as `python -m tests.killing DIR`.

Each kill is a real SIGKILL of a forked process; a second process then finishes the sync, and the
end state is compared with that of an unbroken run. Prints the number of kill points.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.database import Store, open_store
from store.db.sqlite.engine import SqliteStore
from store.workspace.trust import trust
from store.workspace.workspace import Workspace, open_workspace
from tests.engines import served
from tests.forking import forked, waited
from tests.making import NOW, make_workspace
from tests.servers.postgres import Postgres, postgres

MAILS = 30


# How many points of a sync over a server are passed over for one that is tried: each has a
# database of its own.
_OF_SERVER = 4


def main(folder: Path, engine: str = "sqlite") -> int:
    """Kill at every point; returns the number of kill points whose end state differs."""
    if engine == "sqlite":
        return _swept(folder, None)
    with postgres() as server, served(server):
        return _swept(folder, server)


def _swept(folder: Path, server: Postgres | None) -> int:
    template = folder / "template"
    _, store = make_workspace(template)
    store.close()
    _write_mails(template / "mails")
    # What a run imports is the same in every process: once, before forking.
    reference = _unbroken(template, folder / "unbroken", server)
    points = _count(template, folder / "counting", server)
    differing = tried = 0
    for point in range(1, points + 1, 1 if server is None else _OF_SERVER):
        tried += 1
        place = folder / "killed"
        shutil.copytree(template, place)
        _relocate(place, server)
        killed = _killed(partial(_sync, place, _killer(point)))
        if not killed:
            sys.stdout.write(f"point {point}: was not killed\n")
            differing += 1
        elif _end_state(place, server) != reference:
            sys.stdout.write(f"point {point}: another end state\n")
            differing += 1
        shutil.rmtree(place)
    sys.stdout.write(f"{tried} kill points, {differing} with another end state\n")
    return differing


def _write_mails(folder: Path) -> None:
    for number in range(MAILS):
        mail = EmailMessage()
        mail["From"] = "wjg@neu.example"
        mail["To"] = "zzb@neu.example"
        mail["Subject"] = f"自动化研究所教工党支部 工作方案 {number}"
        mail["Date"] = "Sat, 10 Apr 2027 10:00:00 +0800"
        mail["Message-ID"] = f"<{number}@neu.example>"
        mail.set_content("见附件")
        mail.add_attachment(
            # Every other one is large enough to be kept decoded only.
            b"\x89PNG\r\n\x1a\n" + bytes([number]) * (20_000 if number % 2 else 1),
            maintype="image",
            subtype="png",
            filename=f"工作方案{number}.png",
        )
        (folder / f"{number:02d}.eml").write_bytes(mail.as_bytes())


def _relocate(place: Path, server: Postgres | None) -> None:
    """Point the copied settings at the copied mails, and at a copy of the database."""
    toml = place / "workspace" / "sixones.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace(str(place.parent / "template"), str(place))
    if server is not None:
        made = server.database(place.parent / "template" / "workspace")
        text = text.replace(made.url, server.copy_of(made, f"copy_{place.name}").url)
    toml.write_text(text, encoding="utf-8")
    trust(place / "workspace", open_workspace(place / "workspace").settings)


def _sync(place: Path, instrument: Callable[[Store], None] | None = None) -> None:
    workspace = open_workspace(place / "workspace")
    store = open_store(workspace.database)
    if instrument is not None:
        instrument(store)
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
    for _ in sync(workspace, store, box, clock=lambda: NOW):
        pass
    store.close()


def _instrument(store: Store, tick: Callable[[], None]) -> None:
    """Call `tick` before every write, fsync, rename and SQL statement of this process."""
    real_fsync, real_rename, real_fdopen = os.fsync, os.rename, os.fdopen

    def fsync(handle: int) -> None:
        tick()
        real_fsync(handle)

    def rename(source: Any, target: Any, **more: Any) -> None:
        tick()
        real_rename(source, target, **more)

    def fdopen(handle: int, *rest: Any, **more: Any) -> Any:
        return _Writing(real_fdopen(handle, *rest, **more), tick)

    for name, ticking in (("fsync", fsync), ("rename", rename), ("fdopen", fdopen)):
        setattr(os, name, ticking)
    if isinstance(store, SqliteStore):
        store.conn.set_trace_callback(lambda _statement: tick())
        return
    real_execute = psycopg.RawCursor.execute

    def execute(cursor: Any, *given: Any, **more: Any) -> Any:
        tick()
        return real_execute(cursor, *given, **more)

    setattr(psycopg.RawCursor, "execute", execute)  # noqa: B010  (a name of another module)


class _Writing:
    """A file that ticks before each write."""

    def __init__(self, file: Any, tick: Callable[[], None]) -> None:
        self._file = file
        self._tick = tick

    def write(self, data: bytes) -> int:
        self._tick()
        return int(self._file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _killer(point: int) -> Callable[[Store], None]:
    left = [point]
    # Readers are threads: each of them ticks.
    lock = threading.Lock()

    def tick() -> None:
        with lock:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda store: _instrument(store, tick)


def _count(template: Path, place: Path, server: Postgres | None) -> int:
    shutil.copytree(template, place)
    _relocate(place, server)
    counted = place / "count"
    count = [0]
    lock = threading.Lock()

    def tick() -> None:
        with lock:
            count[0] += 1

    def run() -> None:
        _sync(place, lambda store: _instrument(store, tick))
        counted.write_text(str(count[0]))

    forked(run)
    return int(counted.read_text())


def _unbroken(template: Path, place: Path, server: Postgres | None) -> str:
    shutil.copytree(template, place)
    _relocate(place, server)
    _sync(place)
    return _describe(open_workspace(place / "workspace"))


def _end_state(place: Path, server: Postgres | None) -> str:
    """Sync to the end in a process of its own and describe what is stored, without row ids."""
    if server is not None:
        server.wait_until_left(server.location(f"copy_{place.name}"))
    described = place / "described"

    def run() -> None:
        _sync(place)
        described.write_text(_describe(open_workspace(place / "workspace")))

    forked(run)
    return described.read_text()


def _describe(workspace: Workspace) -> str:
    store = open_store(workspace.database)
    tables = [
        "SELECT digest, raw_digest, subject, received_at FROM mails",
        """SELECT m.digest, s.skeleton FROM skeletons AS s
           JOIN mails AS m ON m.id = s.mail_id""",
        """SELECT m.digest, f.position, f.path, f.digest AS content, f.size_bytes
           FROM files AS f JOIN mails AS m ON m.id = f.mail_id""",
        """SELECT p.folder, p.uid, m.digest, p.problem
           FROM places AS p LEFT JOIN mails AS m ON m.id = p.mail_id""",
        """SELECT f.digest, j.kind, j.verdict, j.branch_id, j.proposal FROM judgements AS j
           JOIN files AS f ON 'file:' || f.id = j.subject""",
        "SELECT digest, depth, measures FROM examinations",
        "SELECT act, count(*) AS n FROM journal GROUP BY act",
    ]
    facts = [sorted(str(dict(row)) for row in store.rows(sql)) for sql in tables]
    (whole,) = store.own_damage() or ["ok"]
    store.close()
    blobs = sorted(
        file.name
        for file in workspace.files.rglob("*")
        if file.is_file() and ".spool" not in file.parts
    )
    return repr((facts, whole, blobs))


def _killed(run: Callable[[], None]) -> bool:
    return os.WIFSIGNALED(waited(run))


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), *sys.argv[2:]) else 0)
