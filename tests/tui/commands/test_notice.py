"""`sixones notice`: this year's notice from a document to the workspace, as staff type it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from store.workspace.workspace import open_workspace
from tests.making import make_workspace
from tests.store.notice.reading.notices import CASES
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace, store = make_workspace(tmp_path, notice="neu-2021-8")
    store.close()
    return workspace.folder


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(["--workspace", str(folder), "notice", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_document_becomes_the_workspace_s_notice(run: Run, folder: Path, tmp_path: Path) -> None:
    document = docx.Document()
    for line in CASES[0].text.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "通知.docx"))
    code, out, err = run("read", str(tmp_path / "通知.docx"), "--yes")
    assert code == 0
    assert "林大组字〔2027〕12号" in out
    assert "不再核对" in err
    notice = open_workspace(folder).notice
    assert (notice.number, notice.mailbox) == ("林大组字〔2027〕12号", "lindazzb@linda.example")
    assert notice.dates.end_of_work.isoformat() == "17:30:00"
    code, out, _ = run("show")
    assert (code, "《通知》第一部分第1条" in out, "文字材料不超过2000字" in out) == (0, True, True)
    code, out, _ = run("diff", "neu-2021-8")
    assert (code, "放宽" in out, "更严" in out) == (0, True, True)
    assert run("check", str(folder / "notice.toml"))[0] == 0


def test_pasted_text_that_is_unclear_is_asked_and_can_be_given(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = CASES[4].text
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, _, err = run("read", "-", "--yes")
    assert (code, "mailbox" in err) == (2, True)
    assert open_workspace(folder).notice.id == "neu-2021-8"
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    target = tmp_path / "n.toml"
    given = ("--set", "mailbox=a@gd.example")
    assert run("read", "-", "--yes", *given, "--output", str(target))[0] == 0
    assert 'mailbox = "a@gd.example"' in target.read_text(encoding="utf-8")
    assert open_workspace(folder).notice.id == "neu-2021-8"


def test_programs_get_every_figure_with_its_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES[3].text))
    code, out, _ = run("read", "-", "--json")
    figures = {one["key"]: one for one in json.loads(out)}
    assert code == 1
    assert figures["deadline"]["value"] is None
    assert figures["deadline"]["others"] == ["04-10", "04-20"]
    assert figures["chars"]["words"] == "文字材料不超过1500字"
    more = CASES[3].text.replace("文字材料不超过1500字。", "文字材料不超过1500字，照片不少于5张。")
    monkeypatch.setattr("sys.stdin", io.StringIO(more))
    other = json.loads(run("read", "-", "--json")[1])[-1]
    assert (other["key"], other["value"], other["words"]) == ("unkept", None, "照片不少于5张")


def test_what_nothing_is_held_against_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CASES[0].text.replace("文字材料不超过2000字。", "文字材料800至2000字，照片不少于5张。")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, err = run("read", "-", "--yes")
    assert code == 0
    assert "程序不核对，请人工核对：一.1 照片不少于5张" in err
    assert "800至2000字" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("read", "没有.docx"), "没有.docx"),
        (("read", "-", "--set", "colour=red"), "colour"),
        (("check", "没有.toml"), "没有.toml"),
    ],
)
def test_what_is_wrong_is_told(
    run: Run, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES[0].text))
    code, _, err = run(*words)
    assert (code, said in err) == (2, True)


def test_another_year_s_notice_is_warned_of_until_this_year_s_is_read(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*words: str) -> str:
        main(["--workspace", str(folder), *words])
        told = capsys.readouterr()
        return told.out + told.err

    commands = (["status"], ["remind", "--round", "T-7"], ["doctor"])
    assert all("还没有 2027 年的通知" in said(*words) for words in commands)
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES[0].text))
    assert run("read", "-", "--yes")[0] == 0
    assert not any("还没有 2027 年的通知" in said(*words) for words in commands)


def test_what_would_quote_another_year_s_notice_is_not_made(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str]:
        code = main(["--workspace", str(folder), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    code, out = run("remind", "--round", "T-7", "--dry-run")
    assert code == 0
    digest = re.findall(r"[0-9a-f]{12,64}", out)[-1]
    for words in (
        ["remind", "--send", digest],
        ["export", "docx", str(tmp_path / "a.docx")],
        ["export", "html", str(tmp_path / "a.html")],
        ["export", "md", str(tmp_path / "a.md")],
    ):
        code, out = run(*words)
        assert (words, code, "sixones notice read" in out) == (words, 2, True)
        assert not Path(words[-1]).exists()
    for words in (
        ["export", "xlsx", str(tmp_path / "a.xlsx")],
        ["export", "missing", str(tmp_path / "a.txt")],
        ["sync"],
    ):
        assert run(*words)[0] == 0, words


def test_the_dates_of_the_workspace_follow_its_notice(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES[0].text))
    code, out, _ = run("read", "-", "--yes")
    settings = open_workspace(folder).settings
    assert (code, "2027-04-16 17:30" in out) == (0, True)
    assert settings.deadline.strftime("%m-%d %H:%M") == "04-16 17:30"
    assert settings.window_start.isoformat() == "2027-03-18"
    assert settings.cohort == 2026


def test_a_supplement_changes_what_it_names_and_nothing_else(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supplement = """林大组字〔2027〕15号
关于对2026年度特色支部创建工作成果进行验收的补充通知
各分党委：
因学校安排，将材料报送截止时间由4月16日延长至4月23日12:00。
中共林业大学委员会组织部
2027年4月9日
"""
    monkeypatch.setattr("sys.stdin", io.StringIO(supplement))
    assert run("read", "-", "--yes")[0] == 2  # there is no notice of this year to change yet
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES[0].text))
    assert run("read", "-", "--yes")[0] == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(supplement))
    code, _, err = run("read", "-", "--yes")
    assert (code, "补充" in err) == (0, True)
    opened = open_workspace(folder)
    assert opened.notice.number == "林大组字〔2027〕12号"
    assert opened.settings.deadline.strftime("%m-%d %H:%M") == "04-23 12:00"
    assert opened.notice.dates.words.startswith("因学校安排")
    limit = opened.notice.limit("document.too_long")
    assert limit is not None
    assert limit.value == 2000


def test_what_the_text_leaves_unclear_is_asked_even_where_it_gives_one_figure(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = CASES[0].text.replace("不超过2000字", "2000字左右")
    monkeypatch.setattr("sys.stdin", io.StringIO(about))
    code, _, err = run("read", "-", "--yes")
    assert (code, "chars" in err) == (2, True)
    monkeypatch.setattr("sys.stdin", io.StringIO(about))
    code, _, err = run("read", "-", "--yes", "--set", "chars=-")
    assert code == 0, err
    assert open_workspace(folder).notice.limit("document.too_long") is None
