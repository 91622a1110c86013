import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.workspace.workspace import open_workspace
from tests.tui.commands.cli_runs import Run, write_roster


def test_init_makes_the_workspace_and_refuses_a_second_time(made: Run, tmp_path: Path) -> None:
    assert {path.name for path in (tmp_path / "w").iterdir()} >= {"sixones.toml", "sixones.db"}
    code, _, err = made("init", "--mail-folder", str(tmp_path / "mails"))
    assert code == 2
    assert str(tmp_path / "w") in err


def test_init_writes_what_it_was_told(run: Run, tmp_path: Path) -> None:
    code, _, _ = run(
        "init",
        "--imap-host", "imap.post.example",
        "--imap-port", "1143",
        "--imap-user", "zzb@post.example",
        "--imap-tls", "starttls",
        "--scope", "文法学院党委",
    )  # fmt: skip
    assert code == 0
    settings = open_workspace(tmp_path / "w").settings
    assert (settings.mail.host, settings.mail.port) == ("imap.post.example", 1143)
    assert (settings.mail.user, settings.mail.tls) == ("zzb@post.example", "starttls")
    assert settings.scope == "文法学院党委"
    assert (settings.deadline.month, settings.deadline.day) == (4, 14)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--deadline", "2027-04-14"],
        ["--imap-host", "imap.post.example"],
        ["--imap-host", "imap.post.example", "--imap-user", "u", "--imap-tls", "none"],
        ["--mail-folder", "m", "--imap-user", "u"],
        ["--mail-folder", "m", "--roster", "missing.csv"],
        ["--mail-folder", "m", "--notice", "missing.toml"],
        ["--mail-folder", "m", "--deadline", "someday"],
        [],
    ],
)
def test_init_that_cannot_go_through_leaves_nothing(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    code, _, err = run("init", *arguments)
    assert code == 2
    assert err
    assert "Traceback" not in err
    assert not (tmp_path / "w" / "sixones.toml").exists()


def test_init_takes_the_server_for_sending(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "mails")
    code, _, _ = run(
        "init",
        "--mail-folder", folder,
        "--smtp-host", "127.0.0.1",
        "--smtp-port", "2525",
        "--smtp-user", "zzb@uni.example",
        "--smtp-tls", "none",
    )  # fmt: skip
    assert code == 0
    smtp = open_workspace(tmp_path / "w").settings.smtp
    assert (smtp.host, smtp.port, smtp.user, smtp.tls) == (
        "127.0.0.1", 2525, "zzb@uni.example", "none",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--smtp-port", "2525"), "--smtp-host"),
        (("--smtp-host", "smtp.uni.example", "--smtp-tls", "none"), "--smtp-tls"),
        (("--smtp-host", "smtp.uni.example", "--smtp-port", "99999"), "--smtp-port"),
        (("--smtp-host", "smtp.uni.example", "--smtp-tls", "ssl"), "--smtp-tls"),
    ],
)
def test_init_refuses_a_server_for_sending_that_cannot_be_meant(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    code, _, err = run("init", "--mail-folder", str(tmp_path), *options)
    assert code == 2
    assert said in err
    assert not (tmp_path / "w" / "sixones.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_init_asks_at_a_terminal_and_asks_again_where_an_answer_cannot_be(tmp_path: Path) -> None:
    import pty  # Windows has none

    (tmp_path / "mails").mkdir()
    write_roster(tmp_path / "r.csv")
    answers = [
        "imap.163.com", "",  # no such notice; the one in brackets
        "", "nowhere", "mails",  # nothing, a folder that is not there, one that is
        "someday", "2027-04-16",
        "mails", "r.csv",  # a folder is no roster
        "", "文法学院党委",
    ]  # fmt: skip
    mine, theirs = pty.openpty()
    os.write(mine, "".join(f"{answer}\n" for answer in answers).encode())
    program = "import sys; from tui.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--workspace", "w", "init"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "SIXONES_LANG": "zh_CN",
            "TERM": "xterm",
        },
        check=False,
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(mine, 1 << 16).decode()
    os.close(mine)
    assert done.returncode == 0, shown
    for told in ("找不到通知文件", "请写邮箱地址", "找不到邮件文件夹", "无法识别时间", "无法打开"):
        assert told in shown
    assert "Traceback" not in shown
    settings = open_workspace(tmp_path / "w").settings
    assert (settings.mail.kind, settings.scope) == ("folder", "文法学院党委")
    assert (settings.deadline.month, settings.deadline.day) == (4, 16)
