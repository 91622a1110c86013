"""READ: everything that the board is derived from, read once and sorted by branch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache, partial

import msgspec

from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Decision
from store.decisions.marks import DATED_BY_STAFF
from store.items.promotions import Article, articles_of, channels_of, excellent_branches
from store.items.review import assignment_of, scores_of
from store.items.sessions import Session, sessions_of
from store.items.volume import selections_of
from store.letters.handed_on import HandedFile, handed_files
from store.letters.sent_back import SentBack, sent_back
from store.model import Item, SubCommittee
from store.notice.deadline import effective_limit
from store.roster.stored import StoredRoster, within_scope
from store.rules.findings import RuleSettings
from store.views.board.alike import Comparable, alike, comparable
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit, arrived_by
from store.views.board.file_findings import Ruling
from store.views.board.films import with_films_compared
from store.views.board.forms import form_arrivals, with_bound_forms
from store.views.board.handed_on import with_order_kept
from store.views.board.marks import Marks, marks_of
from store.views.board.records import BoardRecords, read_records
from store.views.board.types import BranchRow
from store.workspace.earlier import EarlierFile, earlier_files
from store.workspace.settings import Settings
from store.workspace.workspace import Workspace


class _Basis(msgspec.Struct, frozen=True):
    """What a board is derived from; where it is another, the board is another."""

    records: BoardRecords
    come: tuple[Credit, ...]
    earlier: tuple[EarlierFile, ...]
    scope: str
    asked_by: datetime


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """The roster in scope, every file and link, and the facts of each branch by its id.

    Of what waits, `early` has the subjects from before the window: they are asked about apart and
    count for no branch. `units` are the sub-committees in scope, `deadline` is everybody's, without
    extension and grace; `sessions` are all sharing sessions by their ids.
    """

    roster: StoredRoster
    arrived: tuple[Credit, ...]
    by_branch: dict[str, Facts]
    ruling: Ruling
    marks: Marks
    units: Mapping[str, SubCommittee]
    deadline: datetime
    sessions: Mapping[str, Session]
    early: frozenset[str]
    # Whether a sub-committee looks at its own, and what it handed on to the department then.
    own_desk: bool
    handed: tuple[HandedFile, ...]
    # What all this was derived from.
    basis: _Basis
    comparable: Comparable
    # What the department sent back to a sub-committee for correction, by branch.
    sent_back: Mapping[str, SentBack] = field(default_factory=dict)
    # The rows of branches, by their ids, as far as they were derived.
    rows: dict[str, BranchRow] = field(default_factory=dict, init=False, compare=False)
    # What other views derived of these facts, by what each calls it.
    kept: dict[str, object] = field(default_factory=dict, init=False, compare=False)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Those that were not undone, oldest first."""
        return self.basis.records.decisions

    @property
    def everyone(self) -> StoredRoster:
        """The roster of the whole department."""
        return self.basis.records.roster

    @property
    def waiting(self) -> tuple[Credit, ...]:
        """What waits for a person and may belong to a branch in scope."""
        return tuple(one for one in self._asked() if one.subject not in self.early)

    @property
    def outside(self) -> tuple[Credit, ...]:
        """What waits from before the window (窗口外)."""
        return tuple(one for one in self._asked() if one.subject in self.early)

    @property
    def turns(self) -> set[datetime]:
        """The moments at which time alone changes a row, beside midnight."""
        limits = {limit for one in self.by_branch.values() for limit in one.all_limits}
        return limits.union(self.marks.dues.values())

    def _asked(self) -> tuple[Credit, ...]:
        return tuple(
            credit
            for credit in self.arrived
            if credit.waiting
            and (not credit.branch_ids or any(name in self.by_branch for name in credit.branch_ids))
        )

    @property
    def unfetched(self) -> tuple[Credit, ...]:
        """The oversize attachments whose content is still elsewhere."""
        return tuple(
            credit
            for credit in self.arrived
            if credit.is_link
            and (credit.waiting or any(name in self.by_branch for name in credit.branch_ids))
            and (not credit.branch_ids or any(name in self.by_branch for name in credit.branch_ids))
        )


def read_facts(
    store: Store, workspace: Workspace, *, as_of: datetime, scope: str | None = None
) -> BoardFacts:
    """The board's facts as of a moment: what had arrived by then, as judged to this day.

    They are derived once a revision for all who ask through one workspace; after a decision only
    what it changed is.

    Args:
        scope: a sub-committee's name; None means that of the settings.
    """
    derived = workspace.derived
    with derived.lock, store.snapshot():
        last = derived.value if isinstance(derived.value, BoardFacts) else None
        records = read_records(store, last.basis.records if last else None)
        handed: tuple[HandedFile, ...] = ()
        back: Mapping[str, SentBack] = {}
        if workspace.office == "sub_committee":
            handed = handed_files(store, records.decisions)
            department = (workspace.notice.mailbox, workspace.settings.letters.submit_to)
            back = sent_back(store, department, records.roster.active, as_of=as_of)
        basis = _Basis(
            records,
            arrived_by(records.arrivals, as_of),
            earlier_files(workspace.folder),
            workspace.settings.scope if scope is None else scope,
            workspace.asked_by,
        )
        if last is None or last.basis != basis:
            board = _derived(basis, workspace, as_of, handed, last)
        else:
            now = msgspec.structs.replace(last.ruling, as_of=as_of)
            board = replace(last, ruling=now, handed=handed, basis=basis)
        if board.sent_back != back:
            board = replace(board, sent_back=back)
        if last is not None:
            board.rows.update(_rows_that_hold(last, board))
        if scope is None:
            derived.value = board
    return board


def _rows_that_hold(before: BoardFacts, now: BoardFacts) -> Iterator[tuple[str, BranchRow]]:
    """The rows of before that are derived from the same facts, and that time did not turn."""
    then, ruling = before.ruling, now.ruling
    if (
        now.own_desk
        or then.measures is not ruling.measures
        or then.archive_problems is not ruling.archive_problems
        or (then.channels, then.today) != (ruling.channels, ruling.today)
        or (before.units, before.deadline) != (now.units, now.deadline)
    ):
        return
    if ruling.as_of < then.as_of or any(then.as_of <= one <= ruling.as_of for one in now.turns):
        return
    touched = {subject for subject, _ in before.marks.accepted ^ now.marks.accepted}
    touched |= _changed(then.viewings, ruling.viewings) | _changed(then.alike, ruling.alike)
    touched |= {one.subject for one in now.arrived if one.expires_at is not None}
    marked = _changed(before.marks.vetted, now.marks.vetted)
    marked |= _changed(before.marks.notes, now.marks.notes)
    # Whoever still looks at the board of before may derive further rows of it meanwhile.
    for branch_id, row in before.rows.copy().items():
        mine, was = now.by_branch.get(branch_id), before.by_branch[branch_id]
        if (
            mine is not None
            and (mine is was or mine == was)
            and branch_id not in marked
            and (
                before.marks.extensions == now.marks.extensions
                or before.marks.extension(was.branch) == now.marks.extension(mine.branch)
            )
            and (not touched or touched.isdisjoint(_subjects_of(mine)))
        ):
            yield branch_id, row


def _subjects_of(facts: Facts) -> Iterator[str]:
    yield subject("branch", facts.branch.id)
    yield from (credit.subject for credit in (*facts.credited, *facts.waiting))
    yield from (form.credit.subject for form in facts.forms if form.credit is not None)


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {name for name in {*before, *now} if before.get(name) != now.get(name)}


def _derived(
    basis: _Basis,
    workspace: Workspace,
    as_of: datetime,
    handed: tuple[HandedFile, ...],
    last: BoardFacts | None,
) -> BoardFacts:
    settings, records, decisions = workspace.settings, basis.records, basis.records.decisions
    sessions = sessions_of(decisions)
    arrived = with_bound_forms(basis.come, sessions, records.roster, workspace.notice.dates)
    roster = within_scope(records.roster, basis.scope)
    marks = marks_of(decisions)
    marks = msgspec.structs.replace(marks, dues={**_noticed_dues(workspace), **marks.dues})
    ruling = Ruling(
        workspace.notice,
        as_of,
        records.measures,
        RuleSettings(resolution=settings.resolution),
        archive_problems=records.archive_problems,
        channels=channels_of(workspace.notice, decisions),
        viewings=marks.viewings,
        accepted=marks.accepted,
    )
    arrived = with_films_compared(with_order_kept(arrived), ruling)
    active = roster.active
    credited: dict[str, list[Credit]] = defaultdict(list)
    waiting: dict[str, list[Credit]] = defaultdict(list)
    early = _before_window(arrived, workspace)
    for credit in arrived:
        if credit.subject in early:
            continue
        for branch_id in credit.branch_ids:
            (waiting if credit.waiting else credited)[branch_id].append(credit)
    same_measures = last is not None and last.ruling.measures is ruling.measures
    files = comparable(
        active, credited, ruling.measures, last.comparable if last and same_measures else {}
    )
    if last and last.comparable == files and last.basis.earlier == basis.earlier:
        ruling = msgspec.structs.replace(ruling, alike=last.ruling.alike)
    else:
        ruling = msgspec.structs.replace(ruling, alike=alike(files, basis.earlier))
    forms = form_arrivals(decisions, arrived, sessions, workspace)
    speaking = _sessions_by_branch(sessions.values())
    articles = _articles_by_branch(articles_of(decisions))
    excellent = excellent_branches(decisions)
    assigned, scores = assignment_of(decisions), scores_of(decisions)
    selections = selections_of(decisions)
    asked = msgspec.structs.replace(settings, deadline=basis.asked_by)
    limit_of = lru_cache(partial(_limit, asked))
    limits_of = lru_cache(partial(_limits, workspace))
    by_branch = {
        branch.id: Facts(
            branch=branch,
            limit=limit_of(marks.extension(branch)),
            limits=limits_of(marks.extension(branch)),
            credited=credited.get(branch.id, ()),
            waiting=waiting.get(branch.id, ()),
            sessions=speaking.get(branch.id, ()),
            forms=forms.get(branch.id, ()),
            dues=marks.dues,
            own_items=marks.own_items.get(branch.id, {}),
            pins=marks.pins.get(branch.id, {}),
            articles=articles.get(branch.id, ()),
            excellent=branch.id in excellent,
            reviewers=assigned.get(branch.id, ()),
            scores=scores.get(branch.id, ()),
            selection=selections.get(branch.id),
        )
        for branch in active
    }
    units = {unit.id: unit for unit in roster.sub_committees}
    return BoardFacts(
        roster,
        arrived,
        by_branch,
        ruling,
        marks,
        units,
        basis.asked_by,
        sessions=sessions,
        early=early,
        own_desk=workspace.office == "sub_committee",
        handed=handed,
        basis=basis,
        comparable=files,
    )


def _noticed_dues(workspace: Workspace) -> dict[str, datetime]:
    """The dates that the notice gives to items 3 to 6 and to those beside the six; those that
    staff set rule over them."""
    dates, year = workspace.notice.dates, workspace.settings.deadline.year
    days: dict[str, str | None] = {
        item.id: item.deadline
        for item in workspace.notice.items
        if item.due and item.id in DATED_BY_STAFF
    }
    dues = {
        name: dates.end_of(dates.day_in(day or dates.deadline, year)) for name, day in days.items()
    }
    for own in workspace.notice.own_items:
        if own.due:
            dues[own.id] = workspace.asked_for(own.deadline or dates.deadline)
    return dues


def _limits(workspace: Workspace, extension: datetime | None) -> dict[Item, datetime]:
    """The last moments in time of items 1 and 2 that have a date of their own in the notice."""
    settings = workspace.settings
    return {
        item: _limit(msgspec.structs.replace(settings, deadline=due), extension)
        for item, due in workspace.own_dates.items()
    }


def _limit(settings: Settings, extension: datetime | None) -> datetime:
    """The last moment in time, in the deadline's zone; most branches share it."""
    grace = timedelta(minutes=settings.grace_minutes)
    limit = effective_limit(settings.deadline, extension=extension, grace=grace)
    return limit.astimezone(settings.deadline.tzinfo)


def _before_window(arrived: Iterable[Credit], workspace: Workspace) -> frozenset[str]:
    """The subjects of what waits and came before the notice's window."""
    dates, start = workspace.notice.dates, workspace.settings.window_start
    return frozenset(
        one.subject
        for one in arrived
        if one.waiting and one.received_at is not None and dates.day(one.received_at) < start
    )


def _sessions_by_branch(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda entry: entry.date):
        for branch_id in session.speakers:
            found[branch_id].append(session)
    return found


def _articles_by_branch(articles: Iterable[Article]) -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        for branch_id in article.branch_ids:
            found[branch_id].append(article)
    return found
