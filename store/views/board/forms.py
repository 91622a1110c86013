"""READ: evaluation forms: which bound themselves to a session, and when each branch's came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from store.db.acts import Act, subject_id, subject_kind
from store.db.decisions import Decision
from store.items.form_binding import Binding, bind
from store.items.sessions import Session
from store.model import FileKind
from store.notice.notice import Dates
from store.roster.stored import StoredRoster
from store.views.board.branch_facts import FormArrival
from store.views.board.credits import Credit
from store.workspace.workspace import Workspace


def with_bound_forms(
    arrived: Sequence[Credit],
    sessions: Mapping[str, Session],
    roster: StoredRoster,
    dates: Dates,
) -> tuple[Credit, ...]:
    """The same credits; a form that bound itself to a session belongs to all on its agenda."""
    bound = []
    for credit in arrived:
        if unbound(credit):
            binding = binding_of(credit, sessions, roster, dates)
            if binding.session_id is not None:
                speakers = tuple(sessions[binding.session_id].speakers)
                credit = replace(credit, waiting=False, branch_ids=speakers)
        bound.append(credit)
    return tuple(bound)


def unbound(credit: Credit) -> bool:
    """Whether it is a form that nobody owns yet, neither a branch nor a session."""
    return (
        credit.kind is FileKind.EVAL_FORM
        and credit.decided_by is None
        and (credit.waiting or (credit.several and not credit.branch_ids))
    )


def binding_of(
    credit: Credit, sessions: Mapping[str, Session], roster: StoredRoster, dates: Dates
) -> Binding:
    """Which session a form binds itself to, or those to choose from."""
    home = {branch.id: branch.sub_committee_id for branch in roster.branches}
    units = {home[name] for name in credit.branch_ids if name in home}
    units |= senders_units(credit.sender_email, roster)
    return bind(
        sessions.values(),
        branch_ids=credit.branch_ids,
        several=credit.several,
        unit_ids=units,
        day=dates.day(credit.received_at) if credit.received_at else None,
    )


def senders_units(address: str, roster: StoredRoster) -> set[str]:
    """The sub-committees that an address belongs to, by their contacts and their branches'."""
    wanted = address.casefold()
    return {
        unit.id
        for unit in roster.sub_committees
        if wanted in (contact.casefold() for contact in unit.contacts)
    } | {
        branch.sub_committee_id
        for branch in roster.branches
        if wanted in (contact.casefold() for contact in branch.contacts)
    }


def form_arrivals(
    decisions: Iterable[Decision],
    arrived: Iterable[Credit],
    sessions: Mapping[str, Session],
    workspace: Workspace,
) -> dict[str, list[FormArrival]]:
    """The forms of each branch, by mail or on paper, oldest first (notice 三.4).

    A form that names one branch is that branch's, until staff bind it to a session. Where the
    settings say that one form serves a session, one that covers several branches of its agenda
    counts for all of them.
    """
    dates = workspace.notice.dates
    found: dict[str, list[FormArrival]] = defaultdict(list)
    for credit in arrived:
        if credit.kind is FileKind.EVAL_FORM and not credit.waiting and credit.received_at:
            day = dates.day(credit.received_at)
            for branch_id in credit.branch_ids:
                found[branch_id].append(FormArrival(day, credit))
    bound: dict[str, str] = {}
    for made in decisions:
        if made.act is not Act.FORM:
            continue
        if "file" in made.payload:
            bound[str(made.payload["file"])] = subject_id(made.subject)
            continue
        arrival = FormArrival(date.fromisoformat(str(made.payload["date"])), None)
        if subject_kind(made.subject) == "session":
            session = sessions.get(subject_id(made.subject))
            for branch_id in session.speakers if session else ():
                found[branch_id].append(arrival)
        else:
            found[subject_id(made.subject)].append(arrival)
    if workspace.settings.eval_form_per == "session":
        for session in sessions.values():
            if session.status == "cancelled":
                continue
            together = [
                arrival
                for name in session.speakers
                for arrival in found[name]
                if arrival.credit is not None and _of_session(arrival.credit, session, bound)
            ]
            for branch_id in session.speakers:
                mine = found[branch_id]
                mine.extend(one for one in together if one not in mine)
    for mine in found.values():
        mine.sort(key=lambda one: one.day)
    return found


def _of_session(credit: Credit, session: Session, bound: Mapping[str, str]) -> bool:
    """Whether a form is a session's, and not that of one branch on its agenda."""
    if credit.subject in bound:
        return bound[credit.subject] == session.id
    return sum(name in session.speakers for name in credit.branch_ids) > 1
