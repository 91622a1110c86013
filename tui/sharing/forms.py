"""Evaluation forms on the screen of sharing: bound to a session, accepted though empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from tui.sharing.screen import SharingPlace


def ask_session_of_form(place: SharingPlace) -> None:
    """Ask to which session the form under the cursor belongs; the likeliest come first."""
    from tui.dialogs.pick import Entry, Pick

    form = place.form_row
    if form is None or place.facts is None:
        return
    say = place.desk.wording.say
    likely = [place.sessions_by_id[n] for n in form.candidates if n in place.sessions_by_id]
    rest = [
        row
        for row in place.facts.sessions
        if row.session.status != "cancelled" and row not in likely
    ]
    entries = [
        Entry(
            row.session.id,
            f"{row.session.date.isoformat()}  {row.sub_committee.name}",
            say("sharing.of_agenda", n=len(row.agenda)),
        )
        for row in (*likely, *rest)
    ]
    if not entries:
        place.say("sharing.no_session", ink="amber")
        return
    revision, desk = place.revision, place.desk
    zone = desk.workspace.notice.dates.zone
    day = form.received_at.astimezone(zone).date() if form.received_at else place.today()

    def bind(session_id: str | None) -> None:
        if session_id is None:
            return
        session = place.sessions_by_id[session_id].session

        def write(store: Store, now: datetime) -> str:
            from store.items.sessions import bind_form

            bind_form(
                store,
                form.subject,
                session,
                day=day,
                at=now,
                who=desk.who,
                base_revision=revision,
            )
            return desk.wording.say("sharing.bound")

        place.decide(write)

    title = say("sharing.bind", file=form.path.rsplit("/", 1)[-1])
    place.app.push_screen(Pick(title, entries, desk.wording), bind)


def accept_blank(place: SharingPlace) -> None:
    """Accept a form that came in empty, with a reason."""
    from tui.dialogs.ask import AskText

    form = place.form_row
    codes = [one.code for one in form.findings if one.severity == "hard"] if form else []
    if form is None or not codes:
        place.say("sharing.nothing_to_accept", ink="amber")
        return
    revision, desk = place.revision, place.desk

    def accept(reason: str | None) -> None:
        if reason is None:
            return

        def write(store: Store, now: datetime) -> str:
            from store.decisions.marks import Marking
            from store.decisions.marks import accept as accept_findings

            accept_findings(
                store,
                [(form.subject, code) for code in codes],
                reason=reason,
                marking=Marking(now, desk.who, revision),
            )
            return desk.wording.say("sharing.accepted")

        place.decide(write)

    say = desk.wording.say
    question = AskText(say("sharing.accept_why"), desk.wording, needed=say("error.mark.no_reason"))
    place.app.push_screen(question, accept)
