"""The board stays fresh by itself, tells what fails, and writes the deadline statement."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.db.sqlite.engine import BUSY_TIMEOUT_MS
from store.errors import MailboxError
from store.intake import record as intake
from store.keeping.freeze import read_frozen
from store.text.wording import load
from store.views.board.types import SyncStatus
from store.workspace.settings import MailSettings
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW
from tests.tui.conftest import Place, make_place, settle, text_of
from tui.app.app import Dashboard
from tui.base.sync_words import age_of

MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def exported(tmp_path: Path) -> Iterator[Place]:
    """A workspace over a folder of mail, last synced four minutes before `NOW`."""
    (tmp_path / "mails").mkdir()
    made = make_place(tmp_path, MailSettings(kind="folder", path=str(tmp_path / "mails")))
    synced(made, NOW - 4 * MINUTE)
    yield made
    made.store.close()


def synced(made: Place, at: datetime, error: str | None = None) -> None:
    intake.record_run(made.store, intake.SyncRun("m", at, at, 0, 0, 0, 0, error))


def mail_arrives(made: Place, subject: str, at: datetime = NOW) -> None:
    mail = EmailMessage()
    mail["From"] = "xinxi@neu.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = subject
    mail["Date"] = at
    mail["Message-ID"] = f"<{at.timestamp()}@neu.example>"
    mail.set_content("见附件")
    mail.add_attachment(
        b"text", maintype="application", subtype="octet-stream", filename=f"{subject}.txt"
    )
    folder = made.workspace.mail_folder
    (folder / f"{len(list(folder.iterdir()))}.eml").write_bytes(mail.as_bytes())


async def second(pilot: Pilot[None]) -> None:
    """Let a second pass on the screen."""
    app = pilot.app
    assert isinstance(app, Dashboard)
    app.poll()
    app.tick()
    await settle(pilot)


async def test_it_syncs_by_itself_every_five_minutes_and_says_what_came(exported: Place) -> None:
    clock = Clock(NOW)
    app = exported.dashboard(clock=clock, by_itself=True)
    mail_arrives(exported, "自动化研究所教工党支部 方案")
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        assert "4 分钟前已同步" in text_of(app)
        assert app.board.said.text == ""
        clock.now = NOW + MINUTE
        await second(pilot)
        await second(pilot)
        assert "新到 1 封" in app.board.said.text
        assert "自动化研究所教工党支部" in app.board.said.text
        assert "刚刚已同步，新到 1 封" in text_of(app)


async def test_a_sync_that_brings_nothing_says_nothing(exported: Place) -> None:
    clock = Clock(NOW + MINUTE)
    app = exported.dashboard(clock=clock, by_itself=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        app.board.said.say("看这里")
        await second(pilot)
        await second(pilot)
        assert app.board.said.text == "看这里"
        assert "刚刚已同步" in text_of(app)


async def test_a_failure_is_told_once_and_the_head_keeps_saying_why(exported: Place) -> None:
    shutil.rmtree(exported.workspace.mail_folder)
    clock = Clock(NOW + MINUTE)
    app = exported.dashboard(clock=clock, by_itself=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        assert str(exported.workspace.mail_folder) in app.board.said.text
        assert "同步失败：找不到文件夹（上次成功：5 分钟前）" in text_of(app)
        app.board.said.say("")
        clock.now += 5 * MINUTE
        await second(pilot)
        await second(pilot)
        assert app.board.said.text == ""
        assert "同步失败：找不到文件夹（上次成功：10 分钟前）" in text_of(app)
        exported.workspace.mail_folder.mkdir()
        clock.now += 5 * MINUTE
        await second(pilot)
        await second(pilot)
        assert "刚刚已同步" in text_of(app)


async def test_what_another_program_synced_makes_the_board_fresh(exported: Place) -> None:
    app = exported.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        synced(exported, NOW)
        await second(pilot)
        assert "刚刚已同步" in text_of(app)


async def test_at_the_deadline_states_turn_and_the_list_is_written_without_a_key(
    exported: Place,
) -> None:
    clock = Clock(DEADLINE - MINUTE)
    synced(exported, DEADLINE - 2 * MINUTE)
    app = exported.dashboard(clock=clock, by_itself=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        assert app.board.view is not None
        assert not app.board.view.rows[0].cell("plan").late
        # It arrives in the last minute, after the last sync.
        mail_arrives(exported, "自动化研究所教工党支部 工作方案", at=DEADLINE - MINUTE / 2)
        clock.now = DEADLINE + timedelta(seconds=1)
        await second(pilot)
        assert app.board.view.rows[0].cell("plan").late
        assert read_frozen(exported.store, exported.workspace) is None
        clock.now = DEADLINE + MINUTE
        await second(pilot)
        await second(pilot)
        frozen = read_frozen(exported.store, exported.workspace)
        assert frozen is not None
        named = [file.path for branch in frozen.branches for file in branch.files]
        named += [file.path for file in frozen.unclaimed]
        assert named == ["自动化研究所教工党支部 工作方案.txt"]
        assert app.board.said.text.startswith(app.wording.say("frozen.written"))


async def test_the_list_is_written_without_the_mailbox_after_an_hour(place: Place) -> None:
    clock = Clock(DEADLINE + 59 * MINUTE)
    app = place.dashboard(clock=clock, by_itself=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        await settle(pilot)
        assert read_frozen(place.store, place.workspace) is None
        clock.now += 5 * MINUTE
        await second(pilot)
        await settle(pilot)
        assert read_frozen(place.store, place.workspace) is not None
        assert app.board.said.text == app.wording.say("frozen.written_without_mail")


async def test_a_stopped_sync_does_not_count_as_a_good_one(exported: Place) -> None:
    synced(exported, DEADLINE + 2 * MINUTE, error="sync.stopped")
    app = exported.dashboard(clock=lambda: DEADLINE + 3 * MINUTE)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        assert "同步失败：中途停下，还没有收全" in text_of(app)


async def test_what_another_window_left_half_way_is_taken_up_at_once(exported: Place) -> None:
    mail_arrives(exported, "自动化研究所教工党支部 方案")
    synced(exported, NOW - MINUTE, error="sync.stopped")
    app = exported.dashboard(clock=Clock(NOW), by_itself=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        await second(pilot)
        assert "刚刚已同步，新到 1 封" in text_of(app)


@OVER_BOTH
async def test_another_window_that_syncs_just_now_is_no_failure(exported: Place) -> None:
    clock = Clock(NOW + MINUTE)
    app = exported.dashboard(clock=clock, by_itself=True)
    with exported.store.exclusive("sync"):
        async with app.run_test(size=(160, 40)) as pilot:
            await settle(pilot)
            await second(pilot)
            assert app.board.said.text == ""
            assert "5 分钟前已同步" in text_of(app)
            await pilot.press("f5")
            await settle(pilot)
            assert "另一个同步正在进行" in app.board.said.text


async def test_without_a_code_the_board_opens_and_says_so(place: Place) -> None:
    def none() -> str:
        raise MailboxError("password.none", user="u", host="h", variable="V")

    app = place.dashboard(password=none, by_itself=True, clock=lambda: NOW + 9 * MINUTE)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await second(pilot)
        assert "同步失败：没有授权码" in text_of(app)
        assert app.board.matrix.current is not None


def _foreign(made: Place) -> None:
    _remove(made)
    other = sqlite3.connect(made.workspace.database_file)
    other.execute("CREATE TABLE theirs (x)")
    other.close()


def _damaged(made: Place) -> None:
    _remove(made)
    made.workspace.database_file.write_bytes(b"no database at all" * 99)


def _remove(made: Place) -> None:
    for file in made.workspace.folder.glob("sixones.db*"):
        file.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"), [(_foreign, "不是 sixones 的"), (_damaged, "不是数据库文件")]
)
async def test_a_database_that_is_none_of_ours_is_told_and_the_board_goes_on(
    exported: Place, spoil: Callable[[Place], None], said: str
) -> None:
    app = exported.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        spoil(exported)
        await pilot.press("f5")
        await settle(pilot)
        assert said in app.board.said.text
        await pilot.press("down")
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.branch.id == "B2"


async def test_a_locked_database_is_told_and_the_board_goes_on(
    exported: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BUSY_TIMEOUT_MS >= 1000
    monkeypatch.setattr("store.db.sqlite.engine.BUSY_TIMEOUT_MS", 50)
    app = exported.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        holder = sqlite3.connect(exported.workspace.database_file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        await pilot.press("ctrl+k", "1", "enter")
        await settle(pilot)
        assert "正被别的程序长时间占用" in app.board.said.text
        holder.execute("ROLLBACK")
        holder.close()
        await pilot.press("ctrl+k", "1", "enter")
        await settle(pilot)
        assert app.board.view is not None
        assert app.board.view.rows[0].cell("eval_form").state == "done"


@pytest.mark.parametrize(
    ("status", "failed", "long", "ink"),
    [
        (SyncStatus(NOW - 14 * MINUTE, 2, None), None, "14 分钟前已同步，新到 2 封", "dim"),
        (SyncStatus(NOW - 16 * MINUTE, 0, None), None, "16 分钟前已同步，新到 0 封", "amber"),
        (SyncStatus(None, 0, None), None, "还没有同步过", "amber"),
        (
            SyncStatus(NOW - MINUTE, 0, "disk.full"),
            None,
            "同步失败：磁盘已满（上次成功：1 分钟前）",
            "amber",
        ),
        (
            SyncStatus(NOW - MINUTE, 0, None),
            "never.heard",
            "同步失败：请按 F5 重试并看提示（上次成功：1 分钟前）",
            "amber",
        ),
    ],
)
def test_the_age_of_the_mail_is_said(
    status: SyncStatus, failed: str | None, long: str, ink: str
) -> None:
    age = age_of(status, failed, NOW, load("zh_CN"))
    assert (age.long, age.ink) == (long, ink)
