"""What every report is made from: a snapshot, its workspace, and the words of its reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from store.letters.titles import number_word
from store.model import Branch, FileKind, Item, State, SubCommittee
from store.notice.notice import Dates
from store.roster.name_keys import name_under
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.columns import due_columns
from store.views.board.types import BranchRow, Cell, Detail
from store.views.report_types import FileLine, MissingLine, ReportView
from store.workspace.workspace import Workspace

# So many signs are explained on one line.
_SIGNS_A_LINE = 4
# What is done of these is a result: a mean, a choice.
_RESULTS = ("review", "volume")
# What is owed of sharing is said by the detail: who spoke owes a form, no session.
_SAYS_ALL = ("cell.form_missing", "cell.planned")


def has_nothing(cell: Cell) -> bool:
    """Whether nothing of it is in hand: none came, or a link that expired before it was fetched."""
    return cell.state is State.MISSING or is_expired(cell)


def is_expired(cell: Cell) -> bool:
    """Whether what came is a link that can be fetched no more."""
    return cell.detail is not None and cell.detail.code == "cell.link_expired"


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A frozen snapshot with everything that is needed to word it."""

    view: ReportView
    workspace: Workspace
    wording: Wording
    # Cells that were worded already: thousands of branches share a few hundred different ones.
    _worded: dict[tuple[object, ...], str] = field(default_factory=dict, repr=False, compare=False)

    def say(self, code: str, /, **params: object) -> str:
        """Word one message."""
        return self.wording.say(code, **params)

    @property
    def dates(self) -> Dates:
        """The notice's, in whose zone every time of a report is."""
        return self.workspace.notice.dates

    @property
    def by_department(self) -> bool:
        """Whether the department speaks, not a sub-committee at its own desk."""
        return self.workspace.office == "department"

    def by_us(self, code: str) -> str:
        """The code of a sentence as whoever issues the report says it."""
        return code if self.by_department else f"{code}_own"

    @property
    def office_name(self) -> str:
        """Who issues the report: the department as the notice names it, or the sub-committee as
        it signs its letters."""
        if self.by_department:
            return self.workspace.notice.issuer
        named = self.workspace.settings.letters.sender_name
        units = self.view.units
        return named or (units[0].sub_committee.name if units else self.workspace.settings.scope)

    @property
    def number_of_items(self) -> str:
        """How many items the notice has, as a word of its name: 六 of 六个一."""
        notice = self.workspace.notice
        return number_word(len(notice.items) + len(notice.own_items), self.wording)

    @property
    def due_by_day(self) -> list[tuple[datetime, list[Item]]]:
        """Items 1 and 2 by when they are asked for, the first day first."""
        own, found = self.workspace.own_dates, dict[datetime, list[Item]]()
        for item in self.workspace.notice.items:
            if item.due and item.id in due_columns():
                found.setdefault(own.get(item.id, self.view.board.deadline), []).append(item.id)
        return sorted(found.items())

    @property
    def until(self) -> str:
        """The day by which is asked; where items have several, each with its own."""
        days = self.due_by_day
        if len(days) < 2:
            return self.moment(self.view.board.deadline)
        between = self.say("report.between_names")
        return self.say("report.comma").join(
            self.say(
                "report.until_of", items=between.join(map(self.title, items)), day=self.moment(day)
            )
            for day, items in days
        )

    @property
    def chinese(self) -> bool:
        """Whether the report is in Chinese."""
        return self.wording.language == "zh_CN"

    def moment(self, at: datetime) -> str:
        """A moment within a sentence."""
        local = self.dates.local(at)
        clock = f"{local.hour}:{local.minute:02d}"
        return self.say("report.moment", day=self.day(local.date()), clock=clock)

    def day(self, day: date) -> str:
        """A day within a sentence."""
        return self.say("report.day", year=day.year, month=day.month, day=day.day)

    def stamp(self, at: datetime | None) -> str:
        """A moment within a table; "" where it is not known."""
        return "" if at is None else self.dates.minute(at)

    def title(self, column: str) -> str:
        """The full name of a column; in Chinese that of the notice."""
        if self.chinese and column in set(Item) and self.workspace.notice.has(Item(column)):
            return self.workspace.notice.item(Item(column)).title
        return self.say(f"item_title.{column}")

    def head(self, column: str) -> str:
        """The short name of a column, as the board has it."""
        return self.say(f"head.{column}")

    def cell(self, cell: Cell) -> str:
        """A cell as the board has it: sign, measure, and whether it is late."""
        return self._told("board", cell)

    def named(self, cell: Cell) -> str:
        """A cell for other programs: the name of its state, measure, and whether it is late."""
        return self._told("table", cell)

    def spelled(self, cell: Cell) -> str:
        """A cell on paper, for readers who do not know the board: the name of its state, what is
        wrong, and whether it is late. Of what is done no measure is said but a result."""
        return self._told("paper", cell)

    def _told(self, area: str, cell: Cell) -> str:
        detail = cell.detail
        told = () if detail is None else (detail.code, *detail.params.values())
        key = (area, cell.column, cell.state, cell.late, cell.mended is not None, *told)
        if (known := self._worded.get(key)) is not None:
            return known
        if area == "paper":
            words = self._spelled(cell)
        else:
            names = "state" if area == "board" else "state_name"
            words = [self.say(f"{names}.{cell.state}"), self.detail(detail)]
        marks = "board" if area == "board" else "report"
        if cell.late:
            words.append(self.say(f"{marks}.late").strip())
        if cell.mended is not None:
            words.append(self.say(f"{marks}.mended").strip())
        return self._worded.setdefault(key, " ".join(filter(None, words)))

    def _spelled(self, cell: Cell) -> list[str]:
        own, detail = f"report.state.{cell.state}", cell.detail
        state = self.say(own) if self.wording.has(own) else self.state(cell.state)
        if cell.state is State.MISSING and cell.column not in due_columns():
            state = self.say("report.undone")
        if detail is None or (cell.state.complete and cell.column not in _RESULTS):
            return [state]
        if self.wording.has(f"report.{detail.code}"):
            return [self.say(f"report.{detail.code}", **detail.params)]
        if cell.state is State.OPEN or cell.state.complete:
            return [self.detail(detail)]
        return [state, self.detail(detail)]

    def detail(self, detail: Detail | None) -> str:
        """The measure of a cell; "" where it has none."""
        return "" if detail is None else self.say(detail.code, **detail.params)

    def state(self, state: State) -> str:
        """The name of a state."""
        return self.say(f"state_name.{state}")

    def branch_within(self, row: BranchRow) -> str:
        """The name of a branch where its sub-committee's stands above it already."""
        unit = row.sub_committee
        return name_under(visible(row.branch.name), unit.name, unit.aliases)

    def secretary(self, branch: Branch) -> str:
        """The secretary of a branch with the number to ring."""
        return " ".join(filter(None, map(visible, (branch.secretary, branch.phone))))

    def to_ring(self, unit: SubCommittee) -> str:
        """A sub-committee with whom to ring there."""
        staff = self.say("report.between_names").join(unit.staff)
        return " ".join(filter(None, map(visible, (unit.name, staff, unit.phone))))

    def legend(self) -> list[str]:
        """Every sign with what it stands for, some to a line: few lines are not torn apart."""
        named = [
            (self.say(f"state.{state}"), self.state(state))
            for state in State
            if state is not State.ABSENT
        ]
        named += [
            (self.say(f"board.{name}").strip(), self.say(f"report.legend.{name}"))
            for name in ("late", "mended")
        ]
        said = [self.say("report.legend_entry", sign=sign, name=name) for sign, name in named]
        lines = [
            "    ".join(said[first : first + _SIGNS_A_LINE])
            for first in range(0, len(said), _SIGNS_A_LINE)
        ]
        return [self.say("report.legend", entries=lines[0]), *lines[1:]]

    def owed(self, cell: Cell) -> str:
        """What a branch owes in one cell: the item and why."""
        why, own = self.state(cell.state), self.workspace.notice.own_items
        if cell.state is State.LINK and cell.detail is not None:
            why = self.say(f"report.{cell.detail.code}")
        elif cell.column in (one.id for one in own):
            told = self.detail(cell.detail) or (self.say("report.late") if cell.late else "")
            why = self.say("report.comma").join(filter(None, (self.say("report.unrecorded"), told)))
        elif cell.state is State.MISSING and cell.column not in due_columns():
            why = self.say("report.undone")
        elif cell.state in (State.FAULT, State.SUBMITTED) and cell.detail is not None:
            why = self.say("report.why", state=why, detail=self.detail(cell.detail))
        elif cell.detail is not None and cell.detail.code in _SAYS_ALL:
            why = self.detail(cell.detail)
        return self.say("report.owed", item=self.title(cell.column), why=why)

    def owed_by(self, line: MissingLine) -> str:
        """What a branch owes in all the cells of a line."""
        owed = (self.owed(line.row.cells[place]) for place in line.cells)
        return self.say("report.between_owed").join(owed)

    def names(self, names: list[str], *, most: int = 12) -> str:
        """Names in a row; beyond `most` their number."""
        shown = self.say("report.between_names").join(map(visible, names[:most]))
        return (
            shown if len(names) <= most else self.say("report.and_more", names=shown, n=len(names))
        )

    def percent(self, share: float) -> str:
        """A share as a percentage; never 100 % before all is done, never 0 % where some is."""
        tenths = round(share * 1000)
        if 0 < share < 1:
            tenths = min(max(tenths, 1), 999)
        return f"{tenths / 10:.1f}%"

    def kind(self, kind: FileKind) -> str:
        """The name of a kind of file."""
        return self.say(f"kind.{kind}")

    def measure(self, line: FileLine) -> str:
        """What was measured in a file: characters, or length and size of a video."""
        chars, seconds = line.measures.get("chars"), line.measures.get("duration_s")
        if line.kind is FileKind.VIDEO and isinstance(seconds, int | float):
            return self.say(
                "report.video_measure",
                minutes=int(seconds) // 60,
                seconds=int(seconds) % 60,
                width=line.measures.get("width") or 0,
                height=line.measures.get("height") or 0,
            )
        if line.kind is not FileKind.VIDEO and isinstance(chars, int):
            return self.say("report.chars", n=chars)
        return ""
