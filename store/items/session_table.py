"""Sharing sessions as an .xlsx table: written for people to fill in, read back with complaints."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from store.errors import ConfigError
from store.files.table_file import read_tables
from store.items.sessions import Session, Speaker, Status, new_session_id
from store.model import Branch, Problem
from store.notice.notice import Notice
from store.notice.when import parse_when
from store.roster.name_keys import name_key
from store.roster.stored import StoredRoster, find_sub_committee

# The heads of the table: one row is one branch on one agenda.
HEADS = (
    "交流编号", "分党委", "日期", "地点", "形式", "状态", "疫情防控", "参加人数", "党支部编号",
    "党支部", "介绍人", "备注",
)  # fmt: skip
_STATUS: Mapping[str, Status] = {"计划": "planned", "已举办": "held", "已取消": "cancelled"}
_SPEAKER: Mapping[str, Speaker] = {"书记": "secretary", "代讲": "deputy", "未介绍": "absent"}
_YES = "已落实"


@dataclass(frozen=True, slots=True)
class ReadSessions:
    """What a table holds: sessions that can be recorded, and rows that cannot, with reasons."""

    sessions: tuple[Session, ...]
    problems: tuple[Problem, ...]


def write_sessions(sessions: Iterable[Session], roster: StoredRoster) -> bytes:
    """Write sessions, one row for each branch of an agenda; no text becomes a formula."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("分享交流")
    head = book.add_format({"bold": True, "border": 1})
    for column, text in enumerate(HEADS):
        sheet.write_string(0, column, text, head)
    names = {branch.id: branch.name for branch in roster.branches}
    status = {value: text for text, value in _STATUS.items()}
    speaker = {value: text for text, value in _SPEAKER.items()}
    number = 1
    for one in sessions:
        for branch_id, spoke in one.speakers.items():
            row = (
                one.id,
                roster.names.get(one.sub_committee_id, one.sub_committee_id),
                one.date.isoformat(),
                one.place,
                one.form,
                status[one.status],
                _YES if one.precautions else "",
                str(one.attendance or ""),
                branch_id,
                names.get(branch_id, ""),
                speaker[spoke],
                one.note,
            )
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
            number += 1
    sheet.set_column(0, len(HEADS) - 1, 14)
    sheet.set_column(1, 1, 28)
    sheet.set_column(9, 9, 30)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def read_sessions(
    path: Path,
    roster: StoredRoster,
    notice: Notice,
    *,
    known: Mapping[str, Session],
    today: date,
) -> ReadSessions:
    """Read sessions from a table. Rows of one number, or without one of the same unit, day and
    place, are one session; a row that cannot be read is told and leaves the others alone.

    Raises:
        ConfigError: `table.*` where the file is no table, or `session_table.no_head`.
    """
    rows = _rows(path)
    found: dict[tuple[str, ...], Session] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        session = _session(number, cells, roster, notice, known, today)
        if isinstance(session, Problem):
            problems.append(session)
            continue
        key = (
            (session.id,)
            if session.id in known
            else (session.sub_committee_id, session.date.isoformat(), session.place)
        )
        before = found.get(key)
        if before is None:
            found[key] = session
        elif (before.date, before.form, before.status) != (
            session.date,
            session.form,
            session.status,
        ):
            problems.append(Problem("session_table.differs", {"row": number}))
        else:
            found[key] = replace(before, speakers={**before.speakers, **session.speakers})
    return ReadSessions(tuple(found.values()), tuple(problems))


def _rows(path: Path) -> Sequence[tuple[int, dict[str, str]]]:
    for table in read_tables(path):
        for at, row in enumerate(table.rows):
            if "分党委" in row.cells and "日期" in row.cells:
                return [
                    (one.number, dict(zip(row.cells, one.cells, strict=False)))
                    for one in table.rows[at + 1 :]
                ]
    raise ConfigError("session_table.no_head", file=str(path), heads="、".join(HEADS))


def _session(
    number: int,
    cells: Mapping[str, str],
    roster: StoredRoster,
    notice: Notice,
    known: Mapping[str, Session],
    today: date,
) -> Session | Problem:
    unit = find_sub_committee(roster.sub_committees, cells.get("分党委", ""))
    if unit is None:
        text = cells.get("分党委", "")
        return Problem("session_table.unit", {"row": number, "text": text})
    branch = _branch(cells, [one for one in roster.active if one.sub_committee_id == unit.id])
    if branch is None:
        text = cells.get("党支部编号", "") or cells.get("党支部", "")
        return Problem("session_table.branch", {"row": number, "text": text})
    day = _day(cells.get("日期", ""), notice.dates.zone)
    if day is None:
        return Problem("session_table.date", {"row": number, "text": cells.get("日期", "")})
    form = cells.get("形式", "") or notice.sessions.forms[-1]
    if form not in notice.sessions.forms:
        return Problem("session_table.form", {"row": number, "text": form})
    said = cells.get("状态", "")
    status = _STATUS.get(said) if said else ("held" if day <= today else "planned")
    if status is None:
        return Problem("session_table.status", {"row": number, "text": said})
    spoke = _SPEAKER.get(cells.get("介绍人", "") or "书记")
    if spoke is None:
        return Problem("session_table.speaker", {"row": number, "text": cells.get("介绍人", "")})
    attendance = cells.get("参加人数", "")
    if attendance and not (attendance.isascii() and attendance.isdigit() and len(attendance) < 6):
        return Problem("session_table.attendance", {"row": number, "text": attendance})
    session_id = cells.get("交流编号", "")
    if session_id and session_id not in known:
        return Problem("session_table.unknown", {"row": number, "text": session_id})
    return Session(
        id=session_id or new_session_id(),
        sub_committee_id=unit.id,
        date=day,
        place=cells.get("地点", ""),
        form=form,
        status=status,
        speakers={branch.id: spoke},
        precautions=cells.get("疫情防控", "") == _YES,
        note=cells.get("备注", ""),
        attendance=int(attendance or 0),
        photos=known[session_id].photos if session_id in known else (),
    )


def _branch(cells: Mapping[str, str], branches: Sequence[Branch]) -> Branch | None:
    wanted = cells.get("党支部编号", "")
    if wanted:
        return next((one for one in branches if one.id == wanted), None)
    key = name_key(cells.get("党支部", ""))
    same = [one for one in branches if key in {name_key(name) for name in (one.name, *one.aliases)}]
    return same[0] if len(same) == 1 and key else None


def _day(text: str, zone: ZoneInfo) -> date | None:
    try:
        return parse_when(text, zone).date()
    except ConfigError:
        return None
