"""The first run: from nothing, or from broken settings, to a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from store.db.database import open_store
from store.errors import ConfigError, StoreError, UsageError
from store.notice.notice import parse_notice
from store.roster.remembered import load_answers
from store.roster.stored import load_roster
from store.text.wording import load
from store.workspace.workspace import open_workspace
from tests.making import NOW
from tests.store.notice.reading.notices import CASES
from tests.store.roster.layouts import LAYOUTS, Layout
from tests.tui.commands.cli_runs import write_roster
from tests.tui.grids import NARROW, Shows
from tui.dialogs.pick import Pick
from tui.widgets.choice import Choice
from tui.widgets.lines_below import Said
from tui.wizard.app import Outcome, Wizard
from tui.wizard.figures_step import FiguresStep
from tui.wizard.mail_step import MailStep
from tui.wizard.notice_reading import notice_toml, read_figures
from tui.wizard.notice_step import NoticeStep
from tui.wizard.roster_step import RosterStep
from tui.wizard.scope_step import ScopeStep
from tui.wizard.sending_step import SendingStep
from tui.wizard.setup import Setup, make_workspace, salvaged, still_broken
from tui.wizard.step import WizardStep
from tui.wizard.welcome import WelcomeStep


def wizard(folder: Path, *, language: str = "zh_CN", problem: ConfigError | None = None) -> Wizard:
    return Wizard(folder, language=language, who="李老师", problem=problem, clock=lambda: NOW)


async def settle(pilot: Pilot[Outcome]) -> None:
    """Wait until the step in front has nothing under way."""
    await pilot.pause()
    while getattr(pilot.app.screen, "busy", False):
        await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[Outcome], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def fill(app: Wizard, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#{name}", Input).value = value


def said(app: Wizard) -> str:
    return app.screen.query_one(Said).text


def refused(app: Wizard, name: str) -> str:
    """What is told under a field, which has the focus."""
    assert isinstance(app.screen, WizardStep)
    assert app.screen.row_in_front is app.screen.row(name)
    return app.screen.row(name).refusal


def flat(app: Wizard) -> str:
    return "".join(shown(app).split())


def shown(app: Wizard) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_from_nothing_to_a_workspace_with_a_roster(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert str(tmp_path / "w") in shown(app).replace("\n", "").replace(" ", "")
        await press(pilot, "enter")
        assert isinstance(app.screen, NoticeStep)
        fill(app, deadline="2027-04-20")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, MailStep)
        fill(app, mail_folder=str(tmp_path / "mails"))
        await press(pilot, "f5")
        assert "可以读取" in shown(app)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, SendingStep)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ScopeStep)
        fill(app, scope="文法学院")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RosterStep)
        fill(app, roster=write_roster(tmp_path / "名册.csv"))
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RosterStep)
        assert "教工第一党支部" in shown(app)
        assert not (tmp_path / "w").exists()
        await press(pilot, "ctrl+s")
    assert app.return_value == Outcome("workspace", "zh_CN", tmp_path / "w")
    workspace = open_workspace(tmp_path / "w")
    assert workspace.settings.scope == "文法学院党委"
    assert workspace.settings.deadline.date().isoformat() == "2027-04-20"
    store = open_store(workspace.database)
    assert len(load_roster(store).branches) == 3
    store.close()


async def test_servers_are_guessed_from_the_address_and_the_code_explained(
    tmp_path: Path,
) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        await press(pilot, *"zzb@163.com")
        assert app.screen.query_one("#host", Input).value == "imap.163.com"
        assert "开启“IMAP/SMTP服务”" in flat(app)
        fill(app, host="mail.own.example")
        await press(pilot, "backspace")
        assert app.screen.query_one("#host", Input).value == "mail.own.example"
        assert "学校的邮件管理员" in flat(app)
        assert app.screen.query_one("#code", Input).password
        await press(pilot, "m", "ctrl+s")
        # A server of one's own sends too.
        assert app.screen.query_one("#smtp_host", Input).value == "mail.own.example"


async def test_a_try_that_fails_is_told_in_words_and_the_step_stays(tmp_path: Path) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s", "ctrl+s")
        assert isinstance(app.screen, MailStep)
        assert "请填邮箱地址" in refused(app, "address")
        fill(app, address="zzb@uni.example", host="127.0.0.1", port="9")
        app.screen.query_one("#tls", Choice).value = "none"
        await press(pilot, "f5")
        assert "试连要授权码" in refused(app, "code")
        fill(app, code="abcdefgh")
        await press(pilot, "f5")
        assert refused(app, "port").startswith("连不上 127.0.0.1:9")
        fill(app, port="0x9")
        await press(pilot, "ctrl+s")
        assert "端口 0x9 不对" in refused(app, "port")
        fill(app, port="9", host="imap.uni.example")
        await press(pilot, "f5")
        assert "不能不加密" in refused(app, "tls")
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("roster", "words"),
    [("没有.xlsx", "没有.xlsx"), (__file__, "test_wizard.py")],
)
async def test_a_file_that_is_no_roster_is_told(tmp_path: Path, roster: str, words: str) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path))
        await press(pilot, "ctrl+s", "ctrl+s", "ctrl+s")
        fill(app, roster=roster)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, RosterStep)
        assert words in refused(app, "roster")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
async def test_a_layout_of_a_roster_is_imported_or_asks_one_question(
    tmp_path: Path, layout: Layout
) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path))
        await press(pilot, "ctrl+s", "ctrl+s")
        fill(app, scope=layout.scope)
        await press(pilot, "ctrl+s")
        fill(app, roster=str(layout.write(tmp_path)))
        await press(pilot, "ctrl+s")
        if layout.asks is not None:
            assert isinstance(app.screen, Pick)
            return
        await press(pilot, "ctrl+s")
    assert app.return_value == Outcome("workspace", "zh_CN", tmp_path / "w")
    store = open_store(open_workspace(tmp_path / "w").database)
    roster = load_roster(store)
    found = {(roster.names[one.sub_committee_id], one.name) for one in roster.branches}
    assert found == layout.expected
    store.close()


async def test_an_answer_is_taken_and_remembered(tmp_path: Path) -> None:
    layout = next(one for one in LAYOUTS if one.name == "unknown unit head")
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path))
        await press(pilot, "ctrl+s", "ctrl+s", "ctrl+s")
        fill(app, roster=str(layout.write(tmp_path)))
        await press(pilot, "ctrl+s")
        assert "哪一列是分党委" in shown(app)
        await press(pilot, "1")
        assert "船舶系教工党支部" in shown(app)
        await press(pilot, "ctrl+s")
        await press(pilot, "ctrl+s")
    assert load_answers(tmp_path / "w").columns == {"条线": "sub_committee"}
    store = open_store(open_workspace(tmp_path / "w").database)
    assert len(load_roster(store).branches) == 3
    store.close()


async def test_steps_go_back_and_keep_what_was_typed_in_either_language(tmp_path: Path) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path))
        await press(pilot, "ctrl+l")
        assert "First run  2/5  Mailbox" in shown(app)
        assert app.screen.query_one("#mail_folder", Input).value == str(tmp_path)
        await press(pilot, "ctrl+s", "escape")
        assert app.screen.query_one("#mail_folder", Input).value == str(tmp_path)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, WelcomeStep)
        await press(pilot, "down", "down", "enter")
    assert app.return_value == Outcome("demo", "en")


async def test_keys_are_taken_in_the_order_they_were_typed(tmp_path: Path) -> None:
    """A busy machine: everything waits in one burst, the next step's first letters too."""
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "down", "down", "down")
        for key in ("2", "0", "2", "7", "x", "ctrl+s", "z", "tab", "i"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert isinstance(app.screen, NoticeStep)
        assert app.screen.row("deadline").value == "2027xz"
        assert app.screen.row("last").value == "i"
    assert not (tmp_path / "w").exists()


async def test_a_burst_fills_one_step_after_the_other(tmp_path: Path) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "down", "down", "down")
        app.post_message(events.Paste("2027-04-13"))
        for key in ("ctrl+s", "a", "at", "b", "enter", "h", "ctrl+s"):
            app.post_message(events.Key(key, {"at": "@"}.get(key, key if len(key) == 1 else None)))
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, SendingStep)
        setup = app.screen.setup
        assert (setup.deadline, setup.address, setup.host) == ("2027-04-13", "a@b", "h")


async def test_errors_and_results_go_when_they_are_about_something_else(tmp_path: Path) -> None:
    good, bad = write_roster(tmp_path / "名册.csv"), str(tmp_path / "没有.xlsx")
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path / "none"))
        await press(pilot, "f5")
        assert "找不到" in refused(app, "mail_folder")
        fill(app, mail_folder=str(tmp_path))
        await settle(pilot)
        assert "找不到" not in shown(app)
        await press(pilot, "f5")
        assert "可以读取" in shown(app)
        fill(app, mail_folder=str(tmp_path / "w2"))
        await settle(pilot)
        assert "可以读取" not in shown(app)
        fill(app, mail_folder=str(tmp_path))
        await press(pilot, "f5", "ctrl+s", "ctrl+s", "ctrl+s")
        assert "可以读取" not in shown(app)
        fill(app, roster=bad)
        await press(pilot, "f5")
        assert "没有.xlsx" in refused(app, "roster")
        fill(app, roster=good)
        await press(pilot, "f5")
        assert "没有.xlsx" not in shown(app)
        assert "教工第一党支部" in shown(app)


async def test_the_result_of_a_try_never_comes_to_another_step(tmp_path: Path) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        fill(app, mail_folder=str(tmp_path))
        for key in ("f5", "ctrl+s"):
            app.post_message(events.Key(key, None))
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, SendingStep)
        assert "可以读取" not in shown(app)


async def test_a_workspace_that_is_there_can_be_opened(tmp_path: Path) -> None:
    setup = Setup(str(tmp_path / "旧的 工作区"), mail_folder=str(tmp_path))
    make_workspace(setup, load("zh_CN"), now=NOW)
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter")
        fill(app, answer=str(tmp_path))
        await press(pilot, "enter")
        assert "没有工作区" in said(app)
        await press(pilot, "enter")
        fill(app, answer=f"'{setup.folder}'")
        await press(pilot, "enter")
    assert app.return_value == Outcome("workspace", "zh_CN", Path(setup.folder))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "请写明"),
        ("a.txt", "不是文件夹"),
        ("a.txt/x", "不是文件夹"),
        ("old", "打开已有"),
    ],
)
async def test_a_folder_where_no_workspace_can_be_is_told_at_its_field(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "a.txt").write_text("")
    make_workspace(Setup(str(tmp_path / "old"), mail_folder=str(tmp_path)), load("zh_CN"), now=NOW)
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        fill(app, folder=str(tmp_path / name) if name else "")
        await press(pilot, "ctrl+s")
        assert words in refused(app, "folder")


def test_everything_that_was_given_is_in_the_settings(tmp_path: Path) -> None:
    certificate = tmp_path / "ca.pem"
    certificate.write_text("")
    setup = Setup(
        str(tmp_path / "w"),
        address="zzb@uni.example",
        host="mail.uni.example",
        port="1993",
        tls="starttls",
        ca_file=str(certificate),
        smtp_host="out.uni.example",
        smtp_port="1587",
        smtp_tls="starttls",
        smtp_ca_file=str(certificate),
        smtp_user="out@uni.example",
    )
    make_workspace(setup, load("zh_CN"), now=NOW)
    settings = open_workspace(tmp_path / "w").settings
    mail, smtp = settings.mail, settings.smtp
    assert (mail.host, mail.port, mail.tls, mail.ca_file) == (
        "mail.uni.example",
        1993,
        "starttls",
        str(certificate),
    )
    assert (smtp.host, smtp.port, smtp.tls, smtp.user, smtp.ca_file) == (
        "out.uni.example",
        1587,
        "starttls",
        "out@uni.example",
        str(certificate),
    )


def broken(folder: Path, text: str) -> ConfigError:
    setup = Setup(str(folder / "w"), mail_folder=str(folder))
    make_workspace(setup, load("zh_CN"), now=NOW)
    (folder / "w" / "sixones.toml").write_text(text, encoding="utf-8")
    problem = still_broken(folder / "w")
    assert problem is not None
    return problem


BROKEN = """
notice = "neu-2021-8"
deadline = "春天"
window_start = 2027-03-15
cohort = 2026
scope = "图书馆"
[mail]
host = "imap.163.com"
user = "zzb@163.com"
port = 993
[smtp]
host = "smtp.163.com"
"""


async def test_broken_settings_are_explained_mended_by_hand_and_read_again(tmp_path: Path) -> None:
    problem = broken(tmp_path, BROKEN)
    app = wizard(tmp_path / "w", problem=problem)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "春天" in shown(app)
        await press(pilot, "enter")
        assert app.is_running
        mended_text = BROKEN.replace('"春天"', "2027-04-14")
        (tmp_path / "w" / "sixones.toml").write_text(mended_text, encoding="utf-8")
        await press(pilot, "enter")
    assert app.return_value == Outcome("workspace", "zh_CN", tmp_path / "w")


async def test_broken_settings_are_written_anew_and_the_old_file_is_kept(tmp_path: Path) -> None:
    problem = broken(tmp_path, BROKEN)
    app = wizard(tmp_path / "w", problem=problem)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "enter")
        assert app.screen.query_one("#deadline", Input).value == "春天"
        await press(pilot, "ctrl+s")
        assert "春天" in refused(app, "deadline")
        fill(app, deadline="")
        await press(pilot, "ctrl+s")
        assert app.screen.query_one("#address", Input).value == "zzb@163.com"
        assert app.screen.query_one("#host", Input).value == "imap.163.com"
        await press(pilot, "ctrl+s")
        assert app.screen.query_one("#smtp_host", Input).value == "smtp.163.com"
        await press(pilot, "ctrl+s")
        assert app.screen.query_one("#scope", Input).value == "图书馆"
        await press(pilot, "ctrl+s", "ctrl+s")
    assert app.return_value == Outcome("workspace", "zh_CN", tmp_path / "w")
    assert (tmp_path / "w" / "sixones.toml.broken").read_text(encoding="utf-8") == BROKEN
    settings = open_workspace(tmp_path / "w").settings
    assert (settings.mail.host, settings.smtp.host, settings.scope) == (
        "imap.163.com",
        "smtp.163.com",
        "图书馆",
    )


def test_a_workspace_that_cannot_be_made_leaves_the_broken_file_in_its_place(
    tmp_path: Path,
) -> None:
    broken(tmp_path, BROKEN)
    setup = Setup(str(tmp_path / "w"), mends=True, address="a@b.example", host="imap.b.example")
    (tmp_path / "w" / "sixones.db").write_text("no database")
    with pytest.raises(StoreError):
        make_workspace(setup, load("zh_CN"), now=NOW)
    assert (tmp_path / "w" / "sixones.toml").read_text(encoding="utf-8") == BROKEN
    assert not (tmp_path / "w" / "sixones.toml.broken").exists()


@pytest.mark.parametrize(
    "text",
    ["", "[", "\ufeffnotice = 3", "mail = 5\nsmtp = []", "[mail]\nport = -4\ntls = 9\nuser = []"],
)
def test_whatever_is_broken_gives_setup(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    setup = salvaged(tmp_path / "t.toml")
    assert (setup.notice, setup.port, setup.tls) == ("neu-2021-8", "", "implicit")


def test_no_file_at_all_gives_setup(tmp_path: Path) -> None:
    assert salvaged(tmp_path / "none.toml") == Setup(str(tmp_path), mends=True)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("step", ["welcome", "notice", "mail", "sending", "scope", "roster"])
async def test_a_newcomer_is_led_step_by_step(shows: Shows, language: str, step: str) -> None:
    async def run(pilot: Pilot[Outcome]) -> None:
        await settle(pilot)
        if step != "welcome":
            await press(pilot, "enter")
        if step not in ("welcome", "notice"):
            await press(pilot, "ctrl+s")
            await press(pilot, *"zzb@163.com")
        if step in ("sending", "scope", "roster"):
            await press(pilot, "ctrl+s")
        if step in ("scope", "roster"):
            await press(pilot, "ctrl+s")
        if step == "roster":
            await press(pilot, "ctrl+s")

    app = wizard(Path("/nowhere/sixones"), language=language)
    await shows(app, NARROW, run)


async def test_this_year_s_notice_is_pasted_and_looked_through(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    app = wizard(tmp_path / "w")
    text = CASES[0].text.replace("不超过2000字", "2000字左右")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        # Wherever the cursor is: many lines are no path.
        folder = app.screen.query_one("#folder", Input)
        assert folder.has_focus
        app.post_message(events.Paste(text))
        await settle(pilot)
        assert "已粘贴" in app.screen.query_one("#notice_file", Input).value
        assert folder.value == str(tmp_path / "w")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, FiguresStep)
        assert app.screen.query_one("#number", Input).value == "林大组字〔2027〕12号"
        assert app.screen.query_one("#chars", Input).value == ""
        await press(pilot, "ctrl+s")
        # What is unclear is asked at its field.
        assert isinstance(app.screen, FiguresStep)
        assert "写法不明确" in app.screen.row("chars").refusal
        fill(app, chars="2000", chars_rule="soft")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, MailStep)
        fill(app, mail_folder=str(tmp_path / "mails"))
        await press(pilot, "ctrl+s", "ctrl+s")
        assert isinstance(app.screen, ScopeStep)
        fill(app, scope="文法学院", own_deadline="2027-05-01")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ScopeStep)
        assert app.screen.row("own_deadline").refusal
        fill(app, own_deadline="2027-04-12")
        await press(pilot, "ctrl+s")
        fill(app, roster=write_roster(tmp_path / "名册.csv"))
        await press(pilot, "ctrl+s", "ctrl+s")
    workspace = open_workspace(tmp_path / "w")
    assert not workspace.notice_is_old
    assert workspace.notice.number == "林大组字〔2027〕12号"
    assert workspace.settings.deadline.strftime("%m-%d %H:%M") == "04-16 17:30"
    assert workspace.asked_by.strftime("%m-%d %H:%M") == "04-12 17:30"
    limit = workspace.notice.limit("document.too_long")
    assert limit is not None
    assert (limit.value, limit.severity) == (2000, "soft")


def test_no_strictness_is_asked_where_no_amount_is_set() -> None:
    text = CASES[0].text.replace("不超过2000字", "2000字左右")
    typed = {key: one.value for key, one in read_figures(text).items()}
    with pytest.raises(UsageError) as asked:
        notice_toml(text, typed)
    assert asked.value.fields["key"] == "chars"
    made = parse_notice(notice_toml(text, typed | {"chars": "-"}), file="notice.toml")
    assert made.limit("document.too_long") is None
