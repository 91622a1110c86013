"""`sixones mark`: what the board and the inbox can mark, as a script types it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from store.db.database import Store
from store.db.decisions import live_decisions
from store.model import FileKind, Params
from store.workspace.workspace import Workspace
from tests.making import ask, make_mail, make_workspace, take_in
from tests.store.judging import DOCUMENT
from tui.cli import main

CAME = datetime(2021, 4, 5, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


@pytest.fixture
def run(place: tuple[Workspace, Store], capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        code = main(["--workspace", str(place[0].folder), "--as", "李老师", "mark", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def data(run: Run, *words: str) -> Any:
    return json.loads(run(*words, "--json")[1])


def acts(store: Store) -> list[tuple[str, str, str, str]]:
    return [(made.act, made.subject, made.reason, made.who) for made in live_decisions(store)]


def test_marks_of_branches_are_those_of_the_board(run: Run, place: tuple[Workspace, Store]) -> None:
    assert run("vet", "B1", "B2", "--by", "王", "--date", "2027-04-01")[0] == 0
    assert run("note", "B3", "--text", "电话说周三补")[0] == 0
    assert run("extend", "B1", "--until", "+2", "--reason", "出差")[0] == 0
    assert run("extend", "B1", "B2", "--units", "--until", "+3", "--reason", "停电")[0] == 0
    assert run("withdraw", "B3", "--reason", "撤并", "--date", "4月2日")[0] == 0
    assert run("due", "sharing", "--until", "2027-05-20")[0] == 0
    assert acts(place[1]) == [
        ("vetted", "branch:B1", "", "李老师"),
        ("vetted", "branch:B2", "", "李老师"),
        ("note", "branch:B3", "", "李老师"),
        ("extend", "branch:B1", "出差", "李老师"),
        ("extend", "sub_committee:U1", "停电", "李老师"),
        ("withdraw", "branch:B3", "撤并", "李老师"),
        ("due", "item:sharing", "", "李老师"),
    ]
    until = [made.payload["until"] for made in live_decisions(place[1]) if made.act == "extend"]
    assert until == ["2027-04-16T09:00:00.000000+00:00", "2027-04-17T09:00:00.000000+00:00"]


def test_an_item_beside_the_six_is_marked_by_its_id(
    run: Run, place: tuple[Workspace, Store]
) -> None:
    workspace, store = place
    file = workspace.folder / workspace.settings.notice
    seventh = {
        "id": "own_7", "number": "7", "title": "主题党日", "short": "党日", "clause": "一.7",
        "words": "开展一次主题党日",
    }  # fmt: skip
    lines = (
        f"{key} = {value if key == 'number' else repr(value)}" for key, value in seventh.items()
    )
    with file.open("a", encoding="utf-8") as out:
        out.write("\n[[own_items]]\n" + "\n".join(lines))
    assert run("item", "own_7", "B1", "B2", "--date", "2027-04-01") == (
        0,
        "已标为完成：2 个党支部。\n",
        "",
    )
    assert run("item", "own_7", "B2", "--not-done")[0] == 0
    assert run("due", "own_7", "--until", "2027-05-20")[0] == 0
    assert main(["--workspace", str(workspace.folder), "status", "--json"]) == 0
    code, _, said = run("item", "own_8", "B1")
    assert code == 2
    assert "own_7" in said
    code, _, said = run("due", "plan", "--until", "2027-05-20")
    assert code == 2
    assert "own_7" in said
    payloads = [made.payload for made in live_decisions(store) if made.act == "own_item"]
    assert [one["done"] for one in payloads] == [True, True, False]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vet", "B9"), "B9"),
        (("withdraw", "B1", "--reason", " "), "理由"),
        (("extend", "B1", "--until", "2021-01-01", "--reason", "x"), "晚于"),
        (("accept", "B1", "--reason", "x"), "没有待认可"),
        (("credit", "file:77", "--branch", "B1"), "file:77"),
        (("undo",), "没有可以撤销"),
    ],
)
def test_what_cannot_be_marked_is_told_and_nothing_is_written(
    run: Run, place: tuple[Workspace, Store], words: tuple[str, ...], said: str
) -> None:
    code, _, err = run(*words)
    assert (code, said in err, acts(place[1])) == (2, True, [])


def test_files_are_listed_credited_set_apart_and_taken_back(
    run: Run, place: tuple[Workspace, Store]
) -> None:
    store = place[1]
    take_in(
        store,
        make_mail("材料", [("方案.docx", "a"), ("广告.pdf", "b")], at=CAME),
        ask(FileKind.PLAN, "B2", "B1"),
        ask(FileKind.OTHER),
    )
    listed = data(run, "files")
    assert [(one["path"], one["candidates"]) for one in listed] == [
        ("方案.docx", ["B2", "B1"]),
        ("广告.pdf", []),
    ]
    plan, spam = (one["id"] for one in listed)
    made = data(run, "credit", plan, "--branch", "B2")
    assert made["marked"] == [plan]
    assert run("not-ours", spam, "--remember")[0] == 0
    assert run("files")[1] == "（没有）\n"
    assert [one["waiting"] for one in data(run, "files", "--all")] == [False, False]
    assert data(run, "undo")["act"] == "undo"
    assert [one["id"] for one in data(run, "files")] == [spam]
    (credited,) = [made for made in live_decisions(store) if made.act == "credit"]
    assert credited.payload == {"branch_ids": ["B2"], "kind": "plan"}


def test_open_findings_are_accepted_with_a_reason(run: Run, place: tuple[Workspace, Store]) -> None:
    store = place[1]
    mail = make_mail("材料", [("方案.docx", "a")], at=CAME)
    measures: dict[str, Params] = {"a": DOCUMENT | {"chars": 1501}}
    take_in(store, mail, ask(FileKind.PLAN, "B1"), measures=measures)
    assert run("credit", "file:1", "--branch", "B1")[0] == 0
    made = data(run, "accept", "B1", "--item", "plan", "--reason", "含目录")
    assert made["marked"] == ["file:1 document.too_long"]
    assert run("accept", "B1", "--reason", "再来")[0] == 2
