"""The command line before a command runs: help, mistyped words, no terminal, signals."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mailsync.letters.kinds import letter_kinds
from store.text.wording import load
from tests.making import make_workspace
from tui.cli import COMMANDS, main

ROOT = Path(__file__).parents[3]
_ALTERNATE_SCREEN, _BACK, _MOUSE_OFF = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?1000l"


@pytest.fixture(autouse=True)
def no_workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SIXONES_LANG", "SIXONES_USER", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIXONES_WORKSPACE", str(tmp_path / "none"))


def test_help_is_had_by_a_letter_a_word_and_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    pages = []
    for words in (
        ["roster", "import", "-h"],
        ["roster", "import", "--help"],
        ["help", "roster", "import"],
    ):
        assert main(words) == 0
        pages.append(capsys.readouterr().out)
    assert len(set(pages)) == 1
    assert "sixones roster import" in pages[0]
    assert main(["help", "no-such"]) == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "help", name]) == 0
    assert f"sixones {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["statu"], "status"),
        (["syncc"], "sync"),
        (["roster", "chek"], "check"),
        (["status", "--jsn"], "--json"),
        (["mark", "not-our"], "not-ours"),
    ],
)
def test_a_mistyped_word_is_answered_with_what_was_meant(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, question in (("zh_CN", f"是不是 {meant}"), ("en", f"Did you mean {meant}")):
        assert main(["--lang", language, *words]) == 2
        assert question in capsys.readouterr().err


def test_a_command_that_lacks_an_argument_shows_how_it_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--lang", "zh_CN", "restore", "a"]) == 2
    assert "写法：sixones restore [选项] 备份 文件夹\n" in capsys.readouterr().err
    assert main(["--lang", "en", "restore", "a"]) == 2
    assert "It is written: sixones restore [OPTIONS] BACKUP" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "told"), [("fr", True), ("en_GB", False), ("zh-TW", False), ("", False)]
)
def test_a_language_that_there_is_not_is_told_in_every_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, told: bool
) -> None:
    monkeypatch.setenv("SIXONES_LANG", asked)
    assert main(["--version"]) == 0
    said = capsys.readouterr().err
    assert ("只有 zh_CN, en" in said, "there are only zh_CN, en" in said) == (told, told)


def test_nothing_near_is_no_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["qqqq"]) == 2
    assert "是不是" not in capsys.readouterr().err


@pytest.mark.parametrize("missing", [0, 1, 2], ids=["input", "output", "errors"])
def test_without_a_terminal_the_board_is_refused_in_one_sentence(
    tmp_path: Path, missing: int
) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    screen, terminal = pty.openpty()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    with elsewhere.open("r+b") as file:
        streams = [file.fileno() if number == missing else terminal for number in range(3)]
        ran = subprocess.run(
            [sys.executable, "-m", "tui.cli", "--workspace", str(workspace.folder)],
            cwd=ROOT,
            check=False,
            timeout=60,
            stdin=streams[0],
            stdout=streams[1],
            stderr=streams[2],
        )
    os.close(terminal)
    said = elsewhere.read_bytes() if missing == 2 else _read_until(screen, b"\n")
    os.close(screen)
    assert ran.returncode == 2
    assert "没有终端" in said.decode()
    assert _ALTERNATE_SCREEN not in said


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_ends_the_program_gives_the_terminal_back(tmp_path: Path, name: str) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    child, screen = _at_terminal("-m", "tui.cli", "--workspace", str(workspace.folder))
    child.send_signal(getattr(signal, name))
    left = _read_until(screen, _BACK)
    assert _BACK in left
    assert _MOUSE_OFF in left
    assert child.wait(timeout=60) == 128 + getattr(signal, name)
    os.close(screen)


def test_a_terminal_that_is_closed_ends_the_program(tmp_path: Path) -> None:
    """Its system says that it hung up and that programs may go on, in one breath."""
    workspace, store = make_workspace(tmp_path)
    store.close()
    own_terminal = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    program = ("-m", "tui.cli", "--workspace", str(workspace.folder))
    child, screen = _at_terminal("-c", own_terminal, *program)
    # F3, F4, F9: screens that are painted while nobody reads them any more.
    os.write(screen, b"\x1bOR\x1bOS\x1b[20~")
    os.close(screen)
    try:
        assert child.wait(timeout=60) == 128 + signal.SIGHUP
    finally:
        child.kill()


def _at_terminal(*words: str) -> tuple[subprocess.Popen[bytes], int]:
    """The dashboard, drawn on a terminal in a session of its own, and the terminal's other end."""
    screen, terminal = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(terminal)
    assert _ALTERNATE_SCREEN in _read_until(screen, b"F1")
    return child, screen


def _read_until(screen: int, text: bytes) -> bytes:
    """What a terminal shows until a text stands in it, or a minute passes with nothing new."""
    shown = b""
    while text not in shown and select.select([screen], [], [], 60)[0]:
        try:
            shown += os.read(screen, 65536)
        except OSError:
            break
    return shown


def test_ctrl_s_at_a_question_does_not_stop_the_terminal() -> None:
    """It is the key that goes on in the first run, pressed once too often."""
    screen, terminal = pty.openpty()
    program = "from tui.commands.kit.call import ask; print('GOT', ask('Code'))"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=terminal, stdout=terminal, stderr=terminal
    ) as asking:
        os.close(terminal)
        _read_until(screen, b"Code")
        os.write(screen, b"\x13abc\n")
        assert b"GOT abc" in _read_until(screen, b"GOT abc")
        asking.wait(60)
    os.close(screen)


@pytest.mark.parametrize(
    "name", sorted(name for name, where in COMMANDS.items() if ".declared." in where)
)
def test_help_loads_no_mail_code_and_no_database(name: str) -> None:
    program = (
        "import sys\n"
        "from tui.cli import main\n"
        f"assert main([{name!r}, '--help']) == 0\n"
        "heavy = ('mailsync.', 'store.db.', 'store.views.', 'sqlite', 'msgspec', 'textual')\n"
        "sys.exit(' '.join(one for one in sys.modules if one.startswith(heavy)) or 0)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_help_of_remind_names_every_kind_of_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "remind", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for name, kind in letter_kinds().items():
        assert f"{name} {kind.title(load('en'))}" in said
    assert "submission" not in said
