"""Inside the child: limits first, then one answer a line for one question a line."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from store.model import JsonValue

_MEMORY_BYTES = 1 << 30
_OPEN_FILES = 128
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS = (
    "socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.startfile",
    "shutil.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.",
)  # fmt: skip


def main() -> None:
    """Answer questions until the input ends."""
    # The pipes are moved away, so that nothing printed or started here can touch them.
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    limit_process()
    allowed: set[str] = set()
    guard(allowed)
    for line in questions:
        question = json.loads(line)
        allowed.clear()
        allowed.update(program for program in (question.get("program"),) if program)
        answers.write(json.dumps(_ANSWERS[question["do"]](question)).encode() + b"\n")
        answers.flush()


def limit_process() -> None:
    """Cap memory, written files, open files; what is started from here inherits it."""
    if sys.platform == "win32":
        return
    import resource

    for limit, value in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        hard = resource.getrlimit(limit)[1]
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # Some systems know a limit and refuse to set it.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (least, least))


def guard(allowed_programs: set[str]) -> None:
    """Refuse, for the rest of this process, sockets, writing, and programs not allowed."""
    sys.dont_write_bytecode = True

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments[:3]
            if isinstance(flags, int) and flags & _WRITE_FLAGS and path != os.devnull:
                raise PermissionError(f"refused: {event}")
        elif event == "subprocess.Popen":
            if arguments[0] not in allowed_programs:
                raise PermissionError(f"refused: {event}")
        elif event.startswith(_REFUSED_EVENTS):
            raise PermissionError(f"refused: {event}")

    sys.addaudithook(refuse)


def _document(question: Mapping[str, str]) -> dict[str, JsonValue]:
    from mailsync.examine.documents.document import measure_document

    return measure_document(Path(question["path"]), question["content"])


def _video(question: Mapping[str, str]) -> dict[str, JsonValue]:
    from mailsync.examine.video.ffprobe import ask_ffprobe

    return ask_ffprobe(question["path"], question["content"], program=question["program"])


_ANSWERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, JsonValue]]] = {
    "document": _document,
    "video": _video,
}
