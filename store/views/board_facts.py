"""READ: everything that the board is derived from, read once and sorted by branch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.acts import Act, subject_id, subject_kind
from store.config import Workspace
from store.db import Store
from store.deadline import effective_limit
from store.decisions import Decision, live_decisions
from store.model import FileKind, SubCommittee
from store.rules import RuleSettings
from store.sessions import Session, sessions_of
from store.stored_roster import StoredRoster, load_roster
from store.views.cells import Facts
from store.views.credits import Credit, all_credits
from store.views.file_findings import Ruling
from store.views.mails import archive_problems, latest_measures
from store.views.marks import Marks, marks_of


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """The roster in scope, every file and link, and the facts of each branch by its id.

    `units` are the sub-committees in scope by their ids, `deadline` is everybody's, without
    extension and grace.
    """

    roster: StoredRoster
    arrived: tuple[Credit, ...]
    by_branch: dict[str, Facts]
    ruling: Ruling
    marks: Marks
    units: Mapping[str, SubCommittee]
    deadline: datetime

    @property
    def waiting(self) -> tuple[Credit, ...]:
        """What waits for a person and may belong to a branch in scope."""
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
    """Read the board's facts as of a moment: what had arrived by then, as judged to this day.

    Args:
        scope: a sub-committee's name; None means that of the settings.
    """
    settings = workspace.settings
    with store.snapshot():
        decisions = live_decisions(store)
        arrived = all_credits(store, decisions, as_of=as_of)
        measures = latest_measures(store)
        problems = archive_problems(store)
    roster = load_roster(store, scope=settings.scope if scope is None else scope)
    ruling = Ruling(
        workspace.notice,
        as_of,
        measures,
        RuleSettings(resolution=settings.resolution),
        archive_problems=problems,
    )
    active = roster.active
    credited: dict[str, list[Credit]] = defaultdict(list)
    waiting: dict[str, list[Credit]] = defaultdict(list)
    for credit in arrived:
        for branch_id in credit.branch_ids:
            (waiting if credit.waiting else credited)[branch_id].append(credit)
    sessions = sessions_of(decisions)
    forms = _form_days(decisions, arrived, sessions, workspace)
    marks = marks_of(decisions)
    speaking = _sessions_by_branch(sessions.values())
    by_branch = {
        branch.id: Facts(
            branch=branch,
            limit=effective_limit(
                settings.deadline,
                extension=marks.extension(branch),
                grace=timedelta(minutes=settings.grace_minutes),
            ),
            credited=credited[branch.id],
            waiting=waiting[branch.id],
            sessions=speaking[branch.id],
            form_days=sorted(forms[branch.id]),
            accepted=marks.accepted,
            dues=marks.dues,
            pins=marks.pins.get(branch.id, {}),
        )
        for branch in active
    }
    units = {unit.id: unit for unit in roster.sub_committees}
    return BoardFacts(roster, arrived, by_branch, ruling, marks, units, settings.deadline)


def _form_days(
    decisions: Iterable[Decision],
    arrived: Iterable[Credit],
    sessions: dict[str, Session],
    workspace: Workspace,
) -> dict[str, set[str]]:
    """The days on which forms came in, by branch: by mail or on paper (notice 三.4)."""
    zone = workspace.notice.dates.zone
    days: dict[str, set[str]] = defaultdict(set)
    for credit in arrived:
        if credit.kind is FileKind.EVAL_FORM and not credit.waiting and credit.received_at:
            for branch_id in credit.branch_ids:
                days[branch_id].add(credit.received_at.astimezone(zone).date().isoformat())
    for made in decisions:
        if made.act is not Act.FORM:
            continue
        day = str(made.payload["date"])
        if subject_kind(made.subject) == "session":
            session = sessions.get(subject_id(made.subject))
            for branch_id in session.speakers if session else ():
                days[branch_id].add(day)
        else:
            days[subject_id(made.subject)].add(day)
    if workspace.settings.eval_form_per == "session":
        for session in sessions.values():
            together = set().union(*(days[branch_id] for branch_id in session.speakers))
            for branch_id in session.speakers:
                days[branch_id] |= together
    return days


def _sessions_by_branch(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda entry: entry.date):
        for branch_id in session.speakers:
            found[branch_id].append(session)
    return found
