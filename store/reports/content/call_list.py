"""The call list of the last days: whom to ring for what, and who will probably be late, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from store.model import State
from store.reports.content.blocks import Section, Table
from store.reports.content.rows import Row, missing_parts
from store.reports.content.source import ReportSource
from store.text.visible import visible
from store.views.board.columns import due_columns
from store.views.report_types import MissingLine, UnitTally

# Who came so close to the limit last year may miss it this year.
_CLOSE_H = 48
# Whom so many reminders did not move, nothing having come.
_UNMOVED = 2


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One branch to ask for what is due: why it will probably be late, the weightiest first."""

    line: MissingLine
    reasons: tuple[str, ...]
    weight: int


def calls(source: ReportSource) -> Iterator[tuple[UnitTally, tuple[PhoneCall, ...]]]:
    """The sub-committees to ring, each once, the most pressing first, with their branches."""
    mine: dict[str, list[PhoneCall]] = {}
    silent = {unit.sub_committee.id for unit in source.view.units if _silent(unit)}
    for line in _owing(source):
        unit_id = line.row.sub_committee.id
        mine.setdefault(unit_id, []).append(_call(source, line, silent=unit_id in silent))
    units = [unit for unit in source.view.units if unit.sub_committee.id in mine]
    for unit in sorted(units, key=lambda unit: _pressing(mine[unit.sub_committee.id])):
        yield unit, tuple(sorted(mine[unit.sub_committee.id], key=lambda one: -one.weight))


def _pressing(found: list[PhoneCall]) -> tuple[int, int]:
    return (-sum(one.weight for one in found), -len(found))


def _owing(source: ReportSource) -> Iterator[MissingLine]:
    """What is theirs to send: a link that we can still fetch is not."""
    found: dict[str, MissingLine] = {}
    for part, lines in missing_parts(source):
        for line in lines if part != "link" else ():
            cells = tuple(
                place for place in line.cells if line.row.cells[place].column in due_columns()
            )
            if cells:
                known = found.get(line.row.branch.id)
                places = sorted((*cells, *(known.cells if known else ())))
                found[line.row.branch.id] = replace(line, cells=tuple(places))
    yield from found.values()


def _silent(unit: UnitTally) -> bool:
    """Whether nothing that is due came of any of several branches."""
    came = sum(unit.tally(column).in_time + unit.tally(column).late for column in due_columns())
    return len(unit.rows) > 1 and came == 0


def _call(source: ReportSource, line: MissingLine, *, silent: bool) -> PhoneCall:
    say, left = source.say, source.view.hours_left_before.get(line.row.branch.id)
    none_came = all(line.row.cells[place].state is State.MISSING for place in line.cells)
    reasons = []
    if left is not None and left < 0:
        reasons.append((8, say("calls.why.late_before", long=_long(source, -left))))
    if none_came and line.reminded >= _UNMOVED:
        reasons.append((4, say("calls.why.reminded", n=line.reminded)))
    if silent:
        reasons.append((2, say("calls.why.unit_silent")))
    if left is not None and 0 <= left < _CLOSE_H:
        reasons.append((1, say("calls.why.last_hours", long=_long(source, left))))
    return PhoneCall(
        line, tuple(words for _, words in reasons), sum(weight for weight, _ in reasons)
    )


def _long(source: ReportSource, hours: float) -> str:
    if hours < _CLOSE_H:
        return source.say("calls.hours", n=max(round(hours), 1))
    return source.say("calls.days", n=round(hours / 24))


def call_title(source: ReportSource) -> str:
    """The title, with how many branches are on the list and how many of them will be late."""
    found = [one for _, mine in calls(source) for one in mine]
    board = source.view.board
    likely = sum(1 for one in found if one.reasons)
    if board.as_of > board.deadline or not likely:
        return source.say("calls.title_late", n=len(found))
    return source.say("calls.title", n=len(found), likely=likely)


def call_table(source: ReportSource) -> Table:
    """The list to print: whom to ring stands above the branches; what was said is written in."""
    say = source.say
    heads = (
        say("head.branch"),
        say("report.col.owed"),
        say("calls.col.why"),
        say("report.col.secretary"),
        say("calls.col.said"),
    )
    sections = tuple(
        Section(
            source.to_ring(unit.sub_committee),
            tuple(
                (
                    source.branch_within(one.line.row),
                    source.owed_by(one.line),
                    _why(source, one),
                    source.secretary(one.line.row.branch),
                    "",
                )
                for one in mine
            ),
        )
        for unit, mine in calls(source)
    )
    return Table("", heads, sections, (38, 44, 40, 24, 22))


def call_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `call_rows`."""
    names = ("unit", "unit_staff", "unit_phone", "branch", "secretary", "phone", "contact")
    told = ("owed", "reminded", "last_reminded")
    return (
        *(source.say(f"report.col.{name}") for name in (*names, *told)),
        source.say("calls.col.why"),
    )


def call_rows(source: ReportSource) -> Iterator[Row]:
    """A row for each branch to ask, the sub-committees in the order in which to ring."""
    between = source.say("report.between_names")
    for unit, mine in calls(source):
        known = unit.sub_committee
        for one in mine:
            branch = one.line.row.branch
            yield (
                visible(known.name),
                visible(between.join(known.staff)),
                visible(known.phone),
                visible(branch.name),
                visible(branch.secretary),
                visible(branch.phone),
                visible("; ".join(branch.contacts or known.contacts)),
                source.owed_by(one.line),
                one.line.reminded,
                source.stamp(one.line.last_reminded),
                _why(source, one),
            )


def _why(source: ReportSource, one: PhoneCall) -> str:
    return source.say("report.between_owed").join(one.reasons)
