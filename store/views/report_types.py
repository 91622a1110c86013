"""What a report is given: the board of the branches it is about, with every file and count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from store.items.sessions import Session
from store.letters.letter import SendState
from store.model import Branch, FileKind, Finding, Params, ReceivedFrom, State, SubCommittee
from store.views.board.columns import due_columns
from store.views.board.types import BranchRow, DashboardView
from store.views.items.review import BranchReview


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file or link of one branch, as a report lists it.

    `path` is the sender's own name, `version` counts the contents of its kind from 1 and is 0
    where a content came again. `late`: its item came first after the limit; `mended`: it came
    after the limit, an earlier one in time (补正).
    """

    subject: str
    branch: Branch
    sub_committee: SubCommittee
    kind: FileKind
    version: int
    current: bool
    path: str
    digest: str
    size_bytes: int | None
    received_at: datetime | None
    received_from: ReceivedFrom
    late: bool
    mended: bool
    sender_email: str
    mail_subject: str
    measures: Params
    findings: tuple[Finding, ...]
    accepted: tuple[str, ...]
    url: str | None
    expires_at: datetime | None

    @property
    def name(self) -> str:
        """The last part of the sender's name."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one column of some branches stands, in numbers of branches.

    `complete` counts what the board counts; `in_time` and `late` count what was received, by
    its first arrival, and are 0 where the column has no date. `states` has every state.
    """

    column: str
    total: int
    complete: int
    in_time: int
    late: int
    states: dict[State, int]

    def of(self, *states: State) -> int:
        """How many branches are in one of these states."""
        return sum(self.states[state] for state in states)

    @property
    def share(self) -> float:
        """Complete ones of all, 0 to 1; 0 where there are no branches."""
        return self.complete / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class UnitTally:
    """How one sub-committee stands: its branches' rows and a tally for each column."""

    sub_committee: SubCommittee
    rows: tuple[BranchRow, ...]
    tallies: tuple[Tally, ...]

    def tally(self, column: str) -> Tally:
        """The tally of one column."""
        return next(entry for entry in self.tallies if entry.column == column)


@dataclass(frozen=True, slots=True)
class DayArrivals:
    """How many branches' plans and videos came for the first time on a day, and up to it."""

    day: date
    plans: int
    videos: int
    plans_so_far: int
    videos_so_far: int


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter to one recipient; `sub_committee` is "" for one to a reviewer or a stranger."""

    kind: str
    sub_committee: str
    branches: tuple[str, ...]
    recipient: str
    state: SendState
    at: datetime | None
    subject: str


# When a branch was asked for something, and of which columns.
Asking = tuple[datetime, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One branch that owes something: the cells it owes, and when it was asked for what."""

    row: BranchRow
    cells: tuple[int, ...]
    told: tuple[Asking, ...] = ()

    @property
    def reminded(self) -> int:
        """How often it was asked for something of these cells."""
        return len(self._reminders)

    @property
    def last_reminded(self) -> datetime | None:
        """When it was asked last."""
        return max(self._reminders, default=None)

    @property
    def _reminders(self) -> list[datetime]:
        owed = {self.row.cells[place].column for place in self.cells}
        return [at for at, columns in self.told if owed.intersection(columns)]


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that reports are made from, as of one moment.

    `columns` are the columns of the board that the report is about, in their order, `begun` those
    of them of which something was done for at least one branch; `whole` says that it is about
    every branch that the workspace sees. `history` is the head of the journal's chain.
    `scores_by` names the reviewers who are asked for scores by a day, `hours_left_before` says how
    close to the limit a branch came last year, `dues` has the dates of those columns that have one
    of their own. `reviews` are of branches that have a result, where the report is about all.
    """

    board: DashboardView
    whole: bool
    columns: tuple[str, ...]
    begun: tuple[str, ...]
    window_start: date
    units: tuple[UnitTally, ...]
    tallies: tuple[Tally, ...]
    files: tuple[FileLine, ...]
    missing: tuple[MissingLine, ...]
    arrivals: tuple[DayArrivals, ...]
    letters: tuple[LetterLine, ...] = field(default=())
    history: str = ""
    sessions: tuple[Session, ...] = ()
    scores_by: tuple[tuple[date, tuple[str, ...]], ...] = ()
    hours_left_before: Mapping[str, float] = field(default_factory=dict)
    dues: Mapping[str, datetime] = field(default_factory=dict)
    reviews: tuple[BranchReview, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """What a table of branches shows: what has a date, and what was begun."""
        dated = {*due_columns(), *self.begun, *self.dues}
        return tuple(one for one in self.columns if one in dated)

    @property
    def idle(self) -> tuple[str, ...]:
        """What is not due on the notice's day, and of which nothing was done."""
        return tuple(one for one in self.columns if one not in (*due_columns(), *self.begun))

    def tally(self, column: str) -> Tally:
        """The tally of one column over all branches."""
        return next(entry for entry in self.tallies if entry.column == column)
