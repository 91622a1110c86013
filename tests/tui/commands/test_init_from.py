"""`sixones init --from`: next year's workspace with what last year's knew."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from store.db.database import open_store
from store.db.decisions import live_decisions
from store.errors import UsageError
from store.model import FileKind, Params
from store.roster.stored import load_roster
from store.text.wording import load
from store.views.board.facts import read_facts
from store.views.report import ReportScope, report_view
from store.workspace.earlier import earlier_files, earlier_places
from store.workspace.trust import trust
from store.workspace.workspace import Workspace, change_setting, open_workspace
from tests.making import DEADLINE, auto, make_mail, make_workspace, own_notice, take_in
from tests.store.notice.reading.notices import CASES
from tui.cli import main
from tui.wizard.setup import Setup, finish, from_last_year, preview_roster

SKETCH = "".join(f"{number:08x}" for number in range(40))


@pytest.fixture
def last(tmp_path: Path) -> Workspace:
    """Last year's workspace: a plan came in, the letters have a telephone number and a template."""
    workspace, store = make_workspace(tmp_path / "last")
    mail = make_mail("方案", [("方案.docx", "plan")])
    measures: dict[str, Params] = {"plan": {"chars": 1200, "sketch": SKETCH}}
    take_in(store, mail, auto("B1", FileKind.PLAN), measures=measures)
    store.close()
    workspace = change_setting(workspace, "letters.phone", "024-83687000")
    (workspace.folder / "templates").mkdir()
    (workspace.folder / "templates" / "reminder.txt").write_text("我们的", encoding="utf-8")
    return workspace


def init(tmp_path: Path, *words: str) -> tuple[int, Path]:
    folder = tmp_path / "next"
    notice = own_notice(tmp_path, 2028)
    return main(["--workspace", str(folder), "init", "--notice", notice, *words]), folder


def test_a_workspace_of_one_s_own_brings_everything(tmp_path: Path, last: Workspace) -> None:
    code, folder = init(tmp_path, "--from", str(last.folder))
    workspace = open_workspace(folder)
    assert code == 0
    assert workspace.settings.deadline.year == 2028
    assert workspace.settings.letters.phone == "024-83687000"
    assert workspace.settings.mail.kind == "folder"
    assert (folder / "templates" / "reminder.txt").read_text(encoding="utf-8") == "我们的"
    with contextlib.closing(open_store(workspace.database)) as store:
        roster = load_roster(store)
    assert [branch.name for branch in roster.active] == [
        "自动化研究所教工党支部", "研究生第一党支部", "流通部党支部",
    ]  # fmt: skip
    assert all(branch.consecutive_years for branch in roster.active)
    assert roster.active[0].contacts == ("wjg@neu.example",)
    assert [text.branch for text in earlier_files(folder)] == ["自动化研究所教工党支部"]
    assert earlier_places(folder) == {2026: str(last.folder)}


def test_last_year_s_text_is_a_hint_on_this_year_s_plan(tmp_path: Path, last: Workspace) -> None:
    _, folder = init(tmp_path, "--from", str(last.folder))
    workspace = open_workspace(folder)
    with contextlib.closing(open_store(workspace.database)) as store:
        branch = load_roster(store).active[0]
        at = DEADLINE.replace(year=2028)
        mail = make_mail("又来", [("新方案.docx", "again")], at=at)
        measures: dict[str, Params] = {"again": {"chars": 1100, "sketch": SKETCH}}
        take_in(store, mail, auto(branch.id, FileKind.PLAN), measures=measures)
        facts = read_facts(store, workspace, as_of=at)
        (credit,) = facts.by_branch[branch.id].credited
        (likeness,) = facts.ruling.alike[credit.subject]
    assert likeness.branch == "2026 自动化研究所教工党支部"


def test_an_archive_brings_no_settings_and_no_templates(
    tmp_path: Path, last: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    assert main(["--workspace", str(last.folder), "export", "archive", str(archive)]) == 0
    mails = tmp_path / "mails"
    mails.mkdir()
    code, folder = init(tmp_path, "--from", str(archive), "--mail-folder", str(mails))
    workspace = open_workspace(folder)
    assert code == 0
    assert "只从自己的工作区带来" in capsys.readouterr().err
    assert workspace.settings.letters.phone == ""
    assert not (folder / "templates").exists()
    assert len(earlier_files(folder)) == 1


@pytest.mark.parametrize("of", ["workspace", "archive"])
def test_when_each_branch_came_last_year_is_taken_down(
    tmp_path: Path, last: Workspace, of: str
) -> None:
    place = last.folder
    if of == "archive":
        place = tmp_path / "archive"
        assert main(["--workspace", str(last.folder), "export", "archive", str(place)]) == 0
    mails = tmp_path / "mails"
    mails.mkdir()
    _, folder = init(tmp_path, "--from", str(place), "--mail-folder", str(mails))
    (plan,) = earlier_files(folder)
    assert (plan.unit, plan.kind, plan.hours_left) == ("信息科学与工程学院党委", "plan", 96.0)
    workspace = open_workspace(folder)
    with contextlib.closing(open_store(workspace.database)) as store:
        view = report_view(store, workspace, ReportScope(as_of=DEADLINE.replace(year=2028)))
    branch = view.board.rows[0].branch
    assert branch.name == "自动化研究所教工党支部"
    assert view.hours_left_before == {branch.id: 96.0}


def test_only_those_of_last_year_s_list_are_in_their_second_year(
    tmp_path: Path, last: Workspace
) -> None:
    roster = tmp_path / "名册.csv"
    unit = "信息科学与工程学院党委"
    rows = ("分党委,党支部", f"{unit},研究生第一党支部", f"{unit},新成立党支部")
    roster.write_text("\n".join(rows) + "\n", encoding="utf-8")
    _, folder = init(tmp_path, "--from", str(last.folder), "--roster", str(roster))
    with contextlib.closing(open_store(open_workspace(folder).database)) as store:
        found = {branch.name: branch for branch in load_roster(store).active}
    assert found["研究生第一党支部"].consecutive_years
    assert found["研究生第一党支部"].contacts == ("yan1@neu.example",)
    assert not found["新成立党支部"].consecutive_years


def test_nobody_is_marked_where_that_is_said(tmp_path: Path, last: Workspace) -> None:
    _, folder = init(tmp_path, "--from", str(last.folder), "--second-year", "no")
    with contextlib.closing(open_store(open_workspace(folder).database)) as store:
        assert not any(branch.consecutive_years for branch in load_roster(store).active)
        assert live_decisions(store) is not None


def test_the_memory_is_written_and_read_back(tmp_path: Path, last: Workspace) -> None:
    history = tmp_path / "去年.csv"
    history.write_text(
        "from_addr,branch_id,times,last_date\nxinxi@neu.example,B1,3,2027-04-01\n", encoding="utf-8"
    )
    here = ["--workspace", str(last.folder), "roster", "memory"]
    assert main([*here, "--import", str(history)]) == 0
    target = tmp_path / "记忆.csv"
    assert main([*here, "--export", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == history.read_text(encoding="utf-8")


@pytest.mark.parametrize("second_year", ["yes", "no"])
def test_the_first_run_takes_over_last_year_as_init_does(
    tmp_path: Path, last: Workspace, second_year: str
) -> None:
    setup = from_last_year(
        Setup(
            str(tmp_path / "next"),
            notice=own_notice(tmp_path, 2028),
            mail_folder=str(tmp_path),
            last=str(last.folder),
            second_year=second_year,
        )
    )
    preview = preview_roster(setup, load("zh_CN"))
    assert "自动化研究所教工党支部" in preview.lines[0]
    workspace = finish(setup, load("zh_CN"), now=DEADLINE, who="王老师")
    with contextlib.closing(open_store(workspace.database)) as store:
        roster = load_roster(store)
    assert len(roster.active) == 3
    assert all(one.consecutive_years for one in roster.active) == (second_year == "yes")
    assert open_workspace(workspace.folder).settings.letters.phone == "024-83687000"
    assert earlier_files(workspace.folder)


def test_the_first_run_fills_in_last_year_s_servers(tmp_path: Path, last: Workspace) -> None:
    mail = {"host": "imap.163.example", "user": "zzb@163.example", "kind": "imap"}
    for key, value in mail.items():
        last = change_setting(last, f"mail.{key}", value)
    trust(last.folder, last.settings)
    setup = from_last_year(Setup(str(tmp_path / "next"), last=str(last.folder)))
    assert (setup.address, setup.host) == ("zzb@163.example", "imap.163.example")
    typed = from_last_year(Setup(address="a@b.example", last=str(last.folder)))
    assert typed.address == "a@b.example"
    with pytest.raises(UsageError) as caught:
        from_last_year(Setup(last=str(tmp_path / "nothing")))
    assert caught.value.code == "wizard.no_last"


def test_a_notice_as_issued_is_read_by_init(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = next(one for one in CASES if all(one.values.values()))
    document = tmp_path / "通知.txt"
    document.write_text(whole.text, encoding="utf-8")
    words = ["--workspace", str(tmp_path / "w"), "init", "--mail-folder", str(tmp_path)]
    assert main([*words, "--notice", str(document)]) == 0
    workspace = open_workspace(tmp_path / "w")
    assert workspace.notice.number == whole.values["number"]
    assert (tmp_path / "w" / "notice.toml").is_file()
    document.write_text("关于吃饭的通知", encoding="utf-8")
    capsys.readouterr()
    words[1] = str(tmp_path / "none")
    assert main([*words, "--notice", str(document)]) == 2
    assert "notice read" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
