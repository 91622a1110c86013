"""READ: sharing sessions, who still owes one or its form, and forms that came by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.db.database import Store
from store.items.sessions import Session, Speaker
from store.model import Branch, FileKind, Finding, SubCommittee
from store.notice.notice import Dates
from store.rules.form import form_fields
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.file_findings import findings_of
from store.views.board.forms import binding_of, unbound
from store.views.board.rows import branch_rows
from store.views.board.types import Cell
from store.views.items.promotion import in_roster_order
from store.views.items.sharing_owed import Owed, owed_of
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Speaking:
    """One branch on an agenda: who speaks, and how its form stands."""

    branch: Branch
    speaker: Speaker
    form: Cell


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session with its agenda in the order of the roster."""

    session: Session
    sub_committee: SubCommittee
    agenda: tuple[Speaking, ...]

    @property
    def forms(self) -> int:
        """How many branches of the agenda have their form in."""
        return sum(one.form.state.complete for one in self.agenda)


@dataclass(frozen=True, slots=True)
class Owing:
    """One branch that still owes a session, or the form of one it spoke in."""

    branch: Branch
    sub_committee: SubCommittee
    owes: Owed
    cell: Cell


@dataclass(frozen=True, slots=True)
class FormRow:
    """One evaluation form that came in as a file.

    `fields` are as they stand in its table, empty where it could not be read. `session_id` is
    where it belongs, None where a person must say; then `candidates` are the likeliest sessions.
    """

    subject: str
    path: str
    digest: str
    sender: str
    received_at: datetime | None
    branch_ids: tuple[str, ...]
    waiting: bool
    fields: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    session_id: str | None
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharingView:
    """Everything on item 4. `sessions` are grouped by sub-committee, newest first in each."""

    revision: int
    sessions: tuple[SessionRow, ...]
    owing: tuple[Owing, ...]
    forms: tuple[FormRow, ...]
    branches: tuple[Branch, ...]
    units: tuple[SubCommittee, ...]

    @property
    def to_bind(self) -> int:
        """How many forms wait for a person."""
        return sum(one.session_id is None and one.waiting for one in self.forms)


def sharing(store: Store, workspace: Workspace, *, now: datetime) -> SharingView:
    """Read the sessions and forms as of a moment."""
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now)
    rows = branch_rows(facts)
    cells = {row.branch.id: row.cell("eval_form") for row in rows}
    owing = []
    for row in rows:
        owes = owed_of(row)
        if owes is not None:
            owing.append(Owing(row.branch, row.sub_committee, owes, row.cell("sharing")))
    dates = workspace.notice.dates
    forms = tuple(
        _form(credit, facts, dates)
        for credit in reversed(facts.arrived)
        if credit.kind is FileKind.EVAL_FORM and not credit.is_link and _in_scope(credit, facts)
    )
    return SharingView(
        revision=revision,
        sessions=_sessions(facts, cells),
        owing=tuple(owing),
        forms=forms,
        branches=tuple(entry.branch for entry in in_roster_order(facts)),
        units=tuple(facts.units.values()),
    )


def _sessions(facts: BoardFacts, form_cells: dict[str, Cell]) -> tuple[SessionRow, ...]:
    order = {unit_id: place for place, unit_id in enumerate(facts.units)}
    kept = [one for one in facts.sessions.values() if one.sub_committee_id in order]
    kept.sort(key=lambda one: one.date, reverse=True)
    kept.sort(key=lambda one: order[one.sub_committee_id])
    return tuple(
        SessionRow(
            session=session,
            sub_committee=facts.units[session.sub_committee_id],
            agenda=tuple(
                Speaking(
                    entry.branch, session.speakers[entry.branch.id], form_cells[entry.branch.id]
                )
                for entry in facts.by_branch.values()
                if entry.branch.id in session.speakers
            ),
        )
        for session in kept
    )


def _in_scope(credit: Credit, facts: BoardFacts) -> bool:
    if not credit.branch_ids:
        return credit.waiting or credit.several
    return any(name in facts.by_branch for name in credit.branch_ids)


def _form(credit: Credit, facts: BoardFacts, dates: Dates) -> FormRow:
    owner = next((facts.by_branch[n] for n in credit.branch_ids if n in facts.by_branch), None)
    measures = facts.ruling.measures.get(credit.digest, {})
    session_id: str | None = None
    candidates: tuple[str, ...] = ()
    if unbound(credit):
        candidates = binding_of(credit, facts.sessions, facts.everyone, dates).candidates
    else:
        # The latest session that has all its branches on the agenda.
        fitting = [
            one
            for one in facts.sessions.values()
            if one.status != "cancelled"
            and credit.branch_ids
            and all(name in one.speakers for name in credit.branch_ids)
        ]
        session_id = max(fitting, key=lambda one: one.date).id if fitting else None
    return FormRow(
        subject=credit.subject,
        path=credit.path,
        digest=credit.digest,
        sender=credit.sender_email,
        received_at=credit.received_at,
        branch_ids=credit.branch_ids,
        waiting=unbound(credit),
        fields=form_fields(measures),
        findings=findings_of(
            credit,
            owner.branch,
            facts.ruling,
            credited=owner.credited,
            pins=owner.pins,
        )
        if owner is not None
        else (),
        session_id=session_id,
        candidates=candidates,
    )
