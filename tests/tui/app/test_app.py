from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from store.db.decisions import Marking
from store.items.sessions import receive_forms
from store.model import Branch, SubCommittee
from store.workspace.settings import MailSettings
from tests.engines import OVER_BOTH
from tests.making import NOW, add_roster
from tests.tui.conftest import Place, make_place, press, settle, text_of
from tui.app.app import Dashboard
from tui.board.branch_screen import BranchScreen
from tui.board.matrix import Matrix
from tui.dialogs.session_form import SessionScreen


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[Place]:
    """A workspace over a folder with three mails."""
    mails = tmp_path / "mails"
    mails.mkdir()
    for number in range(3):
        mail = EmailMessage()
        mail["From"] = "xinxi@neu.example"
        mail["To"] = "zzb@neu.example"
        mail["Subject"] = f"自动化研究所教工党支部 材料 {number}"
        mail["Date"] = "Thu, 08 Apr 2027 10:00:00 +0800"
        mail["Message-ID"] = f"<{number}@neu.example>"
        mail.set_content("见附件")
        (mails / f"{number}.eml").write_bytes(mail.as_bytes())
    made = make_place(tmp_path, MailSettings(kind="folder", path=str(mails)))
    yield made
    made.store.close()


def board_said(app: Dashboard) -> str:
    return app.board.said.text


async def test_the_cursor_begins_at_a_branch_and_stops_at_sub_committees_too(
    place: Place,
) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(10):
            current, unit = app.board.matrix.current, app.board.matrix.unit
            seen.append(current.branch.id if current is not None else unit and unit.id)
            await pilot.press("down")
        assert seen == ["B1", "B2", "B3", "U2", "B4", "B5", "B6", "U3", "B7", "B7"]


async def test_the_panel_shows_files_reasons_and_history_of_the_branch(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 60)) as pilot:
        await settle(pilot)
        shown = text_of(app)
        assert "第 2 稿（现用）" in shown
        # Wrapped within the panel, but never read as markup.
        assert "[bold]" in shown
        assert "归属依据" in shown
        assert "登记分享交流" in shown


async def test_one_key_marks_the_form_and_ctrl_z_takes_it_back(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+k", "1", "enter")
        assert app.board.view is not None
        assert app.board.view.rows[0].cell("eval_form").state == "done"
        assert app.board.view.rows[0].cell("sharing").state == "done"
        # One form serves the whole session.
        assert app.board.view.rows[1].cell("sharing").state == "done"
        await press(pilot, "ctrl+z")
        assert app.board.view.rows[0].cell("eval_form").state == "open"
        assert "登记评价表" in board_said(app)


async def test_a_form_that_is_in_is_not_marked_twice(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+k", "1", "enter", "ctrl+k", "1", "enter")
        assert board_said(app) == app.wording.say("form.already")


async def test_a_session_is_recorded_for_the_selected_branches(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *["down"] * 4, "space", "space", "ctrl+n")
        assert isinstance(app.screen, SessionScreen)
        await press(pilot, "tab", *"C301", "ctrl+s")
        assert app.board.view is not None
        assert [row.branch.id for row in app.board.view.rows if row.cell("sharing").detail] == [
            "B1",
            "B2",
            "B4",
            "B5",
        ]
        assert "2 个党支部" in board_said(app)


async def test_a_wrong_date_is_told_and_nothing_is_recorded(place: Place) -> None:
    before = place.store.revision()
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+n", "end", "x", "ctrl+s")
        assert isinstance(app.screen, SessionScreen)
        await press(pilot, "escape")
        assert place.store.revision() == before


async def test_branches_of_two_sub_committees_are_no_session(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "space", "space", "ctrl+n")
        assert app.screen is app.board
        assert board_said(app) == app.wording.say("session.one_unit")


@OVER_BOTH
async def test_what_another_window_did_appears(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        receive_forms(
            place.store,
            ["branch:B7"],
            on_paper=True,
            day=NOW.date(),
            marking=Marking(NOW, "王老师"),
        )
        # A server tells who listens a moment after it told the writer.
        for _ in range(100):
            app.poll()
            await settle(pilot)
            if app.board.matrix.rows[-1].cell("eval_form").state == "done":
                break
        assert app.board.matrix.rows[-1].cell("eval_form").state == "done"


async def test_f5_syncs_and_says_what_came(exported: Place) -> None:
    app = exported.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        assert board_said(app).startswith(app.wording.say("sync.done", n=3))
        await press(pilot, "f5")
        assert board_said(app).startswith(app.wording.say("sync.done", n=0))


async def test_keys_work_while_a_sync_waits_and_esc_stops_it(place: Place) -> None:
    connecting, answer = threading.Event(), threading.Event()

    def slow_password() -> str:
        connecting.set()
        answer.wait(20)
        return ""

    app = place.dashboard(password=slow_password)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f5")
        while not connecting.is_set():
            await pilot.pause()
        await pilot.press("down", "down")
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.branch.id == "B3"
        await pilot.press("escape")
        assert board_said(app) == app.wording.say("sync.stopping")
        answer.set()
        await settle(pilot)
        assert app.screen is app.board


@pytest.mark.parametrize("size", [(160, 40), (80, 24)])
async def test_a_mailbox_out_of_reach_is_told_in_one_sentence(
    place: Place, size: tuple[int, int]
) -> None:
    app = place.dashboard()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        assert board_said(app).startswith("连不上邮箱服务器 127.0.0.1:9")
        shown = text_of(app)
        assert "同步失败：连不上服务器（上次成功：2 分钟前）" in shown
        assert "已收到的材料不受影响。" in shown.replace("\n", "").replace(" ", "")


async def test_the_counts_of_two_syncs_never_stand_side_by_side(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        app._say_sync(app.wording.say("sync.done", n=19), "done")
        app.board.said.say(f"{board_said(app)} 新到 2 件：教工党支部。", "blue")
        await press(pilot, "f3")
        app._say_sync(app.wording.say("sync.done", n=11), "done")
        assert "新到 11 封" in text_of(app)
        await press(pilot, "f2")
        assert "19" not in board_said(app)
        assert "新到 2 件" in board_said(app)


async def test_an_unexpected_failure_of_a_worker_is_one_sentence(place: Place) -> None:
    def broken() -> str:
        raise RuntimeError("牙[bold]疼[/bold]")

    app = place.dashboard(password=broken)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f5")
        assert "RuntimeError: 牙[bold]疼[/bold]" in board_said(app)
        # The board goes on.
        await press(pilot, "down", "ctrl+k", "1", "enter")
        assert "评价表" in board_said(app)


async def test_a_database_that_fails_is_one_sentence(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        place.workspace.database_file.with_name("sixones.db-wal").unlink(missing_ok=True)
        place.workspace.database_file.write_bytes(b"no database at all" * 1000)
        await press(pilot, "ctrl+k", "1", "enter")
        assert str(place.workspace.database) in board_said(app)


async def test_hostile_names_stay_visible_text_within_their_cell(place: Place) -> None:
    add_roster(
        place.store,
        [SubCommittee("U9", "[red]党委[/red]\x1b[31m")],
        [Branch("B9", "U9", "[blink]\x1b]0;x\x07\u202e" + "长" * 300)],
    )
    app = place.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end")
        shown = text_of(app)
        assert "[red]党委[/red]<U+001B>[31m" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        rows = [line for line in shown.splitlines() if "[bli.." in line]
        assert len(rows) == 1
        assert rows[0].count("缺") == 2
        await press(pilot, "enter")
        assert isinstance(app.screen, BranchScreen)
        assert "[blink]<U+001B>]0;x<U+0007><U+202E>" in text_of(app).replace("\n", "")


async def test_the_deadline_turns_states_without_a_key(place: Place) -> None:
    now = NOW + timedelta(days=4)
    moments = iter([now])
    app = place.dashboard(clock=lambda: next(moments, now + timedelta(seconds=1)))
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        app.tick()
        await settle(pilot)
        assert app.board.view is not None
        assert app.board.view.rows[2].cell("plan").late


async def test_a_click_chooses_a_branch_and_a_key_name(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.click(Matrix, offset=(10, 3))
        await settle(pilot)
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.branch.id == "B3"
        await pilot.click("#keys", offset=(2, 0))
        await settle(pilot)
        assert app.screen is not app.board


def test_nothing_heavy_is_imported_before_the_first_paint(place: Place) -> None:
    script = """
import asyncio, sys
from pathlib import Path
from store.workspace.workspace import open_workspace
from tui.app.app import Dashboard

seen = []
class Watched(Dashboard):
    def begin(self):
        seen.extend(sys.modules)
        self.exit()

async def main():
    app = Watched(open_workspace(Path(sys.argv[1])), language="en", who="x", password=str)
    async with app.run_test(size=(160, 40)) as pilot:
        while not seen:
            await pilot.pause()
asyncio.run(main())
heavy = "docx openpyxl xlsxwriter ffmpeg imaplib2 sqlite_utils keyring jinja2 pypdfium2"
print(sorted({name.partition(".")[0] for name in seen} & {"mailsync", *heavy.split()}))
"""
    assert _printed(script, place) == "[]"


def test_no_reader_of_files_is_imported_before_the_rows_of_the_board(place: Place) -> None:
    script = """
import asyncio, sys
from pathlib import Path
from store.workspace.workspace import open_workspace
from tui.app.app import Dashboard

async def main():
    workspace = open_workspace(Path(sys.argv[1]))
    app = Dashboard(workspace, language="en", who="x", password=str, by_itself=False)
    async with app.run_test(size=(160, 40)) as pilot:
        while not app.opened:
            await pilot.pause()
        print([one for one in sys.modules if one.startswith(readers)])
readers = ("mailsync.examine.video.", "mailsync.examine.documents.", "mailsync.filetype.")
asyncio.run(main())
"""
    assert _printed(script, place) == "[]"


def _printed(script: str, place: Place) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(place.workspace.folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout.strip()
