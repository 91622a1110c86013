"""READ: one snapshot for all reports: rows, files, counts, arrivals, who owes what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from store.db import chain
from store.db.database import Store
from store.errors import UsageError
from store.items.review import reviewers_of
from store.items.review_pack import packs_of
from store.letters.standing import begun_letters
from store.model import FileKind, Item, ReceivedFrom, State, SubCommittee
from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.notice.notice import Notice
from store.roster.stored import StoredRoster, find_sub_committee
from store.views.arrivals_before import hours_left_before
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.columns import asked_columns, asked_items, board_columns, due_columns
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.file_findings import findings_of, in_use, versions
from store.views.board.open_cells import DATED
from store.views.board.rows import branch_rows
from store.views.board.scopes import scope_counts
from store.views.board.types import BranchRow, Cell, DashboardView, Progress, SyncStatus
from store.views.items.review import BranchReview, branch_reviews
from store.views.owed import letter_lines, missing_lines, reminders_of
from store.views.report_types import (
    DayArrivals,
    FileLine,
    ReportView,
    Tally,
    UnitTally,
)
from store.workspace.earlier import earlier_files
from store.workspace.workspace import Workspace

# What came in by mail, whether or not it may stay as it is.
RECEIVED = (State.DONE, State.ACCEPTED, State.SOFT, State.FAULT, State.LINK)
_DATED = (FileKind.PLAN, FileKind.VIDEO)
_MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report is about: as of when, which sub-committees and columns; empty means all.

    `asking` are the columns that each kind of letter asks for something of: a letter of another
    kind is no reminder.
    """

    as_of: datetime
    sub_committees: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    asking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def report_view(store: Store, workspace: Workspace, scope: ReportScope) -> ReportView:
    """Derive everything that reports show: what had arrived by then, as judged to this day.

    Raises:
        ConfigError: `scope.unknown`.
        UsageError: `report.sub_committee`, with the names there are.
    """
    with store.snapshot():
        revision = store.revision()
        facts = _chosen(read_facts(store, workspace, as_of=scope.as_of), scope.sub_committees)
        mails = _mails(store)
        letters = begun_letters(store)
        last = chain.head(store)
    rows = branch_rows(facts)
    told = reminders_of(letters, scope.as_of, scope.asking)
    columns = tuple(
        name
        for name, column in asked_columns(workspace.notice).items()
        if (name in scope.columns if scope.columns else _is_ours(column, workspace))
    )
    dues = {
        name: facts.marks.dues[column.item]
        for name, column in asked_columns(workspace.notice).items()
        if name in columns and column.item in facts.marks.dues
    }
    recorded = {own.id for own in workspace.notice.own_items}.intersection(dues)
    board = _board(workspace, facts, rows, revision, scope.as_of)
    whole = not scope.sub_committees and not workspace.settings.scope
    return ReportView(
        board=board,
        whole=whole,
        columns=columns,
        begun=tuple(name for name in columns if any(_is_begun(row.cell(name)) for row in rows)),
        window_start=workspace.settings.window_start,
        units=_units(rows),
        tallies=tally_all(rows),
        files=tuple(_files(facts, rows, mails)),
        missing=tuple(
            missing_lines(
                rows, columns, asked=bool(scope.columns), reminders=told, recorded=recorded
            )
        ),
        dues=dues,
        arrivals=_arrivals(facts, workspace),
        letters=tuple(letter_lines(letters, facts, whole=whole)),
        history=str(last or ""),
        sessions=tuple(facts.sessions.values()),
        scores_by=tuple(_scores_by(facts)),
        # Ranks are places among all branches, and comments are for the department alone.
        reviews=_reviews(facts, rows, workspace.notice) if whole else (),
        hours_left_before=hours_left_before(earlier_files(workspace.folder), rows),
    )


def _is_begun(cell: Cell) -> bool:
    """Whether anything was done: that something is dated, or is past its date, is nothing done."""
    if cell.state in (State.OPEN, State.ABSENT):
        return cell.detail is not None and cell.detail.code != DATED
    return cell.state is not State.MISSING or cell.column in due_columns()


def _scores_by(facts: BoardFacts) -> Iterator[tuple[date, tuple[str, ...]]]:
    """The days by which packs ask for scores, with the names of their reviewers."""
    packs = packs_of(facts.decisions)
    asked: dict[str, list[str]] = defaultdict(list)
    for reviewer in reviewers_of(facts.decisions).values():
        pack = packs.get(reviewer.id)
        if pack is not None and pack.return_by and not reviewer.left:
            asked[pack.return_by].append(reviewer.name)
    for day, names in sorted(asked.items()):
        yield date.fromisoformat(day), tuple(names)


def _is_ours(column: BoardColumn, workspace: Workspace) -> bool:
    """Whether the office whose workspace it is has a say in it: review and volume are the
    department's (notice 一.5, 一.6)."""
    notice = workspace.notice
    theirs = {item.id for item in notice.items if item.owner == "department"} - {Item.PROMOTION}
    return workspace.office == "department" or column.item not in theirs


def tally_all(rows: Sequence[BranchRow]) -> tuple[Tally, ...]:
    """A tally of every column over some rows."""
    columns = [cell.column for cell in rows[0].cells] if rows else list(board_columns())
    return tuple(_tally(column, place, rows) for place, column in enumerate(columns))


def _tally(column: str, place: int, rows: Sequence[BranchRow]) -> Tally:
    cells = [row.cells[place] for row in rows]
    counted = Counter(cell.state for cell in cells)
    came = [cell for cell in cells if cell.state in RECEIVED] if column in due_columns() else []
    late = sum(cell.late for cell in came)
    return Tally(
        column=column,
        total=len(rows),
        complete=sum(counted[state] for state in State if state.complete),
        in_time=len(came) - late,
        late=late,
        states={state: counted[state] for state in State},
    )


def _chosen(facts: BoardFacts, names: tuple[str, ...]) -> BoardFacts:
    if not names:
        return facts
    units: list[SubCommittee] = []
    for name in names:
        known = facts.roster.sub_committees
        unit = next((entry for entry in known if entry.id == name), None)
        unit = unit or find_sub_committee(known, name)
        if unit is None:
            raise UsageError(
                "report.sub_committee",
                sub_committee=name,
                known="、".join(entry.name for entry in known),
            )
        units.append(unit)
    ids = {unit.id for unit in units}
    return replace(
        facts,
        roster=StoredRoster(
            tuple(b for b in facts.roster.branches if b.sub_committee_id in ids),
            tuple(unit for unit in facts.roster.sub_committees if unit.id in ids),
        ),
        units={unit.id: unit for unit in units},
        by_branch={
            branch_id: entry
            for branch_id, entry in facts.by_branch.items()
            if entry.branch.sub_committee_id in ids
        },
    )


def _board(
    workspace: Workspace,
    facts: BoardFacts,
    rows: tuple[BranchRow, ...],
    revision: int,
    as_of: datetime,
) -> DashboardView:
    return DashboardView(
        revision=revision,
        as_of=as_of,
        deadline=facts.deadline,
        countdown=countdown(
            as_of,
            facts.deadline,
            calendar=load_calendar(workspace.notice.dates, workspace.days),
        ),
        rows=rows,
        progress=tuple(
            Progress(
                item,
                sum(row.cell(item).state.complete for row in rows),
                len(rows),
                scope_counts(item, facts),
            )
            for item in asked_items(workspace.notice)
        ),
        queue=len(facts.waiting),
        links=len(facts.unfetched),
        problems=0,
        sync=SyncStatus(None, 0, None),
    )


def _units(rows: Sequence[BranchRow]) -> tuple[UnitTally, ...]:
    return tuple(
        UnitTally(mine[0].sub_committee, mine, tally_all(mine))
        for mine in (
            tuple(group) for _, group in groupby(rows, key=lambda row: row.sub_committee.id)
        )
    )


@dataclass(frozen=True, slots=True)
class _MailHead:
    sender_email: str
    subject: str
    received_from: ReceivedFrom


def _mails(store: Store) -> dict[int, _MailHead]:
    return {
        row["id"]: _MailHead(
            row["sender_email"], row["subject"], ReceivedFrom(row["received_from"])
        )
        for row in store.rows("SELECT id, sender_email, subject, received_from FROM mails")
    }


def _reviews(
    facts: BoardFacts, rows: Sequence[BranchRow], notice: Notice
) -> tuple[BranchReview, ...]:
    """How the review came out, of each branch with a result: scores by the criteria of an earlier
    notice give none."""
    if not any(entry.scores for entry in facts.by_branch.values()):
        return ()
    return tuple(one for one in branch_reviews(facts, rows, notice) if one.result is not None)


def _files(
    facts: BoardFacts, rows: Iterable[BranchRow], mails: dict[int, _MailHead]
) -> Iterable[FileLine]:
    """The files of each branch by kind, oldest first within a kind."""
    order = list(FileKind)
    for row in rows:
        mine = facts.by_branch[row.branch.id]
        numbers, current = _version_numbers(mine)
        for credit in sorted(mine.credited, key=lambda c: order.index(c.kind)):
            mail = mails[credit.mail_id]
            late, mended = _after_limit(credit, mine)
            # Only what is in use is held against the other files.
            beside = mine.credited if credit.subject in current else ()
            found = findings_of(credit, row.branch, facts.ruling, credited=beside, pins=mine.pins)
            yield FileLine(
                subject=credit.subject,
                branch=row.branch,
                sub_committee=row.sub_committee,
                kind=credit.kind,
                version=numbers.get(credit.subject, 0),
                current=credit.subject in current,
                path=credit.path,
                digest=credit.digest,
                size_bytes=credit.size_bytes,
                received_at=credit.received_at,
                received_from=mail.received_from,
                late=late,
                mended=mended,
                sender_email=mail.sender_email,
                mail_subject=mail.subject,
                measures=facts.ruling.measures_of(credit, mine.branch.id) or {},
                findings=found,
                accepted=tuple(
                    f.code for f in found if (credit.subject, f.code) in facts.ruling.accepted
                ),
                url=credit.url,
                expires_at=credit.expires_at,
            )


def _version_numbers(mine: Facts) -> tuple[dict[str, int], set[str]]:
    numbers: dict[str, int] = {}
    current: set[str] = set()
    for kind in {credit.kind for credit in mine.credited}:
        kept = versions(mine.credited, kind)
        numbers |= {credit.subject: number for number, credit in enumerate(kept, start=1)}
        if kept:
            current.add(in_use(kept, mine.pins.get(kind)).subject)
    return numbers, current


def _after_limit(credit: Credit, mine: Facts) -> tuple[bool, bool]:
    """Whether a file is late, or mends what was in time (补正).

    Only items 1 and 2 have a date, and their first arrival decides (notice 三.4).
    """
    if credit.kind not in _DATED or credit.received_at is None:
        return False, False
    limit = mine.limit_of(Item(credit.kind))
    if credit.received_at <= limit:
        return False, False
    first = min(c.received_at for c in mine.credited if c.kind is credit.kind and c.received_at)
    return first > limit, first <= limit


def _arrivals(facts: BoardFacts, workspace: Workspace) -> tuple[DayArrivals, ...]:
    """First arrivals per day, from the window's start to the deadline or the last arrival."""
    dates = workspace.notice.dates
    first: dict[FileKind, Counter[date]] = defaultdict(Counter)
    for mine in facts.by_branch.values():
        for kind in _DATED:
            came = [c.received_at for c in mine.credited if c.kind is kind and c.received_at]
            if came:
                first[kind][dates.day(min(came))] += 1
    days = sorted({*first[FileKind.PLAN], *first[FileKind.VIDEO]})
    due = dates.day(facts.deadline)
    end = max([due, *days])
    start = max(min([workspace.settings.window_start, *days]), end - timedelta(days=_MOST_DAYS - 1))
    found: list[DayArrivals] = []
    plans = sum(n for day, n in first[FileKind.PLAN].items() if day < start)
    videos = sum(n for day, n in first[FileKind.VIDEO].items() if day < start)
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        plans += first[FileKind.PLAN][day]
        videos += first[FileKind.VIDEO][day]
        found.append(
            DayArrivals(day, first[FileKind.PLAN][day], first[FileKind.VIDEO][day], plans, videos)
        )
    return tuple(found)
