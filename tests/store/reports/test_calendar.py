"""The dates of a cohort as a calendar file, read by another program's parser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.db.database import Store
from store.db.decisions import Marking
from store.items.review import Reviewer, save_reviewers
from store.items.review_pack import ReviewPack, record_packs
from store.items.sessions import Session, save_sessions
from store.text.ics import _folded
from store.workspace.workspace import Workspace
from tests.making import DEADLINE, NOW
from tests.store.reports.made_reports import small, source_of, written

PLACE = "科学馆 3 楼，“双创”会议室；从北门进\\注意带证件" * 3


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    sessions = [
        Session("S1", "U1", date(2027, 4, 20), PLACE, "述职", "planned", {"B1": "secretary"}),
        Session("S2", "U2", date(2027, 4, 21), "线上", "其他", "cancelled", {"B3": "absent"}),
    ]
    save_sessions(store, sessions, workspace.notice, marking=Marking(NOW, "李老师"))
    kind = workspace.notice.review.kinds[0]
    panel = [Reviewer("R0001", "周敏", kind), Reviewer("R0002", "吴刚", kind)]
    save_reviewers(store, panel, workspace.notice, marking=Marking(NOW, "李老师"))
    pack = ReviewPack("stick", "a.zip", "", 1, 1, 0, 0, "b", "2027-05-10")
    record_packs(store, {"R0001": pack, "R0002": pack}, marking=Marking(NOW, "李老师"))
    yield workspace, store
    store.close()


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_limits_sessions_and_review_dates_stand_in_it(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    content = written(source_of(workspace, store), store, "calendar", tmp_path / "a.ics")
    lines = unfolded(content)
    assert [line for line in lines if line.startswith(("UID", "DTSTART", "DTEND", "STATUS"))] == [
        "UID:deadline@sixones.invalid",
        f"DTSTART:{DEADLINE - timedelta(minutes=30):%Y%m%dT%H%M%SZ}",
        f"DTEND:{DEADLINE:%Y%m%dT%H%M%SZ}",
        "UID:session-S1@sixones.invalid",
        "DTSTART;VALUE=DATE:20270420",
        "DTEND;VALUE=DATE:20270421",
        "UID:session-S2@sixones.invalid",
        "DTSTART;VALUE=DATE:20270421",
        "DTEND;VALUE=DATE:20270422",
        "STATUS:CANCELLED",
        "UID:review-2027-05-10@sixones.invalid",
        "DTSTART;VALUE=DATE:20270510",
        "DTEND;VALUE=DATE:20270511",
    ]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_another_program_reads_the_same(made: tuple[Workspace, Store], tmp_path: Path) -> None:
    workspace, store = made
    content = written(source_of(workspace, store), store, "calendar", tmp_path / "a.ics")
    entries = {str(one["UID"]).partition("@")[0]: one for one in _entries(content)}
    assert set(entries) == {"deadline", "session-S1", "session-S2", "review-2027-05-10"}
    assert entries["session-S1"]["LOCATION"] == PLACE
    assert entries["session-S1"]["DTSTART"].dt == date(2027, 4, 20)
    assert entries["session-S2"]["STATUS"] == "CANCELLED"
    assert entries["deadline"]["DTEND"].dt == DEADLINE


def _entries(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_report_of_one_unit_has_its_sessions_and_no_panel(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store, units=("U2",))
    text = "\n".join(unfolded(written(source, store, "calendar", tmp_path / "a.ics")))
    assert "session-S2" in text
    assert "session-S1" not in text
    assert "周敏" not in text


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=400))
def test_a_line_of_any_text_is_folded_between_characters(text: str) -> None:
    folded = _folded(text)
    assert folded.endswith(b"\r\n")
    assert all(len(piece) <= 75 for piece in folded[:-2].split(b"\r\n"))
    assert folded[:-2].replace(b"\r\n ", b"").decode() == text
