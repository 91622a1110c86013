"""The board of several people: what is new, taken along, decided twice; and hostile mail."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from msgspec.structs import replace
from textual.message import Message

from store.db.decisions import Marking, live_decisions
from store.decisions import marks
from store.letters.events import approve, save_plan
from store.letters.letter import Letter, LetterPlan, Reason, Recipient, with_id
from store.model import Address, Branch, FileKind, Link, State, SubCommittee
from store.views.board.finding import Wanted
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, add_roster, auto, make_mail, take_in
from tests.tui.board_pilot import NARROW, WIDE, opened, press, state
from tests.tui.conftest import Place, settle, text_of
from tui.board.branch_panel import BranchPanel
from tui.board.branch_screen import BranchScreen

# -- what is new --------------------------------------------------------------------------------


async def test_arrivals_are_announced_and_marked_until_seen(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        take_in(
            place.store,
            make_mail("流通", [("方案.docx", "lt")]),
            auto("B7", FileKind.PLAN),
            measures={"lt": {"chars": 1000}},
        )
        app.poll()
        await settle(pilot)
        assert "新到 1 件：流通部党支部" in app.board.said.text
        await press(pilot, "0")
        # The panel has shown it by now: it is new no more.
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.fresh == 0
    again = place.dashboard()
    async with opened(again):
        assert "新到" not in again.board.said.text


async def test_all_that_is_new_is_marked_as_seen_at_once(place: Place) -> None:
    app = place.dashboard()
    async with opened(app, NARROW) as pilot:
        for number in range(3):
            take_in(
                place.store,
                make_mail(f"新{number}", [("x", str(number))]),
                auto("B7", FileKind.PLAN),
            )
        app.poll()
        await settle(pilot)
        assert app.board.matrix.rows[-1].fresh == 3
        await app.board.run_action("all_seen")
        await settle(pilot)
        assert app.board.matrix.rows[-1].fresh == 0


# -- taking along -------------------------------------------------------------------------------


async def test_rows_are_copied_as_text_and_as_a_table_and_written_to_a_file(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "ctrl+c", "1")
        assert "自动化研究所教工党支部  工作方案 已完成 1438字" in app.clipboard
        await press(pilot, "ctrl+c", "2")
        assert app.clipboard.splitlines()[1].split("\t")[1] == "自动化研究所教工党支部"
        await press(pilot, "ctrl+c", "3")
        (file,) = (place.workspace.folder / "exports").iterdir()
        assert "自动化研究所教工党支部" in file.read_text(encoding="utf-8-sig")


async def test_a_file_that_cannot_be_written_is_told(place: Place) -> None:
    (place.workspace.folder / "exports").write_text("a file in the way", encoding="utf-8")
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "ctrl+c", "3")
        assert "exports" in app.board.said.text
        await press(pilot, "ctrl+k", "1", "enter")
        assert "评价表" in app.board.said.text


async def test_a_name_that_is_a_formula_is_none_in_a_table(place: Place) -> None:
    add_roster(place.store, [SubCommittee("U9", "=cmd()党委")], [Branch("B9", "U9", "+1\t支部")])
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "end", "space", "ctrl+c", "2")
        cells = app.clipboard.splitlines()[-1].split("\t")
        assert cells[:2] == ["'=cmd()党委", "'+1<U+0009>支部"]


# -- two windows --------------------------------------------------------------------------------


@OVER_BOTH
async def test_what_one_window_does_appears_in_the_other_within_two_seconds(place: Place) -> None:
    one = place.dashboard()
    async with opened(one):
        other = place.dashboard()
        async with opened(other) as pilot:
            await pilot.press("ctrl+k", "1", "enter")
            started = monotonic()
            while state(one, "B1", "eval_form") is not State.DONE:
                assert monotonic() - started < 2.0
                await pilot.pause(0.02)


@OVER_BOTH
async def test_two_windows_deciding_on_the_same_lose_nothing(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+e", *"+2", "enter", *"我先答应的")
        # Another person extends the same branch while the form is open.
        marks.extend(
            place.store,
            ["branch:B1"],
            DEADLINE + timedelta(days=5),
            deadline=DEADLINE,
            reason="书记住院",
            marking=Marking(NOW, "王老师"),
        )
        await press(pilot, "enter")
        assert "王老师 在 17:00:00 已经处理过 自动化研究所教工党支部（延期）" in app.board.said.text
        assert app.board.matrix.rows[0].limit == DEADLINE + timedelta(days=5)
        # What was typed is still there; now it is a decision on what is seen.
        await press(pilot, "ctrl+e", "ctrl+s")
        assert app.board.matrix.rows[0].limit == DEADLINE + timedelta(days=2)
        reasons = [made.reason for made in live_decisions(place.store) if made.act == "extend"]
        assert reasons == ["书记住院", "我先答应的"]


# -- hostile mail -------------------------------------------------------------------------------


HOSTILE = "[red]x[/red]\x1b[31m\x1b]0;t\x07\u202e\u200b\u200d" + "长" * 300


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_hostile_text_of_mail_stays_visible_text_on_board_and_branch(
    place: Place, size: tuple[int, int]
) -> None:
    mail = replace(
        make_mail(
            HOSTILE,
            [(f"{HOSTILE}.zip/{HOSTILE}.docx", "bad")],
            links=[Link(f"https://x.example/{HOSTILE}", HOSTILE, HOSTILE, 1, NOW)],
        ),
        sender=Address(HOSTILE, f"{HOSTILE}@x.example"),
        body=HOSTILE,
    )
    take_in(place.store, mail, auto("B1", FileKind.PLAN), auto("B1", FileKind.VIDEO))
    marks.note(place.store, ["B1"], HOSTILE, marking=Marking(NOW, HOSTILE))
    app = place.dashboard()
    async with opened(app, size) as pilot:
        for keys in (
            ("enter",),
            ("escape", "f12"),
            ("enter",),
            ("f2", "slash", *"red"),
            ("enter",),
        ):
            await press(pilot, *keys)
            text = text_of(app)
            assert not {"\x1b", "\x07", "\u202e", "\u200b", "\u200d"} & set(text)
            assert len(text.splitlines()) == size[1]
        await press(pilot, "enter")
        if size is NARROW:
            assert isinstance(app.screen, BranchScreen)
        assert "[red]x[/red]<U+001B>[31m" in text_of(app).replace("\n", "")


async def test_without_colours_the_board_says_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = place.dashboard(clock=lambda: DEADLINE - timedelta(hours=2))
    async with opened(app):
        text = text_of(app)
        assert "[全部 7 支部]" in text
        # The large clock is drawn in letters.
        assert "######" in text


async def test_a_branch_shows_what_was_sent_about_it(place: Place) -> None:
    to = Recipient(Address("赵老师", "xinxi@neu.example"), "to", Reason("letters.why.contact"))
    letter = with_id(
        Letter(
            id="",
            kind="reminder",
            round="T-3",
            target="sub_committee:U1",
            sub_committee_id="U1",
            branch_ids=("B1",),
            sender=Address("", "zzb@neu.example"),
            recipients=(to,),
            subject="请报送[b]材料[/b]",
            text="",
            short="",
            language="zh_CN",
            about=(),
            basis="",
        )
    )
    save_plan(place.store, LetterPlan("d", NOW, (letter,), ()), who="李老师")
    approve(place.store, "d", at=NOW, who="李老师")
    app = place.dashboard()
    async with opened(app, (160, 90)) as pilot:
        text = text_of(app)
        assert "信件" in text
        assert "（未发）催办  请报送[b]材料[/b]" in text
        assert "xinxi@neu.example" in text
        await press(pilot, "f12")
        assert "批准发信  请报送[b]材料[/b]" in text_of(app)


async def test_at_the_end_of_an_extension_its_branch_turns_without_a_key(place: Place) -> None:
    until = DEADLINE + timedelta(days=2)
    marks.extend(
        place.store,
        ["branch:B7"],
        until,
        deadline=DEADLINE,
        reason="x",
        marking=Marking(NOW, "李老师"),
    )
    moments = [until]
    app = place.dashboard(clock=lambda: moments[-1])
    async with opened(app) as pilot:
        row = app.board.matrix.rows[-1]
        assert (row.branch.id, row.cell("plan").late) == ("B7", False)
        moments.append(until + timedelta(seconds=1))
        app.tick()
        await settle(pilot)
        assert app.board.matrix.rows[-1].cell("plan").late


async def test_the_panel_scrolls_with_the_wheel_and_the_keys(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        panel = app.board.panel
        panel.focus()
        await press(pilot, "end")
        assert panel.scroll_offset.y > 0
        await press(pilot, "home")
        assert panel.scroll_offset.y == 0
        panel.scroll_down(animate=False)
        await settle(pilot)
        assert panel.scroll_offset.y == 1
        await press(pilot, "escape")
        assert app.focused is app.board.matrix


# -- the look of its files ----------------------------------------------------------------------


async def test_pictures_are_read_once_for_each_reading_and_go_with_their_branch(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "kitty")
    told: dict[int, BranchPanel.FilesShown] = {}

    def heard(message: Message) -> None:
        if isinstance(message, BranchPanel.FilesShown):
            told[id(message)] = message

    app = place.dashboard()
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await settle(pilot)
        app.board.reload()
        await settle(pilot)
        views = [one.view for one in told.values() if one.view is not None]
        assert len(views) > 1
        assert len({id(view) for view in views}) == len(views)
        # Nothing is found: no branch is under the cursor, and no picture of one stays.
        app.board.want(Wanted(text="没有这样的支部"))
        await settle(pilot)
        assert app.board.matrix.current is None
        assert list(told.values())[-1].view is None
