"""One sub-committee on one page: how its branches stand, what is to be done, what has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.model import FileKind, Finding, Severity, State
from store.notice.deadline import describe_days
from store.reports.content.blocks import Block, Heading, Section, Table, Text
from store.reports.content.circular import idle_sentences, mailbox_of
from store.reports.content.source import ReportSource
from store.rules.wording import finding_message
from store.text.visible import visible
from store.views.board.columns import due_columns
from store.views.board.types import BranchRow, Cell
from store.views.report_types import FileLine, UnitTally

# The files whose faults keep a column open.
_KINDS = {
    "plan": (FileKind.PLAN, FileKind.SUPPORT, FileKind.TOC),
    "video": (FileKind.VIDEO,),
    "eval_form": (FileKind.EVAL_FORM,),
}


@dataclass(frozen=True, slots=True)
class OnePage:
    """A page for the people of one sub-committee: who it is for, its title, and what it says."""

    unit: str
    title: str
    blocks: tuple[Block, ...]


def unit_pages(source: ReportSource) -> Iterator[OnePage]:
    """A page for each sub-committee of the report."""
    files: dict[str, list[FileLine]] = {}
    for line in source.view.files:
        files.setdefault(line.branch.id, []).append(line)
    for unit in source.view.units:
        name = visible(unit.sub_committee.name)
        title = source.say("unit_page.title", unit=name, n=source.number_of_items)
        yield OnePage(name, title, tuple(_blocks(source, unit, files)))


def _blocks(
    source: ReportSource, unit: UnitTally, files: dict[str, list[FileLine]]
) -> Iterator[Block]:
    say, board = source.say, source.view.board
    dates = {"as_of": source.moment(board.as_of), "deadline": source.until}
    if len(source.due_by_day) > 1:
        yield Text(say("unit_page.dates_several", **dates))
    else:
        left = describe_days(board.countdown, source.wording)
        yield Text(say("unit_page.dates", **dates, left=left))
    if source.by_department and (people := _people(source, unit)):
        yield Text(people)
    yield Heading(say("unit_page.head.todo"))
    todo = [
        (source.branch_within(row), source.title(column), words)
        for row in unit.rows
        for column, words in _todo(source, row, files.get(row.branch.id, []))
    ]
    if todo:
        heads = (say("head.branch"), say("report.col.item"), say("unit_page.col.todo"))
        yield Table("", heads, (Section("", tuple(todo)),), (40, 26, 90))
        code = source.by_us("unit_page.send_to")
        yield Text(say(code, mailbox=mailbox_of(source), office=source.office_name))
    else:
        yield Text(say("unit_page.nothing_to_do"))
    yield Heading(say("unit_page.head.standing"))
    yield _standing(source, unit)
    yield from map(Text, idle_sentences(source))
    yield Heading(say("unit_page.head.files"))
    received = _received(source, unit, files)
    yield received if received.sections else Text(say("ledger.none.files"))


def _people(source: ReportSource, unit: UnitTally) -> str:
    """Whom we know at the sub-committee, so that it can say who left."""
    known = unit.sub_committee
    names = source.say("report.between_names").join(map(visible, known.staff))
    told = " ".join(filter(None, (names, visible(known.phone), *map(visible, known.contacts))))
    return source.say("unit_page.people", people=told) if told else ""


def _standing(source: ReportSource, unit: UnitTally) -> Table:
    say, columns = source.say, source.view.shown
    rows = tuple(
        (
            source.branch_within(row),
            source.secretary(row.branch),
            *map(source.spelled, map(row.cell, columns)),
            source.stamp(row.limit) if row.extended else "",
        )
        for row in unit.rows
    )
    states = tuple(
        (None, None, *(row.cell(name).state for name in columns), None) for row in unit.rows
    )
    heads = [say("head.branch"), say("report.col.secretary"), *map(source.head, columns)]
    widths = [40, 24, *(16 for _ in columns)]
    if any(row[-1] for row in rows):
        heads.append(say("unit_page.col.extended"))
        widths.append(20)
    else:
        rows, states = tuple(row[:-1] for row in rows), tuple(row[:-1] for row in states)
    return Table("", tuple(heads), (Section("", rows, states),), tuple(widths))


def _todo(source: ReportSource, row: BranchRow, files: list[FileLine]) -> Iterator[tuple[str, str]]:
    """What a branch is to do for each column, and of whom something is awaited.

    A form that came and must be sent again is not asked for once more as missing.
    """
    asked = dict(_columns_todo(source, row, files))
    sharing = row.cell("sharing").detail
    if "eval_form" in asked and sharing is not None and sharing.code == "cell.form_missing":
        asked.pop("sharing", None)
    yield from asked.items()


def _columns_todo(
    source: ReportSource, row: BranchRow, files: list[FileLine]
) -> Iterator[tuple[str, str]]:
    for column in source.view.columns:
        cell = row.cell(column)
        found = [
            _said(source, line, finding)
            for line in files
            if line.current and line.kind in _KINDS.get(column, ())
            for finding in line.findings
            if finding.severity is not Severity.HINT and finding.code not in line.accepted
        ]
        if words := _needed(source, cell, found):
            yield column, words


def _said(source: ReportSource, line: FileLine, finding: Finding) -> str:
    """A finding; what stands under an item and is not its own file is named."""
    said = finding_message(finding, source.wording)
    if line.kind not in (FileKind.SUPPORT, FileKind.TOC):
        return said
    kind, name = source.kind(line.kind), visible(line.name)
    return source.say("unit_page.todo.of_file", kind=kind, file=name, said=said)


def _needed(source: ReportSource, cell: Cell, found: list[str]) -> str:
    say, code = source.say, cell.detail.code if cell.detail else ""
    own = [one.id for one in source.workspace.notice.own_items]
    if found:
        return "\n".join(found)
    match cell.state:
        case State.MISSING if cell.column in due_columns():
            return say("unit_page.todo.send")
        case State.LINK:
            expired = code == "cell.link_expired"
            return say("unit_page.todo.link_expired" if expired else "unit_page.todo.link")
        case State.REVIEW:
            return say("unit_page.todo.ours")
        case State.OPEN | State.MISSING if cell.column in own and cell.column in source.view.dues:
            due = source.dates.day(source.view.dues[cell.column])
            late = "_late" if cell.late else ""
            return say(f"unit_page.todo.own_item{late}", day=source.day(due))
        case State.FAULT | State.MISSING:
            return source.owed(cell)
        case State.OPEN if code == "cell.form_missing" and source.by_department:
            return say("unit_page.todo.form")
        case _:
            return ""


def _received(source: ReportSource, unit: UnitTally, files: dict[str, list[FileLine]]) -> Table:
    say = source.say
    names = ("kind", "file", "measure", "received", "remark")
    rows = tuple(
        (
            source.branch_within(row) if place == 0 else "",
            source.kind(line.kind),
            visible(line.name) or say("report.link"),
            source.measure(line),
            source.stamp(line.received_at)[5:],
            _remark(source, line),
        )
        for row in unit.rows
        for place, line in enumerate(
            line for line in files.get(row.branch.id, ()) if line.current or line.url
        )
    )
    heads = (say("head.branch"), *(say(f"report.col.{name}") for name in names))
    sections = (Section("", rows),) if rows else ()
    return Table("", heads, sections, (34, 16, 50, 28, 18, 14))


def _remark(source: ReportSource, line: FileLine) -> str:
    """Late or mended, and which version it is where there were several."""
    words = []
    if line.late:
        words.append(source.say("report.late"))
    if line.mended:
        words.append(source.say("report.mended"))
    if line.version > 1 and line.kind is not FileKind.SUPPORT:
        words.append(source.say("unit_page.version", n=line.version))
    return source.say("report.between_names").join(words)
