"""Inside the child: limits first, then one answer a line for one question a line."""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import json
import mimetypes
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from mailsync.programs.confine import confine_calls, confine_files
from mailsync.programs.limits import limit_this
from store.letters.manifest import MOST_BYTES, read_manifest
from store.model import JsonValue

MEMORY_BYTES = 1 << 30
_READERS = "mailsync.examine.documents.document"
_RECOGNISER = "mailsync.examine.ocr.recognised"
_PAGES = "mailsync.examine.pages"
_SHOWN_TEXT = "mailsync.examine.documents.shown_text"
# Of what else is done with a content: loaded where it is asked for, and not everywhere there.
_NEEDED_TO: Mapping[str, tuple[str, ...]] = {
    "scan": (_RECOGNISER,),
    "page": (_PAGES,),
    "thumbnail": (_PAGES,),
    "text": (_SHOWN_TEXT,),
}
# What it asks of the processor, to choose its arithmetic.
_PROCESSOR = ("/proc/cpuinfo", "/sys/devices/system/cpu")
_OPEN_FILES = 128
# What reading a content needs, loaded once and before a process of its own is made for it.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "docx": (_READERS, "lxml.etree"),
    "pptx": (_READERS, "lxml.etree"),
    "doc": (_READERS, "olefile"),
    "xlsx": (_READERS, "openpyxl"),
    "pdf": (_READERS, "pypdfium2", "pypdfium2.raw"),
    **dict.fromkeys(
        ("ofd", "odf", "word_xml", "flat_office", "flat_odf"), (_READERS, "lxml.etree")
    ),
    **dict.fromkeys(("text", "rtf", "html", "mht"), (_READERS,)),
}
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS = (
    "socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.startfile",
    "shutil.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.",
)  # fmt: skip


def main(memory_bytes: int = MEMORY_BYTES) -> None:
    """Answer questions until the input ends.

    Args:
        memory_bytes: what this process and its own may take at most, each.
    """
    # The pipes are moved away, so that nothing printed or started here can touch them.
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    limit_this(memory_bytes=memory_bytes, file_bytes=0, open_files=_OPEN_FILES)
    if sys.platform == "linux":
        confine_calls()
        reader: _Reader | None = None
        for line in questions:
            question = json.loads(line)
            if "scratch" not in question:
                _answer_apart(question, answers)
                continue
            reader = reader or _Reader(question["scratch"], answers)
            reader.answer(line)
        return
    allowed: set[str] = set()
    guard(allowed)
    for line in questions:
        question = json.loads(line)
        allowed.clear()
        allowed.update(program for program in (question.get("program"),) if program)
        _answer(question, answers)


def _answer(question: Mapping[str, str], answers: BinaryIO) -> None:
    answers.write(json.dumps(_ANSWERS[question["do"]](question)).encode() + b"\n")
    answers.flush()


class _Reader:
    """On Linux: a process that sees its scratch folder and answers about the file shown there."""

    _ask: int
    _told: int

    def __init__(self, scratch: str, answers: BinaryIO) -> None:
        # For the check of types: Linux alone comes here, and Windows has no fork.
        if sys.platform == "win32":
            raise NotImplementedError
        asking, self._ask = os.pipe()
        self._told, telling = os.pipe()
        if os.fork() == 0:
            os.close(self._ask)
            os.close(self._told)
            try:
                # openpyxl asks for the types of the system, which nobody may read from here on.
                mimetypes.init(())
                confine_files(read=[scratch])
                guard(set())
                with os.fdopen(asking, "rb") as questions:
                    for line in questions:
                        _answer(json.loads(line), answers)
                        os.write(telling, b".")
            finally:
                os._exit(1)
        os.close(asking)
        os.close(telling)

    def answer(self, line: bytes) -> None:
        """Wait for its answer; ends this process where it ended without one."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._ask, line)
        if not os.read(self._told, 1):
            os._exit(1)


def _answer_apart(question: Mapping[str, str], answers: BinaryIO) -> None:
    """Answer in a process of its own, which sees this one file; what is here reads none.

    Ends this process where that one ended without an answer.
    """
    # As in `_Reader`.
    if sys.platform == "win32":
        raise NotImplementedError
    needed = _NEEDED.get(question.get("content", ""), ())
    for name in _NEEDED_TO.get(question["do"], needed):
        importlib.import_module(name)
    # Looking for garbage would copy all pages that both have in common.
    gc.disable()
    process = os.fork()
    if process == 0:
        ended = 1
        try:
            program = question.get("program", "")
            read = (
                question["path"],
                *((str(Path(program).resolve().parent),) if program else ()),
                *(_PROCESSOR if question["do"] == "scan" else ()),
            )
            confine_files(read=read)
            guard({program} if program else set())
            _answer(question, answers)
            ended = 0
        finally:
            os._exit(ended)
    if os.waitpid(process, 0)[1]:
        os._exit(1)


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


def _text(question: Mapping[str, str]) -> dict[str, JsonValue]:
    from_file = importlib.import_module(_SHOWN_TEXT)
    return {"text": from_file.shown_text(Path(question["path"]))}


def _scan(question: Mapping[str, str]) -> dict[str, JsonValue]:
    # Loaded before this process was shut in; it is not everywhere.
    recogniser = importlib.import_module(_RECOGNISER)
    answer: dict[str, JsonValue] = recogniser.recognised(
        Path(question["path"]), question["content"]
    )
    return answer


def _page(question: Mapping[str, str]) -> dict[str, JsonValue]:
    pages = importlib.import_module(_PAGES)
    return _png(pages.first_page_png(Path(question["path"]), question["content"]))


def _thumbnail(question: Mapping[str, str]) -> dict[str, JsonValue]:
    return _png(importlib.import_module(_PAGES).thumbnail_png(Path(question["path"])))


def _png(drawn: bytes) -> dict[str, JsonValue]:
    return {"png": base64.b64encode(drawn).decode()} if drawn else {}


def _video(question: Mapping[str, str]) -> dict[str, JsonValue]:
    from mailsync.examine.video.ffprobe import ask_ffprobe

    return ask_ffprobe(question["path"], question["content"], program=question["program"])


def _manifest(question: Mapping[str, str]) -> dict[str, JsonValue]:
    with Path(question["path"]).open("rb") as file:
        return dict(read_manifest(file.read(MOST_BYTES + 1)))


_ANSWERS: Mapping[str, Callable[[Mapping[str, str]], dict[str, JsonValue]]] = {
    "document": _document,
    "video": _video,
    "manifest": _manifest,
    "text": _text,
    "scan": _scan,
    "page": _page,
    "thumbnail": _thumbnail,
}
