"""READ: the whole board as of one moment."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from store.db.database import Store
from store.letters.returned import unfit_bounces
from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.views.board.columns import asked_items
from store.views.board.due_dates import due_dates
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.finding import by_cells
from store.views.board.links import expiring_soon
from store.views.board.rows import branch_rows
from store.views.board.scopes import scope_counts
from store.views.board.seen import seen_by
from store.views.board.sync_status import sync_status
from store.views.board.types import OF_THE_DEPARTMENT, BranchRow, DashboardView, Progress
from store.views.inbox.conversations import conversations
from store.views.named_tasks import named_tasks, with_tasks
from store.workspace.workspace import Workspace


def dashboard(
    store: Store,
    workspace: Workspace,
    *,
    now: datetime,
    scope: str | None = None,
    who: str | None = None,
) -> DashboardView:
    """Derive the board at `now`: what had arrived by then, as judged and decided to this day.

    Args:
        scope: a sub-committee's name for this once; None means that of the settings.
        who: the person who looks, for what is new to that person; None: nothing is.

    Raises:
        ConfigError: `scope.unknown`.
    """
    return read_dashboard(store, workspace, now=now, scope=scope, who=who)[0]


def read_dashboard(
    store: Store,
    workspace: Workspace,
    *,
    now: datetime,
    scope: str | None = None,
    who: str | None = None,
) -> tuple[DashboardView, BoardFacts]:
    """As `dashboard`, with the facts that it was derived from, for views of single branches."""
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now, scope=scope)
        problems = _problem_count(store)
        sync = sync_status(store)
        seen = None if who is None else seen_by(store, who)
        talks = conversations(store, facts, workspace)
        tasks = named_tasks(store, facts, talks)
    rows = tuple(with_tasks(branch_rows(facts, seen), tasks, talks, who))
    early = sum(one.is_early and not one.latest.files for one in talks)
    view = DashboardView(
        revision=revision,
        as_of=now,
        deadline=facts.deadline,
        countdown=countdown(
            now,
            facts.deadline,
            calendar=load_calendar(workspace.notice.dates, workspace.days),
        ),
        rows=rows,
        progress=_progress(rows, facts),
        queue=len(facts.waiting),
        links=len(facts.unfetched),
        problems=problems,
        sync=sync,
        links_soon=expiring_soon(facts, now=now),
        outside=len(facts.outside),
        next_turn=_next_turn(facts, now),
        dues=due_dates(facts, workspace, now),
        messages=sum(one.is_open for one in talks),
        messages_waiting=sum(one.waits for one in talks),
        tasks=tasks,
        queue_mails=len({one.mail_id for one in facts.waiting}),
        outside_mails=len({one.mail_id for one in facts.outside}) + early,
    )
    return view, facts


def _next_turn(facts: BoardFacts, now: datetime) -> datetime:
    """The next limit or due date, at the latest midnight: days and sessions turn then."""
    dates = facts.ruling.notice.dates
    tomorrow = dates.day(now) + timedelta(days=1)
    moments = (facts.deadline, dates.start_of(tomorrow), *facts.turns)
    return min(one for one in moments if one >= now)


def _progress(rows: tuple[BranchRow, ...], facts: BoardFacts) -> tuple[Progress, ...]:
    """How far each item is."""
    done = Counter[str]()
    for row, count in by_cells(rows):
        for cell in row.cells:
            done[cell.column] += count * cell.state.complete
    return tuple(
        Progress(
            item,
            done[item],
            len(rows),
            scope_counts(item, facts),
            ours=not (facts.own_desk and item in OF_THE_DEPARTMENT),
        )
        for item in asked_items(facts.ruling.notice)
    )


def _problem_count(store: Store) -> int:
    """Mails and messages that were not read whole, and bounces that fit no letter."""
    mails = {row["id"] for row in store.rows("SELECT id FROM mails WHERE problems != '[]'")}
    mails.update(bounce.mail_id for bounce in unfit_bounces(store))
    unread = store.rows(
        "SELECT count(*) AS n FROM places WHERE mail_id IS NULL AND problem IS NOT NULL"
    )
    return len(mails) + int(unread[0]["n"])
