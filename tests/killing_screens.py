"""A day at the screens, killed at every write: run as `python -m tests.killing_screens DIR [STEP]`.

Each kill is a real SIGKILL of a forked process that is driven by keys: it settles a doubt, marks
branches, writes a note, approves letters, sends them and writes a report. What its screen had said
by then must be there, and the program that is opened next must show it. Whatever happened, no
letter is there twice and the workspace is sound. Prints the number of kill points.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sqlite3
import sys
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import live_decisions
from store.keeping.verify import verify_workspace
from store.model import FileKind
from store.workspace.settings import MailSettings
from store.workspace.workspace import change_setting, open_workspace
from tests.finishing import finished
from tests.forking import forked, waited
from tests.making import NOW, ask, make_mail, take_in
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tests.tui.conftest import make_place, press, settle
from tests.tui.grids import text_of
from tui.app.app import Dashboard
from tui.reports.screen import ReportsPlace

SIZE = (160, 40)
# Between the two nothing of a change is there yet, whatever it writes.
_BOUNDS = ("BEGIN IMMEDIATE", "COMMIT")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the day: its keys, what the screen says of it, and what must be there then.

    `history` is how the history calls it; "" for what is no decision.
    """

    name: str
    keys: tuple[str, ...]
    says: str
    holds: Callable[[Store, Path, re.Match[str]], bool]
    history: str = ""


def _decided(act: Act, count: int) -> Callable[[Store, Path, re.Match[str]], bool]:
    return lambda store, _place, _said: (
        len([made for made in live_decisions(store) if made.act is act]) == count
    )


def _letters(state: str) -> Callable[[Store, Path, re.Match[str]], bool]:
    def holds(store: Store, _place: Path, said: re.Match[str]) -> bool:
        rows = store.rows(
            "SELECT count(DISTINCT letter_id) AS n FROM letter_events WHERE state = ?", (state,)
        )
        return int(rows[0]["n"]) >= int(said[1])

    return holds


def _written(_store: Store, place: Path, said: re.Match[str]) -> bool:
    with zipfile.ZipFile(place / "out" / said[1]) as report:
        return report.testzip() is None


DAY = (
    Piece("settle", ("f3", *"博士研究生第二", "enter"), r"1 个文件已归\S+",
          _decided(Act.CREDIT, 1), "归属"),
    Piece("mark", ("f2", "ctrl+home", "space", "space", "ctrl+d", "ctrl+s"),
          r"已标为分党委审核，2 个党支部", _decided(Act.VETTED, 2), "分党委已审核"),
    Piece("note", ("ctrl+b", *"周三来电", "enter"), r"备注已记下，1 个党支部",
          _decided(Act.NOTE, 1), "备注"),
    Piece("approve", ("f4", "tab", "ctrl+a", "ctrl+y"), r"已批准 (\d+) 封。",
          _letters("approved"), "批准"),
    Piece("send", ("ctrl+t", "enter"), r"已发 (\d+)，拒收", _letters("sent")),
    Piece("write", ("f9", "enter"), r"已写出 \S*out/(\S+\.docx)", _written),
)  # fmt: skip


def main(folder: Path, step: int = 1) -> int:
    """Kill at every `step`th point; returns the number of points that went wrong."""
    with smtp_sink() as sink:
        _make(folder / "template", sink)
        # What a run imports is the same in every process: once, before forking.
        asyncio.run(_day(_place(folder), _Seen(None)))
        asyncio.run(_not_shown(folder / "place", {}))
        points = _count(folder, sink)
        wrong = 0
        for point in range(1, points + 1, step):
            problem = _killed_at(point, folder, sink)
            if problem:
                sys.stdout.write(f"point {point}: {problem}\n")
                wrong += 1
    swept = len(range(1, points + 1, step))
    sys.stdout.write(f"{swept} kill points, {wrong} went wrong\n")
    return wrong


def _make(folder: Path, sink: SmtpSink) -> None:
    (folder / "mails").mkdir(parents=True)
    made = make_place(folder, MailSettings(kind="folder", path=str(folder / "mails")))
    for key, value in (
        ("smtp.host", sink.host),
        ("smtp.port", sink.port),
        ("smtp.tls", "none"),
        ("smtp.user", "zzb@neu.example"),
        ("letters.pace_s", 0),
    ):
        made.workspace = change_setting(made.workspace, key, value)
    take_in(made.store, make_mail("方案", [("方案.docx", "q")]), ask(FileKind.PLAN, "B5", "B6"))
    made.store.close()


def _place(folder: Path) -> Path:
    place = folder / "place"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder / "template", place)
    return place


class _Seen:
    """Notes what the screen says as soon as it is painted, where a kill leaves it."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle
        self._noted: set[str] = set()

    def note(self, shown: str) -> None:
        for piece in DAY:
            said = re.search(piece.says, shown)
            if said is not None and piece.name not in self._noted:
                self._noted.add(piece.name)
                if self._handle is not None:
                    os.write(self._handle, f"{piece.name}\t{said[0]}\n".encode())

    def has(self, piece: Piece) -> bool:
        return piece.name in self._noted


class _Watched(Dashboard):
    """The program, whose every picture is looked at."""

    seen: _Seen

    def post_display_hook(self) -> None:
        if self.screen_stack and self.screen.is_attached:
            self.seen.note(text_of(self))


def _opened(place: Path, seen: _Seen) -> _Watched:
    os.chdir(place)
    app = _Watched(
        open_workspace(place / "workspace"),
        language="zh_CN",
        who="李老师",
        password=lambda: "",
        clock=lambda: NOW,
        by_itself=False,
    )
    app.seen = seen
    return app


async def _day(place: Path, seen: _Seen) -> None:
    app = _opened(place, seen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for piece in DAY:
            first, *rest = piece.keys
            await press(pilot, first)
            if isinstance(app.screen, ReportsPlace):
                app.screen.with_folder(Path("out"))
            await press(pilot, *rest)
            seen.note(text_of(app))
            if not seen.has(piece):
                raise AssertionError(f"{piece.name}: {text_of(app)}")


def _instrument(tick: Callable[[], None]) -> None:
    """Call `tick` before every fsync, rename, begin and end of a change in this process."""
    real_connect = sqlite3.connect

    def connect(*given: Any, **more: Any) -> sqlite3.Connection:
        conn: sqlite3.Connection = real_connect(*given, **more)
        conn.set_trace_callback(
            lambda statement: tick() if statement.lstrip().startswith(_BOUNDS) else None
        )
        return conn

    setattr(sqlite3, "connect", connect)  # noqa: B010  (a name of another module)
    for name in ("fsync", "rename", "replace", "link"):
        real = getattr(os, name)

        def ticking(*given: Any, real: Callable[..., Any] = real, **more: Any) -> Any:
            tick()
            return real(*given, **more)

        setattr(os, name, ticking)


def _count(folder: Path, sink: SmtpSink) -> int:
    place = _place(folder)
    counted = folder / "counted"
    count = [0]
    lock = threading.Lock()

    def tick() -> None:
        with lock:
            count[0] += 1

    def run() -> None:
        _instrument(tick)
        asyncio.run(_day(place, _Seen(None)))
        counted.write_text(str(count[0]), encoding="utf-8")

    sink.taken.clear()
    forked(run)
    return int(counted.read_text(encoding="utf-8"))


def _killed_at(point: int, folder: Path, sink: SmtpSink) -> str:
    """What went wrong with a day that ended at a point; "" for nothing."""
    place = _place(folder)
    reader, writer = os.pipe()
    left = [point]
    lock = threading.Lock()

    def tick() -> None:
        with lock:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        _instrument(tick)
        asyncio.run(_day(place, _Seen(writer)))

    sink.taken.clear()
    status = waited(run)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        confirmed = dict(line.rstrip("\n").split("\t", 1) for line in told)
    if not os.WIFSIGNALED(status) and (status or len(confirmed) < len(DAY)):
        return f"ended with {status} after {sorted(confirmed)}"
    arrived = Counter(sink.recipients)
    if twice := [address for address, times in arrived.items() if times > 1]:
        return f"sent twice to {twice}"
    said = folder / "said"
    said.unlink(missing_ok=True)

    def look() -> None:
        problem = _lost(place, confirmed, sent=len(arrived))
        said.write_text(problem or asyncio.run(_not_shown(place, confirmed)), encoding="utf-8")

    forked(look)
    return said.read_text(encoding="utf-8")


def _lost(place: Path, confirmed: dict[str, str], *, sent: int) -> str:
    """What was confirmed and is not there, or what is not sound."""
    workspace = open_workspace(place / "workspace")
    store = open_store(workspace.database)
    for piece in DAY:
        if piece.name in confirmed:
            match = re.search(piece.says, confirmed[piece.name])
            if match is None or not piece.holds(store, place, match):
                return f"{piece.name} was confirmed ({confirmed[piece.name]}) and is not there"
    begun = store.rows(
        "SELECT count(DISTINCT recipient) AS n FROM letter_events "
        "WHERE state IN ('sending', 'sent')"
    )
    if sent > int(begun[0]["n"]):
        return f"{sent} letters arrived, {begun[0]['n']} are on record"
    store.close()
    # The mail of the template was never on a disk.
    found = finished(verify_workspace(workspace))
    return "; ".join(str(damage) for damage in found if damage.kind != "lost")


async def _not_shown(place: Path, confirmed: dict[str, str]) -> str:
    """What was confirmed and is not shown by the program that is opened next."""
    app = _opened(place, _Seen(None))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f12")
        shown = text_of(app)
    for piece in DAY:
        if piece.name in confirmed and piece.history not in shown:
            return f"{piece.name} was confirmed and is not shown:\n{shown}"
    return ""


if __name__ == "__main__":
    _, where, *more = sys.argv
    sys.exit(1 if main(Path(where), int(more[0]) if more else 1) else 0)
