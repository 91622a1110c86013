import json
import re
from pathlib import Path
from typing import Any

import time_machine

from tests.tui.commands.cli_runs import ROSTER, Run, write_mail, write_roster


def test_a_roster_is_shown_first_and_imported_when_told(made: Run, tmp_path: Path) -> None:
    longer = write_roster(
        tmp_path / "r2.csv", [*ROSTER, ("B4", "文法学院党委", "教工党支部", "钱四", "no address")]
    )
    code, out, _ = made("roster", "import", longer, "--dry-run")
    assert code == 1
    assert "新增 1" in out
    assert len(_status(made)["branches"]) == 3
    code, _, err = made("roster", "import", longer)
    assert code == 2
    assert "--yes" in err
    assert made("roster", "import", longer, "--yes")[0] == 1
    assert len(_status(made)["branches"]) == 4
    code, out, _ = made("roster", "import", longer, "--yes")
    assert "没有改动" in out


def test_a_roster_that_withdraws_most_branches_needs_force(made: Run, tmp_path: Path) -> None:
    short = write_roster(tmp_path / "r3.csv", ROSTER[:2])
    assert made("roster", "import", short, "--yes")[0] == 2
    assert len(_status(made)["branches"]) == 3
    assert made("roster", "import", short, "--yes", "--force", "--reason", "合并")[0] == 0
    assert [branch["id"] for branch in _status(made)["branches"]] == ["B1"]


def test_a_second_sync_fetches_nothing_and_changes_nothing(made: Run) -> None:
    code, out, err = made("sync", "--json")
    first = json.loads(out)
    assert (code, err) == (0, "")
    assert (first["new"], first["known"], first["problems"]) == (1, 0, 0)
    assert first["bytes"] > 0
    before = made("status", "--json", "--as-of", "2027-04-02")
    code, out, _ = made("sync", "--json")
    assert json.loads(out) == {"new": 0, "known": 1, "problems": 0, "bytes": 0}
    assert made("status", "--json", "--as-of", "2027-04-02") == before


def test_mail_without_a_roster_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    write_mail(tmp_path / "mails" / "1.eml")
    assert run("init", "--mail-folder", str(tmp_path / "mails"), "--deadline", "2027-04-14")[0] == 0
    code, _, err = run("sync")
    assert code == 0
    assert "还没有导入名册" in err


def test_status_for_programs_has_the_promised_keys(made: Run) -> None:
    made("sync")
    status = _status(made)
    assert list(status) == [
        "deadline", "remaining_s", "items", "branches", "dues", "queue", "links", "problems",
        "messages", "tasks",
    ]  # fmt: skip
    assert status["deadline"] == "2027-04-14T17:00:00+08:00"
    assert status["remaining_s"] == 12 * 24 * 3600
    six = ["plan", "video", "promotion", "sharing", "review", "volume"]
    assert list(status["items"]) == six
    assert all(count["total"] == 3 >= count["done"] for count in status["items"].values())
    branch = status["branches"][0]
    assert (branch["id"], branch["branch"]) == ("B1", "教工第一党支部")
    assert branch["sub_committee"] == "机械工程学院党委"
    assert set(branch["cells"]) == {*six, "eval_form"}
    assert all(set(cell) == {"state", "detail", "late"} for cell in branch["cells"].values())


def test_as_of_before_a_mail_came_does_not_show_it(made: Run) -> None:
    with time_machine.travel("2027-04-02T12:00:00+08:00", tick=False):
        made("sync")
    code, out, _ = made("status", "--json", "--as-of", "2027-03-31")
    assert code == 0
    cells = json.loads(out)["branches"][0]["cells"]
    assert cells["plan"]["state"] == "missing"
    assert made("status", "--as-of", "never")[0] == 2


def test_the_table_names_every_branch_and_one_sub_committee_can_be_seen_alone(made: Run) -> None:
    code, out, _ = made("status")
    assert code == 0
    assert all(name in out for _, _, name, *_ in ROSTER[1:])
    code, out, _ = made("--sub-committee", "文法学院党委", "status", "--json")
    assert [branch["id"] for branch in json.loads(out)["branches"]] == ["B3"]
    code, _, err = made("--sub-committee", "没有的党委", "status")
    assert code == 2
    assert "文法学院党委" in err


def test_a_session_counts_when_its_form_is_in(made: Run) -> None:
    code, out, _ = made(
        "--as", "张老师", "session", "add", "--json",
        "--sub-committee", "机械工程学院党委", "--date", "2021-04-02", "--place", "机电馆",
        "--form", _form(made), "--branch", "B1", "B2",
    )  # fmt: skip
    assert code == 0
    session = json.loads(out)
    assert session["status"] == "held"
    assert _sharing(made) == ["open", "open", "open"]
    assert made("form", "receive", "--session", session["session"], "--on-paper")[0] == 0
    assert _sharing(made) == ["done", "done", "open"]


def test_a_form_of_one_branch_is_marked_by_its_id(made: Run) -> None:
    assert made("form", "receive", "--branch", "B3", "--date", "2027-04-01")[0] == 0
    cells = _status(made)["branches"][2]["cells"]
    assert cells["eval_form"]["state"] == "done"
    for wrong in ([], ["--branch", "B9"], ["--session", "S9"]):
        code, _, err = made("form", "receive", *wrong)
        assert code == 2
        assert err


def test_a_session_of_a_stranger_or_of_no_known_form_is_refused(made: Run) -> None:
    good = {
        "--sub-committee": "机械工程学院党委",
        "--date": "2027-04-02",
        "--place": "机电馆",
        "--form": _form(made),
        "--branch": "B1",
    }
    for option, wrong in (
        ("--sub-committee", "没有的党委"),
        ("--date", "someday"),
        ("--form", "郊游"),
        ("--branch", "B3"),
    ):
        words = [part for pair in {**good, option: wrong}.items() for part in pair]
        assert made("session", "add", *words)[0] == 2


def _status(run: Run) -> Any:
    code, out, _ = run("status", "--json", "--as-of", "2027-04-02 17:00")
    assert code == 0
    return json.loads(out)


def _sharing(run: Run) -> list[str]:
    return [branch["cells"]["sharing"]["state"] for branch in _status(run)["branches"]]


def _form(run: Run) -> str:
    """One of the forms that the notice allows, from the message that lists them."""
    _, _, err = run(
        "session", "add", "--sub-committee", "机械工程学院党委", "--date", "2027-04-02",
        "--place", "x", "--form", "?", "--branch", "B1",
    )  # fmt: skip
    found = re.search(r"可选：([^、。]+)", err)
    assert found
    return found[1]
