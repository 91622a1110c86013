import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.commands.cli_runs import Run
from tui.cli import main


def test_doctor_says_what_to_do_and_goes_on(made: Run, tmp_path: Path) -> None:
    code, out, _ = made("doctor", "--json")
    assert code == 0
    topics = {remark["topic"] for remark in json.loads(out)}
    assert topics >= {"workspace", "database", "roster", "mailbox", "ffmpeg", "clock", "width"}
    (tmp_path / "mails" / "1.eml").unlink()
    (tmp_path / "mails").rmdir()
    code, out, _ = made("doctor")
    assert code == 1
    assert str(tmp_path / "mails") in out
    assert "ffmpeg" in out


def test_a_mailbox_that_is_not_there_ends_with_3(made: Run, tmp_path: Path) -> None:
    (tmp_path / "mails" / "1.eml").unlink()
    (tmp_path / "mails").rmdir()
    code, out, err = made("sync")
    assert (code, out) == (3, "")
    assert str(tmp_path / "mails") in err


def test_a_foreign_database_ends_with_4(made: Run, tmp_path: Path) -> None:
    for left in (tmp_path / "w").glob("sixones.db*"):
        left.unlink()
    (tmp_path / "w" / "sixones.db").write_bytes(b"no database at all, but long enough" * 40)
    code, _, err = made("status")
    assert code == 4
    assert "sixones.db" in err


def test_a_missing_code_without_a_terminal_ends_with_3(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIXONES_MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    run("init", "--imap-host", "127.0.0.1", "--imap-user", "u@post.example", "--imap-tls", "none")
    code, _, err = run("sync")
    assert code == 3
    assert "SIXONES_MAIL_PASSWORD" in err


def test_a_system_that_refuses_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--workspace", str(tmp_path / ("长" * 200)), "init", "--mail-folder", "."])
    err = capsys.readouterr().err
    assert code == 4
    assert "文件名太长" in err
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_words_that_cannot_be_written_end_without_a_traceback(made: Run, tmp_path: Path) -> None:
    program = "import sys; from tui.cli import main; sys.exit(main())"
    arguments = ["--workspace", str(tmp_path / "w"), "status"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )
    assert ended.returncode == 4
    assert "没有空间了" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_that_is_not_there_is_told_in_the_reader_s_language(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", "code")
    # Port 1 on loopback: nobody listens.
    run(
        "init", "--imap-host", "127.0.0.1", "--imap-port", "1",
        "--imap-user", "u@post.example", "--imap-tls", "none",
    )  # fmt: skip
    code, _, err = run("sync")
    assert code == 3
    assert "对方没有开放这个端口" in err
    code, _, err = run("--lang", "en", "sync")
    assert "nothing listens on this port" in err
