"""What a screen or a report is given: frozen, worded at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from store.model import (
    Branch,
    Evidence,
    Finding,
    Intent,
    Item,
    Params,
    Problem,
    Proposal,
    ReceivedFrom,
    Source,
    State,
    SubCommittee,
)
from store.notice.deadline import Countdown
from store.rules.viewing import Viewing
from store.views.board.credits import Credit
from store.views.tasks import NamedTask, Task

if TYPE_CHECKING:
    from store.letters.standing import LetterStanding

# What a sub-committee handed on to the department (上报); it stands beside the cells of a row.
SUBMISSION_COLUMN = "submission"
# There the department reviews and selects (notice 一.5, 一.6): no count of ours.
OF_THE_DEPARTMENT = (Item.REVIEW, Item.VOLUME)


class Detail(msgspec.Struct, frozen=True):
    """A few words of a cell: a code of the catalogs and its params."""

    code: str
    params: Params = msgspec.field(default_factory=dict)


class Cell(msgspec.Struct, frozen=True):
    """How one column of one branch stands.

    `late` is true only for what has a date: nothing by then, or a first arrival after it.
    `mended` is when the version in use came, where that is after the limit and an earlier one
    was in time (补正, never late). `file` is the subject of the version in use, `judged` the
    codes of its findings that are hard or soft and not accepted, worst first. `measure` is what
    rows are sorted by: characters of a plan, seconds of a video, channels, the day, the mean.
    """

    column: str
    state: State
    detail: Detail | None = None
    late: bool = False
    mended: datetime | None = None
    file: str | None = None
    judged: tuple[str, ...] = ()
    measure: float | None = None


class VettingState(StrEnum):
    """Whether the sub-committee vetted what a branch handed in (分党委已审核); blocks nothing.

    `proposed`: it came from the sub-committee's own address, nobody has confirmed it yet.
    """

    NOTHING = "nothing"
    PROPOSED = "proposed"
    NOT_VETTED = "not_vetted"
    VETTED = "vetted"


class Vetting(msgspec.Struct, frozen=True):
    """Who of the sub-committee vetted a branch ("" unnamed), on which day, marked by whom and when;
    nobody marked what a manifest says."""

    by: str
    date: str
    who: str
    at: datetime | None = None


class Note(msgspec.Struct, frozen=True):
    """What somebody wrote on a branch."""

    at: datetime
    who: str
    text: str


class BranchRow(msgspec.Struct, frozen=True):
    """One branch of the board; `cells` stand from left to right, those of the notice's own items
    last; `submission` is beside them where a sub-committee looks at its own.

    `waiting` counts files that may be its own and wait for a person, `links` its links not yet
    fetched, of which the first expires at `expires_at`, `notes` what staff wrote on it, `fresh`
    files and links that came since the person who looks saw the branch last. `after_limit`:
    something new came after its limit. `extended`: its limit is later than that of the others.
    """

    branch: Branch
    sub_committee: SubCommittee
    cells: tuple[Cell, ...]
    limit: datetime
    last_arrival: datetime | None
    vetting: VettingState = VettingState.NOTHING
    waiting: int = 0
    links: int = 0
    notes: int = 0
    fresh: int = 0
    after_limit: bool = False
    extended: bool = False
    submission: Cell | None = None
    expires_at: datetime | None = None
    # What the person who looks has in hand of it, and its open conversations (来信).
    mine: int = 0
    messages: int = 0

    def cell(self, column: str) -> Cell:
        """The cell of one column."""
        if column == SUBMISSION_COLUMN and self.submission is not None:
            return self.submission
        return next(cell for cell in self.cells if cell.column == column)


class Progress(msgspec.Struct, frozen=True):
    """How far an item is: `total` counts branches, withdrawn ones not.

    `scope` counts what the item is made of where that is not a branch: sessions held and still
    planned, published pieces, cells of excellent cases, sheets of reviewers, cases selected.
    """

    item: str
    done: int
    total: int
    scope: Mapping[str, int] = msgspec.field(default_factory=dict)
    # Whether it is done here: at a sub-committee's desk the department's items are not.
    ours: bool = True


class SyncStatus(msgspec.Struct, frozen=True):
    """When the mailbox was last read well, and what stopped the last try, if anything did.

    `last_begun` is when that last try began, whatever came of it.
    """

    last_good: datetime | None
    last_new: int
    error: str | None
    last_begun: datetime | None = None


class DueDate(msgspec.Struct, frozen=True):
    """The date that an item has of its own, and how far it is."""

    item: str
    until: datetime
    countdown: Countdown


class DashboardView(msgspec.Struct, frozen=True):
    """The whole board as of one moment. `rows` are grouped by sub-committee, in roster order.

    `dues` are the dates of all items but 1 and 2. `queue` counts what waits for a person,
    `links` oversize attachments not yet fetched, `links_soon` those of them that expire within
    three days, `problems` mails that could not be read whole, `outside` files from before the
    window's start. `next_turn` is the moment after which a state may turn by itself.
    """

    revision: int
    as_of: datetime
    deadline: datetime
    countdown: Countdown
    rows: tuple[BranchRow, ...]
    progress: tuple[Progress, ...]
    queue: int
    links: int
    problems: int
    sync: SyncStatus
    links_soon: int = 0
    next_turn: datetime | None = None
    outside: int = 0
    dues: tuple[DueDate, ...] = ()
    # Open conversations (来信), those in which somebody waits for our answer, what people have in
    # hand, and how many mails hold the files that wait and those from before the window.
    messages: int = 0
    messages_waiting: int = 0
    tasks: tuple[NamedTask, ...] = ()
    queue_mails: int = 0
    outside_mails: int = 0

    @property
    def today(self) -> date:
        """The day that it is where the deadline is."""
        return self.as_of.astimezone(self.deadline.tzinfo).date()


# From here on a mail's own Date is shown beside its arrival.
_DATES_APART = timedelta(hours=1)


def own_date(received_at: datetime | None, sent_at: datetime | None) -> datetime | None:
    """A mail's own Date, where it lies apart from its arrival (notice 三.4)."""
    if received_at is None or sent_at is None:
        return None
    return sent_at if abs(received_at - sent_at) > _DATES_APART else None


class Received(msgspec.Struct, frozen=True):
    """How, where and when a file came in; `received_from` says where the time was read.

    The sender of a file that came by hand is who took it in; that of a fetched link its mail's.
    """

    mail_id: int
    sender_name: str
    sender_email: str
    subject: str
    received_at: datetime | None
    received_from: ReceivedFrom
    sent_at: datetime | None
    source: Source = Source.MAIL

    @property
    def own_date(self) -> datetime | None:
        """The mail's own Date, where it lies more than an hour from the arrival (notice 三.4)."""
        return own_date(self.received_at, self.sent_at)


class FileEntry(msgspec.Struct, frozen=True):
    """One file or link with all that is known of it; `because` says why it replaced a version,
    `viewing` what a person said of a video."""

    credit: Credit
    received: Received
    proposal: Proposal | None
    version: int = 0
    current: bool = False
    because: Detail | None = None
    measures: Params = msgspec.field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    viewing: Viewing | None = None


class HistoryLine(msgspec.Struct, frozen=True):
    """One line of the journal; `batch` and `reason` where a person decided.

    `about` names the subject as people know it, "" where it has no name; `readers` are the names
    of the reviewers to whom a case was assigned, or of whom a score is. `undone` says that the
    decision was taken back since.
    """

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: Params | None
    after: Params | None
    reason: str = ""
    batch: str | None = None
    undone: bool = False
    about: str = ""
    readers: tuple[str, ...] = ()


class BranchView(msgspec.Struct, frozen=True):
    """One branch for the side panel: its cells, its files newest first, its history.

    `notes` and `letters` are newest first; `countdown` goes to the limit of this branch, `dues`
    are those of the board. `outside` are files that may be its own and came before the window's
    start.
    """

    row: BranchRow
    files: tuple[FileEntry, ...]
    waiting: tuple[FileEntry, ...]
    history: tuple[HistoryLine, ...]
    countdown: Countdown
    vetting: Vetting | None = None
    notes: tuple[Note, ...] = ()
    letters: tuple[LetterStanding, ...] = ()
    outside: tuple[FileEntry, ...] = ()
    dues: tuple[DueDate, ...] = ()
    # Mails of words that want something and speak of it, and what people have in hand of it.
    messages: tuple[OpenMessage, ...] = ()
    tasks: tuple[Task, ...] = ()


class OpenMessage(msgspec.Struct, frozen=True):
    """An open conversation as a branch's panel shows it: its latest mail, and what it wants."""

    received: Received
    intents: tuple[Intent, ...]


class QueuedMail(msgspec.Struct, frozen=True):
    """One mail whole: its attachments in their order, then its links.

    `waiting` has the subjects of those that a person must settle. Of a huge `body` it is the
    beginning; `body_chars` counts it whole.
    """

    received: Received
    body: str
    body_chars: int
    files: tuple[FileEntry, ...]
    waiting: frozenset[str]
    problems: tuple[Problem, ...]


class MailProblem(msgspec.Struct, frozen=True):
    """A mail that was not read whole: a stored one, or a message that could not be stored at all.

    `received` is None for a message that is not stored; `folder` is where that one lies, and `at`
    when it arrived by the server, None where nobody knows. `files` are those of a stored mail.
    """

    subject: str
    received: Received | None
    folder: str
    at: datetime | None
    files: int
    problems: tuple[Problem, ...]
