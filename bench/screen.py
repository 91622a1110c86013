"""First paint, memory, keys and find-as-you-type of the board, beside a minimal Textual app.

Both run in a pseudo-terminal of 160x40, in turns. "frame" is the time from the start of the
process to the first bytes of the head of the board, "rows" to the first branch, read from the
database. The processor's time says the same where others use the machine too. A key moves the
cursor, a letter narrows the rows as one types. Usage: python bench/screen.py [BRANCHES] [ROUNDS]
"""

from __future__ import annotations

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

from store.config import init_workspace
from store.db import open_store
from store.model import Branch, SubCommittee
from store.settings import MailSettings

SIZE = (40, 160)
KEYS, KEY_PAUSE_S = 200, 0.02
DOWN, FIND, BACKSPACE = b"\x1b[B", b"\x06", b"\x7f"

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
BOARD = """
import sys
from pathlib import Path
from store.config import open_workspace
from tui.start import start_dashboard
start_dashboard(open_workspace(Path(sys.argv[1])), language="zh_CN", who="bench", password=str)
"""


class Terminal:
    """A process in a pseudo-terminal."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            # Installed programs are compiled; without this ours would be compiled at each start.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execv(sys.executable, [sys.executable, "-c", script, *arguments])
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
            store.db.conn.execute(
                "INSERT INTO sub_committees VALUES (?, ?, '[]', '[]', '[]', '[]')",
                (unit.id, unit.name),
            )
        for n in range(branches):
            branch = Branch(f"B{n}", units[n * len(units) // branches].id, f"第{n}教工党支部")
            store.db.conn.execute(
                "INSERT INTO branches VALUES (?, ?, ?, '[]', '', '[]', 0, '', '', NULL)",
                (branch.id, branch.sub_committee_id, branch.name),
            )
    store.close()
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
    os.write(terminal.handle, FIND)
    terminal.quiet(0.9)
    typed = "jiaogong zb 1 xueyuan"
    keys = [char.encode() for char in typed] + [BACKSPACE] * len(typed)
    return ms_per_key(terminal, keys)


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def measure(branches: int, rounds: int, show: Callable[[str], None]) -> None:
    """Run both in turns and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder), branches)
        minimal, frame, rows = [], [], []
        minimal_cpu, frame_cpu = [], []
        memory = least = 0.0
        key = letter = (0.0, 0.0)
        # The first turn compiles and warms the caches; it is not counted.
        for turn in range(-1, rounds):
            plain = Terminal(MINIMAL)
            plain_s, plain_cpu = plain.until("ready-to-see"), plain.cpu_s()
            least = plain.peak_mb()
            plain.close()
            board = Terminal(BOARD, str(workspace))
            board_s, board_cpu = board.until("东大组字"), board.cpu_s()
            rows_s = board.until("第0教工党支部")
            if turn >= 0:
                minimal.append(plain_s)
                minimal_cpu.append(plain_cpu)
                frame.append(board_s)
                frame_cpu.append(board_cpu)
                rows.append(rows_s)
            if turn == rounds - 1:
                board.quiet(0.9)
                key = ms_per_key(board, [DOWN] * KEYS)
                letter = ms_per_letter(board)
            memory = board.peak_mb()
            board.close()
        table = Terminal(TABLE)
        table.until("branch 0")
        table_key = ms_per_key(table, [DOWN] * KEYS)
        table.close()
    base, base_cpu = median(minimal), median(minimal_cpu)
    show(f"branches {branches}, rounds {rounds}, medians")
    show(f"minimal Textual app   first paint {base:.3f} s  {least:.0f} MB")
    show(f"                      processor   {base_cpu:.3f} s")
    took, used = median(frame), median(frame_cpu)
    show(
        f"board, frame          first paint {took:.3f} s  {took / base:.2f}x",
    )
    show(f"                      processor   {used:.3f} s  {used / base_cpu:.2f}x")
    show(f"board, rows           first paint {median(rows):.3f} s  {median(rows) / base:.2f}x")
    show(f"board                 {memory:.0f} MB")
    for name, (cpu, wait) in (
        ("a key on the board", key),
        ("a letter of finding", letter),
        ("a key on a DataTable of 1,000", table_key),
    ):
        show(f"{name}: {cpu:.1f} ms of processor, {wait:.1f} ms to its first byte")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    branch_count, round_count = given + [10_000, 7][len(given) :]
    measure(branch_count, round_count, print)
