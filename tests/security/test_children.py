"""Children that parse strangers' files reach nothing but their file: tried by native calls."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import openpyxl
import pytest

from mailsync.archives.unpack import UnpackLimits
from mailsync.examine.process.child import Child, Reply
from mailsync.programs.environment import bare_environment
from mailsync.programs.launch import confined, confined_office
from mailsync.programs.reach import what_holds
from tests.security.native_calls import attempts, stand_in

HELD = what_holds()
pytestmark = pytest.mark.skipif(
    not (HELD.no_network and HELD.few_files), reason="a kernel without seccomp or Landlock"
)

REFUSED = {"connect", "open", "write", "unlink", "kill", "chmod", "mkdir"}


@pytest.fixture
def targets(tmp_path: Path) -> Iterator[list[object]]:
    """A server, a file that is not the child's, one that is to stay, and the parent."""
    other, victim = tmp_path / "other.txt", tmp_path / "victim.txt"
    other.write_text("another branch's file", encoding="utf-8")
    victim.write_text("to stay", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield [server.getsockname()[1], str(other), str(victim), os.getpid()]
    assert victim.read_text(encoding="utf-8") == "to stay"


def refused(told: dict[str, int]) -> set[str]:
    assert set(told.values()) <= {0, errno.EPERM, errno.EACCES}
    return {name for name, number in told.items() if number}


def test_outside_of_a_child_every_call_goes_through(targets: list[object]) -> None:
    """The control: it is the child that is shut in, not this machine."""
    port, other, victim, process = targets
    copy = f"{victim}.copy"
    Path(copy).write_text("x", encoding="utf-8")
    told = attempts(int(str(port)), str(other), copy, int(str(process)))
    assert refused(told) == set()


@pytest.mark.parametrize("asked", ["document", "scan"])
def test_the_python_child(tmp_path: Path, targets: list[object], asked: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text("text", encoding="utf-8")
    start = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from mailsync.examine import child_main; "
        "from tests.security.native_calls import attempts; "
        f"child_main._ANSWERS = {{{asked!r}: lambda question: attempts(*{targets!r})}}; "
        "child_main.main(3 << 30)"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-E", "-s", "-c", start],
        input=json.dumps({"do": asked, "path": str(file), "content": "text"}) + "\n",
        capture_output=True, text=True, check=True, timeout=60, env=bare_environment(),
    )  # fmt: skip
    assert refused(json.loads(ran.stdout)) == REFUSED


def test_ffprobe(tmp_path: Path, targets: list[object]) -> None:
    program = stand_in(tmp_path / "bin", "ffprobe", targets)
    file = tmp_path / "a.mp4"
    file.write_bytes(b"video")
    with Child() as child:
        told = child.ask(
            {"do": "video", "path": str(file), "content": "mp4", "program": str(program)},
            timeout_s=60,
        )
    assert isinstance(told, dict)
    assert refused({name: int(str(number)) for name, number in told.items()}) == REFUSED


def test_ffmpeg(tmp_path: Path, targets: list[object]) -> None:
    program = stand_in(tmp_path / "bin", "ffmpeg", targets)
    file = tmp_path / "a.mp4"
    file.write_bytes(b"video")
    ran = subprocess.run(
        confined([str(program), "-i", str(file)], read=(str(file),)),
        capture_output=True, check=True, timeout=60, env=bare_environment(),
    )  # fmt: skip
    assert refused(json.loads(ran.stdout)) == REFUSED


def test_seven_zip(tmp_path: Path, targets: list[object]) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program = stand_in(tmp_path / "bin", "7zz", [*targets, str(scratch)])
    archive = tmp_path / "a.7z"
    archive.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(64))
    job = {
        "archive": str(archive), "name": "a.7z", "folder": str(scratch), "program": str(program),
        "limits": asdict(UnpackLimits()),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "mailsync.archives.child"],
        input=json.dumps(job).encode(), capture_output=True, check=False, timeout=60,
        env=bare_environment() | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert refused(json.loads((scratch / "told.json").read_text("utf-8"))) == REFUSED


def test_the_office_program(tmp_path: Path, targets: list[object]) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    program = stand_in(tmp_path / "office" / "program", "soffice.bin", targets)
    ran = subprocess.run(
        confined_office(folder, [str(program)]),
        capture_output=True, check=True, timeout=60, env=bare_environment(),
    )  # fmt: skip
    assert refused(json.loads(ran.stdout)) == REFUSED


def test_the_office_program_starts_under_a_lower_limit_of_the_system(tmp_path: Path) -> None:
    program = tmp_path / "office" / "program" / "soffice.bin"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nulimit -t\n", encoding="utf-8")
    program.chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -t 30 && exec "$@"', "sh",
         *confined_office(tmp_path, [str(program)])],
        capture_output=True, text=True, check=False, timeout=60, env=bare_environment(),
    )  # fmt: skip
    assert (ran.stdout.strip(), ran.returncode) == ("30", 0), ran.stderr


SOCKETS = """
import socket
def tried(call, *arguments):
    try:
        call(*arguments)
        print("went through")
    except OSError as err:
        print(type(err).__name__)
own = socket.socket(socket.AF_UNIX)
tried(own.bind, "{folder}/own")
tried(own.listen)
tried(socket.socket(socket.AF_UNIX).bind, "{elsewhere}/own")
tried(socket.socket(socket.AF_UNIX).connect, "{elsewhere}/other")
tried(socket.socket, socket.AF_INET)
tried(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW)
"""


def test_the_office_program_has_a_socket_of_its_own_and_reaches_none(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "own", tmp_path / "other"
    folder.mkdir()
    elsewhere.mkdir()
    program = tmp_path / "office" / "program" / "soffice.bin"
    program.parent.mkdir(parents=True)
    code = SOCKETS.format(folder=folder, elsewhere=elsewhere)
    program.write_text(f"#!{os.path.realpath(sys.executable)} -SIB\n{code}", encoding="utf-8")
    program.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(f"{elsewhere}/other")
        other.listen()
        ran = subprocess.run(
            confined_office(folder, [str(program)]),
            capture_output=True, text=True, check=True, timeout=60, env=bare_environment(),
        )  # fmt: skip
    assert ran.stdout.splitlines() == ["went through"] * 2 + ["PermissionError"] * 4


def test_a_child_that_crashes_over_one_file_answers_for_the_next(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("工作方案", encoding="utf-8")
    with Child() as child:
        question: Reply = {"do": "document", "path": str(file), "content": "text"}
        assert child.ask({**question, "content": "no such reader"}, timeout_s=60) == "crashed"
        assert isinstance(child.ask(question, timeout_s=60), dict)


def test_the_reader_of_a_whole_sync_sees_one_file_and_leaves_no_folder(
    tmp_path: Path, targets: list[object]
) -> None:
    file, spool = tmp_path / "a.txt", tmp_path / "spool"
    file.write_text("text", encoding="utf-8")
    scratch = spool / "looking"
    scratch.mkdir(parents=True)
    os.link(file, scratch / "file")
    start = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from mailsync.examine import child_main; "
        "from tests.security.native_calls import attempts; "
        f"child_main._ANSWERS = {{'document': lambda question: attempts(*{targets!r}) | "
        "{'own': len(open(question['path']).read())}}; child_main.main()"
    )
    asked = {"do": "document", "path": str(scratch / "file"), "scratch": str(scratch)}
    ran = subprocess.run(
        [sys.executable, "-S", "-E", "-s", "-c", start],
        input=(json.dumps({**asked, "content": "text"}) + "\n") * 2,
        capture_output=True, text=True, check=True, timeout=60, env=bare_environment(),
    )  # fmt: skip
    first, second = map(json.loads, ran.stdout.splitlines())
    assert first == second
    assert first.pop("own") == len("text")
    assert refused(first) == REFUSED


def test_the_reader_of_a_sync_reads_a_workbook(tmp_path: Path) -> None:
    """openpyxl asks for the system's types of files, which the reader may not open."""
    file = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet().append(["流通部党支部"])
    book.save(file)
    question: Reply = {"do": "document", "path": str(file), "content": "xlsx"}
    with Child(beside=tmp_path) as child:
        found = child.ask(question, timeout_s=60)
    assert isinstance(found, dict)
    assert found["title_text"] == "流通部党支部"


def test_what_a_killed_program_left_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("工作方案", encoding="utf-8")
    left = tmp_path / "looking-999999999-x"
    left.mkdir()
    question: Reply = {"do": "document", "path": str(file), "content": "text"}
    with Child(beside=tmp_path) as child:
        assert isinstance(child.ask(question, timeout_s=60), dict)
        assert child.ask({**question, "content": "no such reader"}, timeout_s=60) == "crashed"
        assert isinstance(child.ask(question, timeout_s=60), dict)
    assert list(tmp_path.glob("looking-*")) == []
    assert file.read_text(encoding="utf-8") == "工作方案"
