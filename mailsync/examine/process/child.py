"""A child process that looks into files: it may crash, hang or grow, and the sync goes on."""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from mailsync.programs.environment import bare_environment, bare_python
from store.files.passing import sweep_dead
from store.model import JsonValue

_MEMORY_BYTES = 1 << 30
_REPLY_CAP_BYTES = 16 << 20
_PIECE_BYTES = 1 << 16
_SCRATCH = "looking-"
_START = "from mailsync.examine.child_main import main; main({memory})"

Reply = dict[str, JsonValue]


class Child:
    """A long-lived child; started at the first question and again after a death.

    One question at a time (a lock keeps threads apart); for more at once use more of them.

    Args:
        beside: a folder on the same disk as the files that are asked about. Documents are then
            shown to one reader, as links in a scratch folder of its own there, which costs
            nothing; else each file is read in a process of its own.
        memory_bytes: how much a process that looks into a file may take at most.
    """

    def __init__(self, beside: Path | None = None, *, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._beside = beside if sys.platform == "linux" else None
        self._scratch: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        # How long an answer may take at most, whatever the question allows.
        self.most_s = math.inf

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, question: Reply, *, timeout_s: float) -> Reply | str:
        """Ask once; where no answer came, say why instead: "crashed" or "timeout"."""
        with self._lock:
            process = self._running()
            with self._shown(question) as asked:
                line = _exchange(process, json.dumps(asked).encode(), min(timeout_s, self.most_s))
            if line is not None and line.endswith(b"\n"):
                reply: Reply = json.loads(line)
                return reply
            self._stop()
            return "timeout" if line is None else "crashed"

    def close(self) -> None:
        """End the child, if one runs."""
        with self._lock:
            self._stop()

    @contextlib.contextmanager
    def _shown(self, question: Reply) -> Iterator[Reply]:
        """The question about a file as the reader sees it: one link in an empty folder."""
        if self._scratch is None or question["do"] != "document":
            yield question
            return
        shown = self._scratch / "file"
        try:
            os.link(str(question["path"]), shown)
        except OSError:
            # Another disk, or one without such links: a process of its own then.
            yield question
            return
        try:
            yield {**question, "path": str(shown), "scratch": str(self._scratch)}
        finally:
            shown.unlink(missing_ok=True)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        if self._beside is not None:
            sweep_dead(self._beside, _SCRATCH)
            made = tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-", dir=self._beside)
            self._scratch = Path(made)
        self._process = subprocess.Popen(
            bare_python(_START.format(memory=self._memory_bytes)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=bare_environment(),
            start_new_session=True,
        )
        return self._process

    def _stop(self) -> None:
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
        if self._process is None:
            return
        kill_group(self._process)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process = None


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads its own session, and what it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: subprocess.Popen[bytes], question: bytes, timeout_s: float) -> bytes | None:
    """Ask and read a line; what there is of it where the child ended, None where it was late."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        return b""
    try:
        stdin.write(question + b"\n")
        return _line(process, stdout, timeout_s)
    except OSError:
        return b""


if sys.platform == "win32":

    def _line(
        process: subprocess.Popen[bytes], stdout: IO[bytes], timeout_s: float
    ) -> bytes | None:
        # A pipe cannot be waited for with a limit there.
        late = threading.Event()

        def end() -> None:
            late.set()
            kill_group(process)

        timer = threading.Timer(timeout_s, end)
        timer.start()
        try:
            line = stdout.readline(_REPLY_CAP_BYTES)
        finally:
            timer.cancel()
        return None if late.is_set() and not line.endswith(b"\n") else line
else:

    def _line(
        _process: subprocess.Popen[bytes], stdout: IO[bytes], timeout_s: float
    ) -> bytes | None:
        ends_at = time.monotonic() + timeout_s
        waiting = select.poll()
        waiting.register(stdout, select.POLLIN)
        line = bytearray()
        while len(line) < _REPLY_CAP_BYTES and not line.endswith(b"\n"):
            left_s = ends_at - time.monotonic()
            if left_s <= 0 or not waiting.poll(math.ceil(left_s * 1000)):
                return None
            # One answer to one question: nothing comes behind its end.
            piece = os.read(stdout.fileno(), _PIECE_BYTES)
            if not piece:
                break
            line += piece
        return bytes(line)
