"""`sixones` run in this process on a workspace over a folder with one mail: fixtures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tui.cli import main

ROSTER: list[tuple[str, ...]] = [
    ("branch_id", "分党委", "党支部", "书记", "邮箱"),
    ("B1", "机械工程学院党委", "教工第一党支部", "王一", "wang1@jx.example"),
    ("B2", "机械工程学院党委", "教工第二党支部", "李二", "li2@jx.example"),
    ("B3", "文法学院党委", "本科生第一党支部", "赵三", "zhao3@wf.example"),
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `sixones` on one workspace; gives the exit code and what was printed."""
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "w"), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def write_roster(path: Path, rows: list[tuple[str, ...]] = ROSTER) -> str:
    """Write a roster as a spreadsheet program does; returns the path as text."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return str(path)


def write_mail(path: Path) -> None:
    """Write the mail of one branch with its plan."""
    mail = EmailMessage()
    mail["From"] = "王一 <wang1@jx.example>"
    mail["To"] = "neuzzb@163.example"
    mail["Subject"] = "机械工程学院教工第一党支部工作案例"
    mail["Date"] = "Thu, 01 Apr 2027 09:00:00 +0800"
    mail["Message-ID"] = "<one@jx.example>"
    mail.set_content("请查收。")
    mail.add_attachment(
        ("本支部围绕中心工作开展特色创建，" * 5).encode(),
        maintype="application",
        subtype="octet-stream",
        filename="教工第一党支部工作案例.txt",
    )
    path.write_bytes(mail.as_bytes())


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Run:
    """A workspace over a folder with one mail, with three branches."""
    (tmp_path / "mails").mkdir()
    write_mail(tmp_path / "mails" / "1.eml")
    code, out, _ = run(
        "init",
        "--mail-folder", str(tmp_path / "mails"),
        "--roster", write_roster(tmp_path / "r.csv"),
        "--deadline", "2027-04-14",
    )  # fmt: skip
    assert code == 0
    assert "2027-04-14 17:00" in out
    return run
