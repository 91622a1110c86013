"""What the sessions of `sixones serve` take: memory of each, and how long a key waits.

    python -m bench.serve [SECONDS] [SESSIONS...]     # 30 seconds; 1 and 30 sessions

A real server on loopback; each session is a socket as a browser opens it, of 160x40, whose person
presses a key once a second: down and up the board, now and then F3 and back. Memory is measured
behind that, of each process: all that is in it, and its share where pages are common ones. The
time of a key is from sending it to the first bytes that come back (the clock's line among them).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bench.growth import filled
from store.workspace.trust import trust
from tests.servers.imap_server import free_port
from tui.serve.people import PEOPLE_FILE, People

# Branches and mails of the two workspaces, and the header that says who it is.
SIZES = ((40, 60), (520, 800))
HEADER = "X-Remote-User"
_PACE_S, _OPENS_WITHIN_S = 1.0, 8.0
DOWN, UP, INBOX, BOARD = "\x1b[B", "\x1b[A", "\x1bOR", "\x1bOQ"
# Each changes what is drawn: what changes nothing waits for the clock.
_WALK = (*[DOWN] * 12, *[UP] * 12, INBOX, BOARD)


@dataclass
class Seen:
    """What came of the sessions at one server."""

    waits_ms: list[float] = field(default_factory=list)
    whole_mb: list[float] = field(default_factory=list)
    share_mb: list[float] = field(default_factory=list)
    worked: int = 0


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """A server for a workspace: its process and its port."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tui", "--workspace", str(folder), "serve"),
            *("--listen", f"127.0.0.1:{port}", "--trust-header", HEADER),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


async def session(port: int, name: str, seconds: float, seen: Seen, leave: asyncio.Event) -> None:
    """One person at work, who stays until all have worked."""
    chance, at = random.Random(name), f"http://127.0.0.1:{port}"
    headers = {HEADER: name, "Origin": at}
    async with (
        aiohttp.ClientSession(at, headers=headers) as browser,
        browser.ws_connect("/ws?width=160&height=40", max_msg_size=0) as socket,
    ):
        await _read(socket, for_s=_OPENS_WITHIN_S)
        end = time.monotonic() + seconds
        for key in itertools.cycle(_WALK):
            await _read(socket, for_s=chance.uniform(0.5, 1.5) * _PACE_S)
            begun = time.perf_counter()
            await socket.send_json(["stdin", key])
            await socket.receive(timeout=60)
            seen.waits_ms.append(1000 * (time.perf_counter() - begun))
            if time.monotonic() > end:
                break
        seen.worked += 1
        while not leave.is_set():
            await _read(socket, for_s=0.5)


async def _read(socket: aiohttp.ClientWebSocketResponse, *, for_s: float) -> None:
    """Take what is drawn meanwhile; a clock draws each second."""
    end = time.monotonic() + for_s
    with contextlib.suppress(TimeoutError):
        while (left := end - time.monotonic()) > 0:
            await socket.receive(timeout=left)


async def at_work(folder: Path, sessions: int, seconds: float) -> Seen:
    """So many sessions over one server, and what they hold when all have worked."""
    seen, leave = Seen(), asyncio.Event()
    with serving(folder) as (server, port):
        await _listening(port)
        async with asyncio.TaskGroup() as group:
            for number in range(sessions):
                group.create_task(session(port, f"p{number}", seconds, seen, leave))
            while seen.worked < sessions:
                await asyncio.sleep(0.2)
            for child in _children(server):
                rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
                seen.whole_mb.append(_held(rollup, "Rss"))
                seen.share_mb.append(_held(rollup, "Pss"))
            leave.set()
    return seen


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                await asyncio.open_connection("127.0.0.1", port)
                return
            await asyncio.sleep(0.1)


def _children(server: int) -> list[int]:
    tasks = Path(f"/proc/{server}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _held(rollup: str, what: str) -> float:
    return (
        next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(what)) / 1024
    )


def line(branches: int, mails: int, sessions: int, seen: Seen) -> str:
    """What was found, for a reader."""
    p50, p95 = (statistics.quantiles(seen.waits_ms, n=20)[place] for place in (9, 18))
    return (
        f"{branches:5} branches {mails:5} mails {sessions:3} sessions   "
        f"memory {statistics.median(seen.whole_mb):4.0f} MB, own share "
        f"{statistics.median(seen.share_mb):4.0f} MB   "
        f"key p50 {p50:4.0f} ms p95 {p95:4.0f} ms ({len(seen.waits_ms)} keys)"
    )


def main() -> None:
    """Measure both workspaces with each number of sessions."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    numbers = [int(word) for word in sys.argv[2:]] or [1, 30]
    for branches, mails in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            workspace, store = filled(Path(folder) / "w", mails, branches)
            store.close()
            trust(workspace.folder, workspace.settings)
            people = People(workspace.folder / PEOPLE_FILE)
            for number in range(max(numbers)):
                people.add(f"p{number}", "")
            for sessions in numbers:
                seen = asyncio.run(at_work(workspace.folder, sessions, seconds))
                sys.stdout.write(f"{line(branches, mails, sessions, seen)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
