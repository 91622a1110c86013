"""A sub-committee's own board: rows, totals, queue and marks are those of its branches only."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.tui.commands.cli_runs import Run, write_mail, write_roster
from tests.tui.conftest import Place, settle, text_of
from tests.tui.grids import WIDE

OWN, OTHER = "机械工程与自动化学院党委", "信息科学与工程学院党委"


@pytest.fixture
def own(place: Place) -> Place:
    """The same facts, seen by one sub-committee."""
    settings = msgspec.structs.replace(place.workspace.settings, scope=OWN)
    place.workspace = replace(place.workspace, settings=settings)
    return place


async def test_the_own_board_names_no_other_sub_committee(own: Place) -> None:
    app = own.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        shown = text_of(app)
    assert "机械设计系教工党支部" in shown
    assert OTHER not in shown
    assert "自动化研究所教工党支部" not in shown


def _status(run: Run, *before: str) -> dict[str, object]:
    code, out, _ = run(*before, "status", "--json", "--as-of", "2027-04-02 17:00")
    assert code == 0
    found: dict[str, object] = json.loads(out)
    return found


def test_one_run_can_be_narrowed_to_a_sub_committee(made: Run) -> None:
    made("sync")
    status = _status(made, "--sub-committee", "机械工程学院")
    rows = status["branches"]
    assert isinstance(rows, list)
    assert [row["id"] for row in rows] == ["B1", "B2"]
    items = status["items"]
    assert isinstance(items, dict)
    assert {item["total"] for item in items.values()} == {2}
    assert items["plan"]["done"] == 1
    # The next run is the department's again.
    rows = _status(made)["branches"]
    assert isinstance(rows, list)
    assert len(rows) == 3


def test_a_workspace_of_a_sub_committee_is_narrow_from_the_start(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    write_mail(tmp_path / "mails" / "1.eml")
    code, _, _ = run(
        "init",
        "--mail-folder", str(tmp_path / "mails"),
        "--roster", write_roster(tmp_path / "r.csv"),
        "--deadline", "2027-04-14",
        "--scope", "文法学院党委",
    )  # fmt: skip
    assert code == 0
    assert run("sync")[0] == 0
    status = _status(run)
    rows = status["branches"]
    assert isinstance(rows, list)
    assert [(row["id"], row["sub_committee"]) for row in rows] == [("B3", "文法学院党委")]
    # What is credited elsewhere is none of its business.
    assert status["queue"] == 0
    code, out, _ = run("status")
    assert "机械工程学院党委" not in out


def test_marks_reach_only_the_own_branches(made: Run) -> None:
    own = ("--sub-committee", "文法学院党委")
    code, _, err = made(*own, "form", "receive", "--branch", "B1", "--on-paper")
    assert code == 2
    assert "B1" in err
    assert made(*own, "form", "receive", "--branch", "B3", "--on-paper")[0] == 0
    code, _, err = made(
        *own, "session", "add", "--sub-committee", "机械工程学院党委", "--date", "2027-04-02",
        "--place", "x", "--form", "述职", "--branch", "B1",
    )  # fmt: skip
    assert code == 2
    assert "机械工程学院党委" in err


def test_a_scope_that_nobody_has_names_those_there_are(made: Run) -> None:
    code, _, err = made("--sub-committee", "没有这个", "status")
    assert code == 2
    assert "机械工程学院党委" in err
    assert "文法学院党委" in err
