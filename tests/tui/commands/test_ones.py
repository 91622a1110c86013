"""Items 3 to 6 on the command line, from the first session to the finished volume."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from store.db.database import Store
from store.db.decisions import live_decisions
from store.items.review import reviewers_of
from store.model import Address, Attachment, FileKind
from store.views.board.credits import all_credits
from store.workspace.workspace import Workspace
from tests.mailsync.volume.cases import case
from tests.making import ask, auto, make_mail, make_workspace, take_in
from tui.cli import main

# Commands read the real clock: what arrives must have arrived by then.
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
        code = main(["--workspace", str(place[0].folder), "--as", "李老师", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def data(run: Run, *words: str) -> Any:
    return json.loads(run(*words, "--json")[1])


def test_sessions_go_out_as_a_table_and_come_back(run: Run, tmp_path: Path) -> None:
    unit = "信息科学与工程学院党委"
    added = data(
        run, "session", "add", "--sub-committee", unit, "--date", "2021-04-02", "--place", "楼",
        "--form", "述职", "--branch", "B1", "B2",
    )  # fmt: skip
    assert run("session", "set", added["session"], "--attendance", "21", "--precautions")[0] == 0
    table = tmp_path / "s.xlsx"
    assert run("session", "export", str(table))[0] == 0
    book = openpyxl.load_workbook(table)
    book.active["K3"] = "代讲"
    book.active.append(["", "某学院", "2021-04-02"])
    book.save(table)
    code, out, err = run("session", "import", str(table))
    assert (code, "1 场" in out, "某学院" in err) == (1, True, True)
    (listed,) = data(run, "session", "list")
    assert listed["speakers"] == {"B1": "secretary", "B2": "deputy"}
    assert (listed["attendance"], listed["precautions"]) == (21, True)
    assert [one["owes"] for one in data(run, "session", "list", "--owing")] == [
        "form",
        "form",
        "session",
    ]
    assert run("session", "set", "S0", "--status", "held")[0] == 2


def test_pasted_addresses_are_recorded_where_they_are_sure(run: Run, tmp_path: Path) -> None:
    pasted = tmp_path / "urls.txt"
    pasted.write_text(
        "巡礼：自动化研究所教工党支部 https://mp.weixin.qq.com/s/1\n"
        "不知是谁 https://mp.weixin.qq.com/s/2\n",
        encoding="utf-8",
    )
    code, out, _ = run("promotion", "paste", str(pasted))
    assert (code, "（不能确定）" in out) == (1, True)
    listed = data(run, "promotion", "list")
    states = {one["id"]: one["channels"]["wechat"]["state"] for one in listed["branches"]}
    assert states == {"B1": "done", "B2": "open", "B3": "open"}
    assert run("promotion", "add", "--channel", "sizheng", "B1")[0] == 2
    assert run("promotion", "excellent", "B1")[0] == 0
    assert run("promotion", "add", "--channel", "sizheng", "--step", "submitted", "B1")[0] == 0
    assert run("promotion", "channel", "校报")[0] == 0
    assert len(data(run, "promotion", "list")["channels"]) == 6


def test_an_article_recorded_by_mistake_is_taken_back(run: Run) -> None:
    _, said, _ = run("promotion", "add", "--url", "https://mp.weixin.qq.com/s/1", "B1")
    assert run("promotion", "withdraw", said.removeprefix("已登记 ").partition("，")[0])[0] == 0
    listed = data(run, "promotion", "list")
    assert {one["channels"]["wechat"]["state"] for one in listed["branches"]} == {"open"}


def test_a_reviewer_leaves_the_panel(place: tuple[Workspace, Store], run: Run) -> None:
    kind = place[0].notice.review.kinds[0]
    _, said, _ = run("review", "reviewer", "专家", "--kind", kind)
    code = said.rpartition(" ")[2].strip("。\n")
    assert run("review", "leave", code)[0] == 0
    assert reviewers_of(live_decisions(place[1]))[code].left


def hand_in(place: tuple[Workspace, Store]) -> None:
    workspace, store = place
    for number, branch_id in enumerate(("B1", "B2", "B3")):
        content = case(number)
        digest = workspace.blobs.put([content]).digest
        mail = make_mail(f"m{number}", at=CAME)
        part = Attachment(f"{branch_id}.docx", digest, "", len(content))
        take_in(store, replace(mail, attachments=(part,)), auto(branch_id, FileKind.PLAN))


def fill_in(pack: Path, folder: Path) -> Path:
    with zipfile.ZipFile(pack) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".xlsx") and "评分表" in n)
        target = folder / name
        target.write_bytes(archive.read(name))
    book = openpyxl.load_workbook(target)
    for row in book.active.iter_rows(min_row=5, min_col=5):
        for cell in row[:-1]:
            if cell.value is None:
                cell.value = 20
        row[-1].value = "很好"
    book.save(target)
    return target


def test_the_review_goes_from_panel_to_results_and_on_to_the_volume(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    hand_in(place)
    assert run("review", "panel")[0] == 1
    for n, kind in enumerate(place[0].notice.review.kinds):
        address = f"r{n}@neu.example"
        assert run("review", "reviewer", f"专家{n}", "--kind", kind, "--address", address)[0] == 0
    assert run("review", "panel")[0] == 0
    assert run("review", "assign", "--per-branch", "2")[0] == 0
    packs = tmp_path / "packs"
    assert run("review", "packs", str(packs), "--by", "2027-05-10")[0] == 0
    owed = data(run, "review", "remind")
    assert [one["text"].count("党支部") for one in owed["letters"]] == [2, 2, 2]
    assert data(run, "remind", "--round", "scores")["digest"] == owed["digest"]
    sheets = [fill_in(pack, tmp_path) for pack in sorted(packs.glob("*.zip"))]
    assert len(sheets) == 3
    for sheet in sheets:
        assert run("review", "read", str(sheet))[0] == 0
    owed = data(run, "review", "remind")
    assert (owed["letters"], [one["reason"] for one in owed["dropped"]]) == ([], ["scored"] * 3)
    results = data(run, "review", "list")
    assert [(one["state"], one["received"]) for one in results] == [("done", 2)] * 3
    assert results[0]["mean"] == 80.0
    assert results[0]["comments"] == ["很好", "很好"]
    assert run("volume", "choose", "selected", "B1", "B3")[0] == 0
    assert run("volume", "choose", "not_selected", "B2")[0] == 2
    assert run("volume", "choose", "not_selected", "B2", "--reason", "篇幅所限")[0] == 0
    assert run("volume", "training", "B2", "--yes")[0] == 0
    made = data(run, "volume", "build", str(tmp_path / "out"))
    assert [one["branch"] for one in made["chapters"]] == ["B1", "B3"]
    assert Path(made["docx"]).is_file()
    (built,) = data(run, "volume", "history")
    assert (built["chapters"], built["changes"]) == (2, [])
    sheet = data(run, "volume", "list")
    assert [one["choice"] for one in sheet] == ["selected", "not_selected", "selected"]
    assert sheet[1]["training"]
    listed = run("volume", "list")[1].splitlines()
    assert [line.endswith("培训班推荐") for line in listed] == [False, True, False]


@pytest.mark.parametrize("words", [("choose", "selected", "B1"), ("training", "B1")])
def test_what_speaks_against_a_choice_asks_and_where_nobody_can_be_asked_is_refused(
    place: tuple[Workspace, Store], run: Run, words: tuple[str, ...]
) -> None:
    code, _, said = run("volume", *words)
    assert code == 2
    assert "没有收到" in said
    assert "--yes" in said
    assert live_decisions(place[1]) == ()
    assert run("volume", *words, "--yes")[0] == 0
    assert len(live_decisions(place[1])) == 1


def test_packs_for_letters_are_made_and_their_letters_planned(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    hand_in(place)
    run("review", "reviewer", "专家甲", "--kind", "党务干部", "--address", "r0@neu.example")
    run("review", "reviewer", "专家乙", "--kind", "党务干部")
    run("review", "assign", "--per-branch", "2")
    assert run("review", "packs")[0] == 2
    assert run("review", "packs", str(tmp_path), "--mail")[0] == 2
    made = data(run, "review", "packs", "--mail", "--by", "2021-05-10")
    assert [(one["way"], one["cases"], one["return_by"]) for one in made] == [
        ("mail", 3, "2021-05-10")
    ] * 2
    plan = data(run, "remind", "--round", "pack")
    (letter,) = plan["letters"]
    assert letter["files"] == [
        {key: made[0][key] for key in ("sha256", "size_bytes")} | {"name": made[0]["file"]}
    ]
    assert [one["reason"] for one in plan["dropped"]] == ["no_reviewer_address"]
    code, out, _ = run("remind", "--round", "pack", "--dry-run")
    assert code == 0
    assert f"附件：{made[0]['file']}" in out
    assert [one["reason"] for one in data(run, "review", "remind")["dropped"]] == [
        "pack_first", "no_reviewer_address",
    ]  # fmt: skip
    # Handed over after all: no letter any more.
    handed = data(run, "review", "packs", str(tmp_path / "stick"))
    assert {one["way"] for one in handed} == {"stick"}
    assert data(run, "remind", "--round", "pack")["letters"] == []
    assert len(data(run, "review", "remind")["letters"]) == 1


def test_a_sheet_with_a_mistake_is_not_taken_unless_partly(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    run("review", "reviewer", "专家", "--kind", "党务干部")
    run("review", "assign", "--per-branch", "1")
    run("review", "packs", str(tmp_path / "p"))
    sheet = fill_in(next((tmp_path / "p").glob("*.zip")), tmp_path)
    book = openpyxl.load_workbook(sheet)
    book.active.cell(5, 5).value = 99
    book.save(sheet)
    code, out, _ = run("review", "read", str(sheet))
    assert (code, "应在 0 到 25 分之间" in out) == (1, True)
    assert [one["received"] for one in data(run, "review", "list")] == [0, 0, 0]
    run("review", "read", "--partly", str(sheet))
    assert [one["received"] for one in data(run, "review", "list")] == [0, 1, 1]


def test_forms_that_came_by_mail_are_listed_and_bound(
    place: tuple[Workspace, Store], run: Run
) -> None:
    take_in(place[1], make_mail("表", [("评价表.docx", "f")], at=CAME), ask(FileKind.EVAL_FORM))
    unit = "信息科学与工程学院党委"
    added = data(
        run, "session", "add", "--sub-committee", unit, "--date", "2021-04-02", "--place", "楼",
        "--form", "述职", "--branch", "B1",
    )  # fmt: skip
    (listed,) = data(run, "form", "list")
    assert (listed["waiting"], listed["session"]) == (True, None)
    assert run("form", "bind", listed["file"], added["session"])[0] == 0
    assert data(run, "form", "list")[0]["session"] == added["session"]
    assert run("form", "bind", "file:99", added["session"])[0] == 2


def mail_in(place: tuple[Workspace, Store], name: str, sheet: Path, sender: str) -> None:
    """A returned sheet arrives by mail; the matcher makes nothing of it and asks."""
    workspace, store = place
    content = sheet.read_bytes()
    part = Attachment(sheet.name, workspace.blobs.put([content]).digest, "", len(content))
    mail = replace(make_mail(name, at=CAME), sender=Address("专家", sender), attachments=(part,))
    take_in(store, mail, ask(FileKind.OTHER))


def waiting(store: Store) -> int:
    """How many files wait for a person."""
    found = all_credits(store, live_decisions(store), as_of=datetime.now(UTC))
    return sum(one.waiting for one in found)


def test_a_sheet_that_came_by_mail_is_read_and_off_the_queue(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    for number in range(2):
        address = f"r{number}@neu.example"
        run("review", "reviewer", f"专家{number}", "--kind", "党务干部", "--address", address)
    run("review", "assign", "--per-branch", "2")
    run("review", "packs", str(tmp_path / "p"))
    panel = {one["address"]: one["id"] for one in data(run, "review", "panel")["reviewers"]}
    sheets = {
        address: fill_in(next((tmp_path / "p").glob(f"*{name}*.zip")), tmp_path)
        for address, name in panel.items()
    }
    mail_in(place, "一", sheets["r0@neu.example"], "R0@neu.example")
    mail_in(place, "二", sheets["r1@neu.example"], "r0@neu.example")
    assert waiting(place[1]) == 2
    told = {one["taken"]: one["problems"] for one in data(run, "review", "read")}
    assert told[3] == []
    assert [one["code"] for one in told[0]] == ["sheet.other_reviewer"]
    assert waiting(place[1]) == 1
    assert [one["received"] for one in data(run, "review", "list")] == [1, 1, 1]
    assert [one["file"] for one in data(run, "review", "read")] == [sheets["r1@neu.example"].name]


def filled_by(pack: Path, folder: Path, points: int) -> Path:
    """A copy of a pack's sheet with the same points everywhere."""
    sheet = fill_in(pack, folder)
    book = openpyxl.load_workbook(sheet)
    for row in book.active.iter_rows(min_row=5, min_col=5):
        for cell in row[:-1]:
            cell.value = points if cell.value == 20 else cell.value
    book.save(sheet)
    return sheet


def test_of_two_sheets_that_came_by_mail_the_later_one_has_the_last_word(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    run("review", "reviewer", "专家", "--kind", "党务干部", "--address", "r0@neu.example")
    run("review", "assign", "--per-branch", "1")
    run("review", "packs", str(tmp_path / "p"))
    pack = next((tmp_path / "p").glob("*.zip"))
    mail_in(place, "一", filled_by(pack, tmp_path, 10), "r0@neu.example")
    mail_in(place, "二", filled_by(pack, tmp_path, 15), "r0@neu.example")
    assert [one["taken"] for one in data(run, "review", "read")] == [3, 3]
    assert {one["mean"] for one in data(run, "review", "list")} == {60.0, 62.5}
    # The first one is read and not read again over the second.
    assert data(run, "review", "read") == []
    assert {one["mean"] for one in data(run, "review", "list")} == {60.0, 62.5}


def test_the_empty_sheet_for_word_beside_the_filled_one_for_excel_is_no_complaint(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    workspace, store = place
    run("review", "reviewer", "专家", "--kind", "党务干部", "--address", "r0@neu.example")
    run("review", "assign", "--per-branch", "1")
    run("review", "packs", str(tmp_path / "p"))
    pack = next((tmp_path / "p").glob("*.zip"))
    sheet = fill_in(pack, tmp_path)
    with zipfile.ZipFile(pack) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".docx") and "评分表" in n)
        empty = archive.read(name)
    blobs = workspace.blobs
    parts = tuple(
        Attachment(f"{pack.name}/{name}", blobs.put([content]).digest, "", len(content))
        for name, content in ((name, empty), (sheet.name, sheet.read_bytes()))
    )
    mail = replace(
        make_mail("整包", at=CAME), sender=Address("专家", "r0@neu.example"), attachments=parts
    )
    take_in(store, mail, ask(FileKind.OTHER), ask(FileKind.OTHER))
    told = data(run, "review", "read")
    assert [(one["taken"], one["problems"]) for one in told] == [(3, [])]
    assert waiting(store) == 0
    assert data(run, "review", "read") == []


def test_an_empty_sheet_alone_is_told(
    place: tuple[Workspace, Store], run: Run, tmp_path: Path
) -> None:
    run("review", "reviewer", "专家", "--kind", "党务干部", "--address", "r0@neu.example")
    run("review", "assign", "--per-branch", "1")
    run("review", "packs", str(tmp_path / "p"))
    with zipfile.ZipFile(next((tmp_path / "p").glob("*.zip"))) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".docx") and "评分表" in n)
        (tmp_path / name).write_bytes(archive.read(name))
    mail_in(place, "空表", tmp_path / name, "r0@neu.example")
    (told,) = data(run, "review", "read")
    assert (told["taken"], {one["code"] for one in told["problems"]}) == (0, {"sheet.blank"})
