"""`sixones add` and `sixones links` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.db.database import open_store
from store.model import FileKind, Link
from store.workspace.workspace import open_workspace
from tests.making import add_roster, auto, make_mail, take_in
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]
NOW = datetime.now(UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "w"), "--as", "李老师", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    assert ran("init", "--mail-folder", str(tmp_path))[0] == 0
    store = open_store(tmp_path / "w" / "sixones.db")
    add_roster(store)
    share = Link("https://pan.baidu.example/s/1", "pan.baidu.example", "视频 提取码: ab12", None,
                 None, fetchable=False)  # fmt: skip
    large = Link("https://mail.163.example/l?f=1", "mail.163.example", "成果视频.mp4", 90 << 20,
                 NOW + timedelta(days=2))  # fmt: skip
    mail = make_mail("视频", links=[share, large], at=NOW - timedelta(days=1))
    take_in(store, mail, auto("B3", FileKind.VIDEO), auto("B1", FileKind.VIDEO))
    store.close()
    (tmp_path / "成果视频.txt").write_text("film", encoding="utf-8")
    return ran


def status(run: Run, branch: str) -> dict[str, str]:
    branches = json.loads(run("status", "--json")[1])["branches"]
    cell: dict[str, str] = next(one for one in branches if one["id"] == branch)["cells"]["video"]
    return cell


def test_links_are_listed_with_code_and_what_can_be_done(run: Run) -> None:
    code, out, _ = run("links")
    assert code == 0
    assert out.index("成果视频.mp4") < out.index("提取码: ab12")
    assert "急：" in out
    assert "只能用浏览器打开" in out
    english = run("--lang", "en", "links")[1]
    assert "soon: " in english
    assert "expiry unknown" in english


def test_a_file_behind_a_link_is_taken_in_and_the_link_settled(run: Run) -> None:
    entry = json.loads(run("links", "--json")[1])[0]
    assert (entry["expiry"], entry["fetchable"], entry["branches"]) == ("soon", True, ["B1"])
    assert status(run, "B1")["state"] == "link"
    code, out, err = run(
        "add", "成果视频.txt", "--branch", "B1", "--kind", "video", "--source", "link",
        "--link", entry["id"],
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "已收下 1 个文件，记到 自动化研究所教工党支部 名下" in out
    assert status(run, "B1")["state"] != "link"
    assert [one["branches"] for one in json.loads(run("links", "--json")[1])] == [["B3"]]


def test_json_gives_subject_and_digest(run: Run) -> None:
    received = (NOW - timedelta(hours=3)).isoformat()
    code, out, _ = run(
        "add", "成果视频.txt", "--branch", "B3", "--source", "usb", "--received", received, "--json"
    )
    assert code == 0
    (file,) = json.loads(out)
    assert file["subject"].startswith("file:")
    assert (file["path"], file["size"], len(file["sha256"])) == ("成果视频.txt", 4, 64)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("成果视频.txt", "--branch", "B9", "--source", "usb", "--received", "2026-01-01"), "B9"),
        (("成果视频.txt", "--branch", "B1", "--source", "usb"), "--received"),
        (("成果视频.txt", "--branch", "B1", "--source", "usb", "--received", "2199-01-01"), "2199"),
        (("成果视频.txt", "--branch", "B1", "--source", "usb", "--received", "那天"), "那天"),
        (("没有.txt", "--branch", "B1", "--source", "usb", "--received", "2026-01-01"), "没有.txt"),
        (("成果视频.txt", "--branch", "B1", "--source", "link", "--link", "99"), "link:99"),
        (("成果视频.txt", "--branch", "B1", "--source", "pigeon"), "--source"),
        (("成果视频.txt", "--branch", "B1", "--source", "usb", "--kind", "song"), "--kind"),
        (("--branch", "B1", "--source", "usb"), ""),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run("add", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_journal_has_who_took_it_in(run: Run, tmp_path: Path) -> None:
    run("add", "成果视频.txt", "--branch", "B3", "--source", "chat", "--received", "2026-01-01")
    store = open_store(open_workspace(tmp_path / "w").database)
    rows = store.rows("SELECT actor FROM journal WHERE act = 'take_in'")
    store.close()
    assert [row["actor"] for row in rows] == ["李老师"]
