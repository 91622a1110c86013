"""Files taken in by hand and links fetched, as a person does it on the screens."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.widgets import Input

from mailsync.net.web import Answer
from store.model import Address, FileKind, Link
from tests.making import NOW, ask, auto, make_mail, take_in
from tests.servers.https_server import FileServer, file_server
from tests.tui.conftest import Place, press, settle, text_of
from tui.app.app import Dashboard
from tui.base.browsing import can_browse
from tui.base.given_paths import newest_downloads, read_paths
from tui.dialogs.add_files import AddFilesScreen
from tui.places.links import LinksPlace
from tui.widgets.lines_below import Said

URL = "https://mail.163.com/large-attachment-download/index.html?file="


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server(b"film" * 1000, "mail.163.com") as served:
        yield served


@pytest.fixture
def linked(place: Place) -> Place:
    """One link of each sort beside that of the board."""
    links = [
        Link(
            URL + "sure",
            "mail.163.com",
            "成果视频[bold].mp4",
            4000,
            NOW + timedelta(days=2, hours=5),
        ),
        Link(URL + "whose", "mail.163.com", "宣传片.mp4", 300_000_000, NOW + timedelta(days=9)),
        Link("https://pan.baidu.com/s/1x", "pan.baidu.com", "资料 提取码: ab12", fetchable=False),
        Link(URL + "old", "mail.163.com", "旧视频.mp4", 9_000_000, NOW - timedelta(days=1)),
    ]
    take_in(
        place.store,
        make_mail("视频网址", links=links, at=NOW - timedelta(hours=30)),
        auto("B3", FileKind.VIDEO),
        ask(FileKind.VIDEO, "B5", "B6"),
        auto("B7", FileKind.SUPPORT),
        auto("B2", FileKind.VIDEO),
    )
    return place


def state(app: Dashboard, branch_id: str, column: str) -> str:
    assert app.board.view is not None
    row = next(row for row in app.board.view.rows if row.branch.id == branch_id)
    return str(row.cell(column).state)


def field(app: Dashboard, name: str) -> Input:
    return app.screen.query_one(f"#{name}", Input)


async def test_a_file_from_a_stick_is_taken_in_on_the_board_and_undone(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "评价表 盖章.txt").write_text("表", encoding="utf-8")
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "insert")
        assert isinstance(app.screen, AddFilesScreen)
        field(app, "files").value = f"'{tmp_path / '评价表 盖章.txt'}'"
        await press(pilot, "ctrl+s")
        assert "已收下 1 个文件（评价表）" in app.board.said.text
        assert state(app, "B3", "eval_form") == "done"
        await press(pilot, "ctrl+z")
        assert state(app, "B3", "eval_form") == "open"
        assert "收下送来的文件" in app.board.said.text


@pytest.mark.parametrize(
    ("files", "received", "said"),
    [
        ("", None, "请写文件的路径"),
        ("没有.docx", None, "没有文件 没有.docx"),
        (".", None, "没有文件 ."),
        (__file__, "某天", "无法识别时间“某天”"),
        (__file__, "2099-01-01", "2099-01-01 还没有到"),
    ],
)
async def test_what_cannot_be_meant_is_said_in_the_form(
    place: Place, files: str, received: str | None, said: str
) -> None:
    before = place.store.revision()
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "insert")
        field(app, "files").value = files
        if received is not None:
            field(app, "received").value = received
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, AddFilesScreen)
        assert said in app.screen.query_one(Said).text
        await press(pilot, "escape")
        assert place.store.revision() == before


async def test_links_are_listed_by_expiry_with_what_is_known_of_them(linked: Place) -> None:
    app = linked.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash")
        shown = text_of(app)
        order = [
            shown.index(name) for name in ("成果视频[bold]", "成果视频.mp4", "宣传片", "旧视频")
        ]
        assert order == sorted(order)
        assert "急 1" in shown
        assert "急：04-12 22:00 到期" in shown
        assert URL + "sure" in shown
        assert "来信：xinxi@neu.example" in shown
        assert "提取码: ab12" in shown


async def test_hostile_text_in_a_link_stays_text_in_its_line(place: Place) -> None:
    nasty = "[bold]\x1b[31m\u202egnp.\u200b\u200d" + "长" * 300
    link = Link(URL + "\x1b]0;x\x07", "h[/].example", nasty, 5, NOW + timedelta(days=1))
    mail = replace(
        make_mail(nasty, links=[link]), sender=Address(nasty, "a\x07@b.example"), subject=nasty
    )
    take_in(place.store, mail, auto("B1", FileKind.VIDEO))
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash")
        for keys in ((), ("insert",)):
            await press(pilot, *keys)
            shown = text_of(app)
            assert not any(mark in shown for mark in "\x1b\x07\u202e\u200b\u200d")
            assert "[bold]" in shown
            assert all(cell_len(line) == 80 for line in shown.split("\n"))


async def test_a_key_fetches_the_file_and_settles_the_link(
    linked: Place, server: FileServer
) -> None:
    app = linked.dashboard(opener=server.open)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        assert state(app, "B3", "video") == "link"
        await press(pilot, "ctrl+backslash", "enter")
        await settle(pilot)
        await settle(pilot)
        assert "已收下 1 个文件（视频）" in app.place.said.text
        assert "成果视频[bold]" not in text_of(app)
        assert not list(linked.workspace.spool.glob("*.part*"))
        await press(pilot, "f2")
        assert state(app, "B3", "video") != "link"
    row = linked.store.rows("SELECT path FROM files ORDER BY id DESC LIMIT 1")[0]
    assert row["path"] == "成果视频[bold].mp4"


async def test_a_fetched_file_whose_owner_is_open_is_asked_about(
    linked: Place, server: FileServer
) -> None:
    app = linked.dashboard(opener=server.open)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash", "down", "down")
        place = app.place
        assert isinstance(place, LinksPlace)
        assert place.current is not None
        assert place.current.name == "宣传片.mp4"
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, AddFilesScreen)
        await press(pilot, "right", "ctrl+s")
        await settle(pilot)
        assert "已收下 1 个文件" in app.place.said.text
        await press(pilot, "f2")
        assert state(app, "B6", "video") != "missing"
        assert state(app, "B5", "video") == "missing"


async def test_in_the_inbox_one_key_binds_the_file_of_a_link(linked: Place, tmp_path: Path) -> None:
    (tmp_path / "宣传片.mp4").write_bytes(b"film")
    app = linked.dashboard()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f3")
        while "宣传片.mp4" not in text_of(app):
            await press(pilot, "tab")
        await press(pilot, "insert")
        assert isinstance(app.screen, AddFilesScreen)
        assert "宣传片.mp4" in text_of(app)
        field(app, "files").value = str(tmp_path / "宣传片.mp4")
        field(app, "other").value = "jxsj"
        await settle(pilot)
        assert "记到：机械设计系教工党支部" in app.screen.query_one(Said).text
        await press(pilot, "ctrl+s")
        assert "已收下 1 个文件（视频）" in app.place.said.text
    made = linked.store.rows("SELECT payload FROM decisions WHERE act = 'take_in'")
    assert '"link":"link:3"' in made[0]["payload"]
    assert '"B4"' in made[0]["payload"]


async def test_a_share_is_never_fetched(linked: Place, server: FileServer) -> None:
    app = linked.dashboard(opener=server.open)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash", "down", "down", "down", "enter")
        assert "无法打开浏览器" in app.place.said.text
        await press(pilot, "ctrl+k", "1")
        assert "pan.baidu.com 的文件只能用浏览器打开" in app.place.said.text
        assert server.asked == []


async def test_esc_stops_a_fetch_and_the_list_goes_on(linked: Place) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(_url: str, _headers: Mapping[str, str]) -> Answer:
        asked.set()
        go_on.wait(20)
        return Answer(200, {"Content-Length": "9"}, lambda _n: b"x", lambda: None)

    app = linked.dashboard(opener=slow)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash")
        await pilot.press("enter")
        while not asked.is_set():
            await pilot.pause()
        await pilot.press("down")
        await pilot.press("escape")
        go_on.set()
        await settle(pilot)
        await settle(pilot)
        assert "已停止" in app.place.said.text


async def test_a_failing_fetch_is_one_sentence(linked: Place, server: FileServer) -> None:
    server.status = 404
    app = linked.dashboard(opener=server.open)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash", "enter")
        await settle(pilot)
        assert "文件已不在（404）" in app.place.said.text
        await press(pilot, "down")
        assert app.place.said.text


async def test_a_key_opens_the_link_in_the_browser(
    linked: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    monkeypatch.setattr("webbrowser._tryorder", None)
    app = linked.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash", "ctrl+o")
        assert (tmp_path / "opened").read_text(encoding="utf-8") == URL + "sure"


async def test_without_a_browser_the_address_is_copied(
    linked: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not can_browse({})
    app = linked.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+backslash", "ctrl+o")
        assert app.clipboard == URL + "sure"


def test_paths_are_read_as_terminals_paste_them(tmp_path: Path) -> None:
    spaced = tmp_path / "a b; c.docx"
    spaced.write_text("", encoding="utf-8")
    assert read_paths(f" {spaced} ") == (spaced,)
    assert read_paths(f"'{spaced}'") == (spaced,)
    assert read_paths(spaced.as_uri()) == (spaced,)
    assert read_paths("a.docx；b.docx;c.docx") == (Path("a.docx"), Path("b.docx"), Path("c.docx"))
    assert read_paths(r"/x/a\ b.docx '/y/c d.docx'") == (Path("/x/a b.docx"), Path("/y/c d.docx"))
    assert read_paths("it's") == (Path("it's"),)
    assert read_paths("  ") == ()
    assert read_paths("~/x.docx") == (Path.home() / "x.docx",)


def test_the_newest_download_comes_first_and_half_ones_do_not(tmp_path: Path) -> None:
    import os

    for age, name in enumerate(("new.mp4", "half.mp4.crdownload", "old.mp4", ".hidden")):
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (10_000 - age, 10_000 - age))
    assert [path.name for path in newest_downloads(tmp_path)] == ["new.mp4", "old.mp4"]
    assert newest_downloads(tmp_path / "none") == ()


async def test_a_branch_on_a_screen_of_its_own_is_marked_by_the_boards_keys(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert app.screen is not app.place
        await press(pilot, "ctrl+k", "1", "enter")
        assert state(app, "B1", "eval_form") == "done"
        await press(pilot, "down", "enter", "insert")
        assert isinstance(app.screen, AddFilesScreen)
        assert "本科生第三党支部" in text_of(app)
