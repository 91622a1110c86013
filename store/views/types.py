"""What a screen or a report is given: frozen, worded at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from store.deadline import Countdown
from store.model import (
    Branch,
    Evidence,
    FileKind,
    Finding,
    Item,
    Params,
    Problem,
    Proposal,
    ReceivedFrom,
    State,
    SubCommittee,
)

# The columns of the board: the six ones, and the evaluation form beside its session.
COLUMNS = ("plan", "video", "promotion", "sharing", "eval_form", "review", "volume")


@dataclass(frozen=True, slots=True)
class Detail:
    """A few words of a cell: a code of the catalogs and its params."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column of one branch stands.

    `late` is true only for what has a date: nothing by then, or a first arrival after it.
    """

    branch_id: str
    column: str
    state: State
    detail: Detail | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch of the board; `cells` are in the order of `COLUMNS`."""

    branch: Branch
    sub_committee: SubCommittee
    cells: tuple[Cell, ...]
    limit: datetime
    last_arrival: datetime | None

    def cell(self, column: str) -> Cell:
        """The cell of one column."""
        return self.cells[COLUMNS.index(column)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one of the six is: `total` counts the branches in *its* scope."""

    item: Item
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """When the mailbox was last read well, and what stopped the last try, if anything did."""

    last_good: datetime | None
    last_new: int
    error: str | None


@dataclass(frozen=True, slots=True)
class DashboardView:
    """The whole board as of one moment. `rows` are grouped by sub-committee, in roster order.

    `queue` counts files and links that wait for a person, `links` oversize attachments not
    yet fetched, `problems` mails that could not be read whole.
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


@dataclass(frozen=True, slots=True)
class Received:
    """Where and when a file came in; `received_from` says where the time was read."""

    mail_id: int
    sender_name: str
    sender_email: str
    subject: str
    received_at: datetime | None
    received_from: ReceivedFrom
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file or link with all that is known of it."""

    subject: str
    path: str
    digest: str
    media_type: str
    size_bytes: int | None
    kind: FileKind
    branch_ids: tuple[str, ...]
    received: Received
    proposal: Proposal | None
    decided_by: str | None
    version: int = 0
    current: bool = False
    url: str | None = None
    expires_at: datetime | None = None
    measures: Params = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the journal."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    before: Params | None
    after: Params | None


@dataclass(frozen=True, slots=True)
class BranchView:
    """One branch for the side panel: its cells, its files newest first, its history."""

    row: BranchRow
    files: tuple[FileEntry, ...]
    waiting: tuple[FileEntry, ...]
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """One mail of which something waits for a person."""

    received: Received
    body: str
    waiting: tuple[FileEntry, ...]
    settled: tuple[FileEntry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MailProblem:
    """Something that could not be read: of a stored mail, or a message not stored at all."""

    mail_id: int | None
    where: str
    subject: str
    problem: Problem


Names = Mapping[str, str]
