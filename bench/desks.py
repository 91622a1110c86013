"""Desks at work on one database: nothing lost, doubled or hidden, and what a person waits for.

    python -m bench.desks [SECONDS] [DESKS...]

Each desk is a process that decides and reads the board as fast as a person who hurries; now and
then it syncs the mailbox, into which mails fall all the time, or plans, approves and sends letters
to a mail server on loopback. A day passes for letters in `_DAY_S` seconds, so that rounds follow
one another. A real PostgreSQL, and the embedded engine beside it. One line a number of desks:

- lost: decisions that were confirmed and are not there, mails that fell in and are not stored;
- doubled: decisions, mails or letters that are there twice, or two letters to one unit on a day;
- hidden: decisions that the desk that made them did not see with its next look.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread

import msgspec

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide, live_decisions
from store.errors import StoreError
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace, open_workspace
from tests.engines import served
from tests.mailsync.letters.desk import LetterDesk, add_units, empty_roster
from tests.mailsync.letters.sending import approved, run
from tests.making import DEADLINE, NOW, make_workspace
from tests.servers.postgres import postgres
from tests.servers.smtp_sink import SmtpSink, smtp_sink

# A desk decides so often, and looks at the board after each decision.
_PACE_S = 1.0
# Of its turns, so many also sync, and so many send.
_SYNCS, _SENDS = 0.1, 0.1
_DAY_S, _MAILS_EACH_S = 10.0, 0.5
# The first day is so long before the deadline: the first round of reminders comes on the next.
_DAYS_BEFORE = 8
_UNITS, _BRANCHES_EACH = 12, 4
# What a person is told to try again, because somebody else is at it.
_ELSEWHERE = ("sync.locked", "outbox.locked", "db.locked")


class Done(msgspec.Struct):
    """What one desk did: the texts of its decisions, and seconds."""

    texts: list[str] = []
    conflicts: int = 0
    hidden: int = 0
    waited: int = 0
    decided: list[float] = []
    read: list[float] = []


def desk(folder: Path, name: str, seconds: float, port: int) -> Done:
    """One desk at work."""
    workspace, chance, done = open_workspace(folder), random.Random(name), Done()
    begun = time.monotonic()
    with contextlib.closing(open_store(workspace.database)) as store:
        branches = [row["id"] for row in store.rows("SELECT id FROM branches ORDER BY id")]
        while time.monotonic() < begun + seconds:
            base = store.revision()
            time.sleep(chance.random() * _PACE_S)
            _decide(store, workspace, f"{name}-{len(done.decided)}", chance, branches, base, done)
            try:
                if chance.random() < _SYNCS:
                    _sync(workspace, store)
                if chance.random() < _SENDS:
                    days = int((time.monotonic() - begun) / _DAY_S)
                    _send(workspace, store, DEADLINE - timedelta(days=_DAYS_BEFORE - days), port)
            except StoreError as err:
                if err.code not in _ELSEWHERE:
                    raise
                done.waited += 1
    return done


def _decide(
    store: Store,
    workspace: Workspace,
    text: str,
    chance: random.Random,
    branches: list[str],
    base: int,
    done: Done,
) -> None:
    branch, begun = chance.choice(branches), time.perf_counter()
    try:
        draft = Draft(Act.NOTE, f"branch:{branch}", {"text": text})
        decide(store, [draft], at=NOW, who="李老师", base_revision=base)
        done.texts.append(text)
    except StoreError as err:
        if err.code in _ELSEWHERE:
            done.waited += 1
        elif err.code == "decision.conflict":
            done.conflicts += 1
        else:
            raise
    done.decided.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    dashboard(store, workspace, now=NOW)
    done.read.append(time.perf_counter() - begun)
    if done.texts[-1:] == [text]:
        done.hidden += text not in _notes(store)


def _sync(workspace: Workspace, store: Store) -> None:
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
    for _ in sync(workspace, store, box, clock=lambda: NOW):
        continue


def _send(workspace: Workspace, store: Store, now: datetime, port: int) -> None:
    letters = LetterDesk(workspace.folder, now=now, made=(workspace, store))
    run(letters, approved(letters).digest, "127.0.0.1", port)


def _notes(store: Store) -> Counter[str]:
    return Counter(
        str(made.payload["text"]) for made in live_decisions(store) if made.act is Act.NOTE
    )


@contextlib.contextmanager
def mails_falling(folder: Path) -> Iterator[list[str]]:
    """Let mails fall into a mailbox as long as the block runs; what fell, by Message-ID."""
    fallen: list[str] = []
    over = Event()

    def fall() -> None:
        while not over.wait(_MAILS_EACH_S):
            mail = EmailMessage()
            number = len(fallen)
            mail["From"] = f"v{number % _UNITS:02d}b1@neu.example"
            mail["Subject"] = f"第{number % _UNITS}学院党委第1党支部创建工作方案"
            mail["Date"] = "Sat, 10 Apr 2027 10:00:00 +0800"
            mail["Message-ID"] = f"<fallen-{number}@neu.example>"
            mail.set_content("见附件")
            mail.add_attachment(f"{number}".encode(), "text", "plain", filename=f"{number}.txt")
            made = folder / f".{number}"
            made.write_bytes(bytes(mail))
            made.rename(folder / f"{number}.eml")
            fallen.append(mail["Message-ID"])

    thread = Thread(target=fall)
    thread.start()
    try:
        yield fallen
    finally:
        over.set()
        thread.join()


def measured(folder: Path, desks: int, seconds: float, sink: SmtpSink) -> str:
    """Let so many desks work; what came of it, in one line."""
    workspace = open_workspace(folder)
    with mails_falling(workspace.mail_folder) as fallen:
        words = [sys.executable, "-m", "bench.desks", "desk", str(folder)]
        started = [
            subprocess.Popen(
                [*words, f"d{number}", str(seconds), str(sink.port)], stdout=subprocess.PIPE
            )
            for number in range(desks)
        ]
        done = [msgspec.json.decode(one.communicate()[0], type=Done) for one in started]
    with contextlib.closing(open_store(workspace.database)) as store:
        _sync(workspace, store)
        there = _notes(store)
        mails = Counter(row["message_id"] for row in store.rows("SELECT message_id FROM mails"))
    said = Counter(text for one in done for text in one.texts)
    letters = Counter((to, mail.mail["Date"][:16]) for mail in sink.taken for to in mail.recipients)
    lost = sum((said - there).values()) + sum((Counter(fallen) - mails).values())
    doubled = sum((there - said).values()) + sum((letters - Counter(set(letters))).values())
    doubled += sum((mails - Counter(fallen)).values())
    hidden = sum(one.hidden for one in done)
    figures = (
        f"{len(fallen)} mails {len(sink.taken)} letters",
        f"{sum(one.conflicts for one in done)} conflicts shown",
        f"{sum(one.waited for one in done)} told to wait",
        f"{lost} lost {doubled} doubled {hidden} hidden",
        _figures([second for one in done for second in one.decided], "decision"),
        _figures([second for one in done for second in one.read], "board"),
    )
    return f"{desks:>3} desks {sum(said.values()):>6} decisions {'  '.join(figures)}"


def _figures(seconds: list[float], what: str) -> str:
    ordered = sorted(seconds)
    p50, p95 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.95))
    return f"{what} p50 {p50:.1f} p95 {p95:.1f} ms"


def main(seconds: float, numbers: list[int]) -> None:
    """Both engines, each number of desks over a workspace of its own."""
    with tempfile.TemporaryDirectory(prefix="sixones-desks-") as name, postgres() as server:
        for desks in numbers:
            for engine in ("sqlite", "postgresql"):
                folder = Path(name) / f"{engine}-{desks}"
                with served(server) if engine == "postgresql" else contextlib.nullcontext():
                    workspace, store = make_workspace(folder)
                empty_roster(workspace, store)
                add_units(store, _UNITS, _BRANCHES_EACH)
                store.close()
                with smtp_sink() as sink:
                    said = measured(workspace.folder, desks, seconds, sink)
                print(f"{engine:<11}{said}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["desk"]:
        _, _, place, own_name, time_s, to_port = sys.argv
        sys.stdout.buffer.write(
            msgspec.json.encode(desk(Path(place), own_name, float(time_s), int(to_port)))
        )
    else:
        given = [float(one) for one in sys.argv[1:]]
        main(given[0] if given else 300.0, [int(one) for one in given[1:]] or [1, 5, 20, 50])
