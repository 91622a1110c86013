"""First paint, memory, keys, places and decisions of the board, beside a minimal Textual app.

All run in a pseudo-terminal of 160x40, in turns. "head" is the time from the start of a process to
the first bytes of the head of the board, "rows" to the first branch, read from the database. The
processor's time says the same where others use the machine too. Usage:

    .venv/bin/python -m bench.screen [BRANCHES] [ROUNDS] [--harlequin PYTHON]

A letter of finding stands beside a bare filter of the same strings: an Input and a list that draws
lines on demand. "places" is F3 to F9 and back: from the key to the first bytes of the place, and
the processor's time until it stands still, for the first visit and for another one. "decision" is
from the key that confirms a note to the mark that it leaves on the branch's row.

PYTHON is one that has harlequin installed; it opens the same database. It paints its frame first,
and is ready with its editor, as the board is with its rows.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from store.db.database import open_store
from store.model import Branch, SubCommittee
from store.views.board.search import Speller
from store.workspace.settings import MailSettings
from store.workspace.workspace import init_workspace

SIZE = (40, 160)
# A key within the view, then to the lower edge, then keys that scroll; each round.
WITHIN, TO_THE_EDGE, SCROLLING, KEY_PAUSE_S = 40, 40, 100, 0.02
DOWN, UP, FIND, BACKSPACE = b"\x1b[B", b"\x1b[A", b"\x06", b"\x7f"
NOTE, CONFIRM, UNDO, ESCAPE = b"\x02", b"\x13", b"\x1a", b"\x1b"
# F3, F4, F6 to F9, and F2.
PLACES = (b"\x1bOR", b"\x1bOS", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~", b"\x1b[20~", b"\x1bOQ")
# What a note leaves on a row.
NOTED = "注1"

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("ready-to-see")
Minimal().run()
"""
TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns(*"abcdefgh")
        for row in range(1000):
            table.add_row(f"branch {row}", *[f"x {row}"] * 7)
Table().run()
"""
BARE = """
import sys
from pathlib import Path
from rich.segment import Segment
from textual.app import App
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input
TEXTS = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
class Found(ScrollView):
    def on_mount(self):
        self.find(())
    def find(self, words):
        self.found = [text for text in TEXTS if all(word in text for word in words)]
        self.virtual_size = Size(self.size.width, len(self.found))
        self.refresh()
    def render_line(self, y):
        at = y + self.scroll_offset.y
        text = self.found[at].partition(" ")[0] if at < len(self.found) else ""
        return Strip([Segment(text)]).adjust_cell_length(self.size.width)
class Bare(App):
    def compose(self):
        yield Input()
        yield Found()
    def on_input_changed(self, event):
        self.query_one(Found).find(event.value.split())
Bare().run()
"""
BOARD = """
import sys
from pathlib import Path
from store.workspace.workspace import open_workspace
from tui.app.start import start_dashboard
start_dashboard(open_workspace(Path(sys.argv[1])), language="zh_CN", who="bench", password=str)
"""
HARLEQUIN = """
import sys
from harlequin.cli import harlequin
sys.argv = ["harlequin", "-a", "sqlite", "-r", sys.argv[1]]
harlequin()
"""


# Each key beside its peer.
KEYS = {
    "board within": "table within",
    "board scrolling": "table scrolling",
    "letter": "bare letter",
    "table within": "",
    "table scrolling": "",
    "bare letter": "",
}
# Beside the database: what each branch is found by, a line each.
STRINGS = "strings.txt"


class Terminal:
    """A process in a pseudo-terminal."""

    def __init__(self, script: str, *arguments: str, python: str = sys.executable) -> None:
        self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            # Installed programs are compiled; without this ours would be compiled at each start.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execv(python, [python, "-c", script, *arguments])
        self.seen = b""

    def until(self, mark: str, *, within_s: float = 60.0) -> float:
        """Seconds from the start to the moment that `mark` was written."""
        wanted = mark.encode()
        while wanted not in self.seen:
            late = time.perf_counter() - self.started > within_s
            if late or not select.select([self.handle], [], [], within_s)[0]:
                raise TimeoutError(f"{mark}: {self.seen[-2000:]!r}")
            self.seen += os.read(self.handle, 65536)
        return time.perf_counter() - self.started

    def quiet(self, for_s: float) -> None:
        """Read until nothing was written for a while; the clock writes every second."""
        end = time.perf_counter() + 5.0
        while time.perf_counter() < end and select.select([self.handle], [], [], for_s)[0]:
            self.seen = os.read(self.handle, 65536)

    def cpu_s(self) -> float:
        """The processor time spent so far, by all threads."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def peak_mb(self) -> float:
        """The most memory held so far."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def close(self) -> None:
        """End the process."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def make_workspace(folder: Path, branches: int) -> Path:
    """A workspace with a roster of some size."""
    mails = folder / "mails"
    mails.mkdir()
    mail = MailSettings(kind="folder", path=str(mails))
    workspace = init_workspace(folder / "workspace", today=date.today(), mail=mail)  # noqa: DTZ011  (any day does)
    units = [SubCommittee(f"U{n}", f"第{n}学院党委") for n in range(max(branches // 50, 1))]
    store = open_store(workspace.database)
    with store.atomic():
        for unit in units:
            store.execute(
                "INSERT INTO sub_committees VALUES (?, ?, '[]', '[]', '[]', '[]', '')",
                (unit.id, unit.name),
            )
        for n in range(branches):
            branch = Branch(f"B{n}", units[n * len(units) // branches].id, f"第{n}教工党支部")
            store.execute(
                "INSERT INTO branches VALUES (?, ?, ?, '[]', '', '[]', 0, '', '', NULL)",
                (branch.id, branch.sub_committee_id, branch.name),
            )
    store.close()
    spell = Speller().spell
    lines = (f"第{n}教工党支部{spell(f'第{n}教工党支部')}\n" for n in range(branches))
    (workspace.folder / STRINGS).write_text("".join(lines), encoding="utf-8")
    return workspace.folder


def ms_per_key(terminal: Terminal, keys: Sequence[bytes]) -> tuple[float, float]:
    """Processor time for a key, and the median time from a key to the first byte drawn."""
    terminal.quiet(0.5)
    waits = []
    before = terminal.cpu_s()
    for key in keys:
        sent = time.perf_counter()
        os.write(terminal.handle, key)
        if select.select([terminal.handle], [], [], 1.0)[0]:
            waits.append(time.perf_counter() - sent)
        terminal.quiet(KEY_PAUSE_S)
    used = terminal.cpu_s() - before
    return 1000 * used / len(keys), 1000 * statistics.median(waits)


def ms_per_letter(terminal: Terminal) -> tuple[float, float]:
    """The same for letters typed to find: pinyin, an initial, a sender, and taking them back."""
    typed = "jiaogong zb 1 xueyuan"
    keys = [char.encode() for char in typed] + [BACKSPACE] * len(typed)
    return ms_per_key(terminal, keys)


def ms_per_place(terminal: Terminal) -> tuple[float, float]:
    """Of the slowest place: the time to its first byte, and processor time until it stands still;
    a clock that ticks meanwhile counts too."""
    waits, used = [], []
    for key in PLACES:
        terminal.quiet(0.5)
        before, sent = terminal.cpu_s(), time.perf_counter()
        os.write(terminal.handle, key)
        select.select([terminal.handle], [], [], 5.0)
        waits.append(time.perf_counter() - sent)
        terminal.quiet(0.4)
        used.append(terminal.cpu_s() - before)
    return 1000 * max(waits), 1000 * max(used)


def ms_per_decision(terminal: Terminal) -> tuple[float, float]:
    """From the key that confirms a note to its mark on the row, clock and processor; then undo."""
    for typed in (NOTE, b"x"):
        os.write(terminal.handle, typed)
        terminal.quiet(0.5)
    terminal.seen, before = b"", terminal.cpu_s()
    terminal.started = time.perf_counter()
    os.write(terminal.handle, CONFIRM)
    wait_s = terminal.until(NOTED)
    used_s = terminal.cpu_s() - before
    terminal.quiet(0.5)
    os.write(terminal.handle, UNDO)
    terminal.quiet(0.9)
    return 1000 * wait_s, 1000 * used_s


class Figures:
    """What was measured, by name, a figure a round."""

    def __init__(self) -> None:
        self._found: dict[str, list[float]] = {}

    def note(self, name: str, *figures: float) -> None:
        """Keep a round's figures: the clock's, the processor's."""
        for number, figure in enumerate(figures):
            self._found.setdefault(f"{name} {number}", []).append(figure)

    def has(self, name: str) -> bool:
        """Whether anything was measured under a name."""
        return f"{name} 0" in self._found

    def median(self, name: str, number: int = 0) -> float:
        """The middle one of all rounds; nan where nothing was measured."""
        return statistics.median(self._found.get(f"{name} {number}", [float("nan")]))


def paint(figures: Figures, name: str, terminal: Terminal, mark: str) -> None:
    """Note the first paint of a program."""
    wall_s = terminal.until(mark)
    figures.note(name, wall_s, terminal.cpu_s())


def one_round(figures: Figures, workspace: Path, harlequin: str) -> None:
    """Start everything once, one after the other, and press the same keys."""
    plain = Terminal(MINIMAL)
    paint(figures, "minimal", plain, "ready-to-see")
    figures.note("minimal MB", plain.peak_mb())
    plain.close()
    board = Terminal(BOARD, str(workspace))
    paint(figures, "head", board, "六个一")
    paint(figures, "rows", board, "第0教工党支部")
    board.quiet(0.9)
    press(figures, "board", board)
    os.write(board.handle, FIND)
    board.quiet(0.9)
    figures.note("letter", *ms_per_letter(board))
    figures.note("board MB", board.peak_mb())
    for _ in range(2):
        os.write(board.handle, ESCAPE)
        board.quiet(0.5)
    figures.note("decision", *ms_per_decision(board))
    figures.note("places", *ms_per_place(board))
    figures.note("places again", *ms_per_place(board))
    board.close()
    bare = Terminal(BARE, str(workspace / STRINGS))
    bare.until("教工党支部")
    figures.note("bare letter", *ms_per_letter(bare))
    bare.close()
    table = Terminal(TABLE)
    paint(figures, "table", table, "branch 0")
    press(figures, "table", table)
    table.close()
    if harlequin:
        other = Terminal(HARLEQUIN, str(workspace / "sixones.db"), python=harlequin)
        paint(figures, "harlequin", other, "Data Catalog")
        paint(figures, "its editor", other, "Query Editor")
        figures.note("harlequin MB", other.peak_mb())
        other.close()


def press(figures: Figures, name: str, terminal: Terminal) -> None:
    """Note what keys cost that move the cursor within the view, and that scroll."""
    figures.note(f"{name} within", *ms_per_key(terminal, [DOWN, UP] * (WITHIN // 2)))
    ms_per_key(terminal, [DOWN] * TO_THE_EDGE)
    figures.note(f"{name} scrolling", *ms_per_key(terminal, [DOWN] * SCROLLING))


def measure(branches: int, rounds: int, harlequin: str) -> Figures:
    """Run all in turns; the first turn compiles and warms the caches, and is not counted."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder), branches)
        one_round(Figures(), workspace, harlequin)
        for _ in range(rounds):
            one_round(figures, workspace, harlequin)
    return figures


def report(figures: Figures, show: Callable[[str], None]) -> None:
    """Print medians, each beside its peer; a peer that was not asked for is left out."""
    compared = figures.has("harlequin")
    base, base_cpu = figures.median("minimal"), figures.median("minimal", 1)
    of_other = "          of harlequin's" if compared else ""
    show("first paint              clock            processor" + of_other)
    peers = ("harlequin", "its editor") if compared else ()
    for name in ("minimal", "head", "rows", *peers):
        ready = name in ("rows", "its editor")
        other, other_cpu = (
            figures.median("its editor" if ready else "harlequin", n) for n in (0, 1)
        )
        took, used = figures.median(name), figures.median(name, 1)
        beside = f" {took / other:8.2f}x, processor {used / other_cpu:.2f}x" if compared else ""
        show(
            f"  {name:12} {took:10.3f} s {took / base:5.2f}x {used:8.3f} s {used / base_cpu:5.2f}x"
            + beside
        )
    show("a key                    processor    to its first byte")
    for name, peer in KEYS.items():
        cpu_ms, wait_ms = figures.median(name), figures.median(name, 1)
        beside = f" {cpu_ms / figures.median(peer):8.2f}x of {peer}" if peer else ""
        show(f"  {name:20} {cpu_ms:9.1f} ms {wait_ms:14.1f} ms{beside}")
    show("                         clock            processor")
    for name in ("decision", "places", "places again"):
        wait_ms, cpu_ms = figures.median(name), figures.median(name, 1)
        show(f"  {name:20} {wait_ms:9.1f} ms {cpu_ms:14.1f} ms")
    measured = ("minimal", "board", *peers[:1])
    show("MB: " + ", ".join(f"{name} {figures.median(name + ' MB'):.0f}" for name in measured))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("branches", type=int, nargs="?", default=10_000)
    options.add_argument("rounds", type=int, nargs="?", default=5)
    options.add_argument("--harlequin", default="", metavar="PYTHON")
    asked = options.parse_args()
    print(f"branches {asked.branches}, rounds {asked.rounds}, medians")
    report(measure(asked.branches, asked.rounds, asked.harlequin), print)
