"""What F6 shows: sessions with their agendas, who still owes what, forms that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from store.text.visible import visible
from store.views.items.sharing import FormRow, Owing, SessionRow, SharingView
from tui.base.inks import STATE_INKS
from tui.places.split_place import SplitPlace
from tui.widgets.painted import Line, Span, crop, crop_middle, fit, width_of, wrap
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from store.db.database import Store

_STATUS_INKS = {"planned": "blue", "held": "done", "cancelled": "dim"}
_SPEAKER_INKS = {"secretary": "text", "deputy": "text", "absent": "amber"}
# The mark of the form, and a blank.
_STATE_WIDTH = 3
SESSIONS, OWING, FORMS = "sessions", "owing", "forms"


class SharingList(SplitPlace[SharingView]):
    """Three lists: the sessions, who still owes what, and the forms that came by mail."""

    NAME = "sharing"
    TABS = (SESSIONS, OWING, FORMS)

    def read(self, store: Store) -> SharingView:
        """Sessions and forms as of now."""
        from store.views.items.sharing import sharing

        return sharing(store, self.desk.workspace, now=self.desk.clock())

    # -- drawing ---------------------------------------------------------------------------

    def counts(self, facts: SharingView) -> Line:
        """How many sessions were held, what is owed, what waits."""
        say = self.desk.wording.say
        held = sum(row.session.status == "held" for row in facts.sessions)
        owed = {kind: sum(one.owes == kind for one in facts.owing) for kind in ("session", "form")}
        return [
            (say("sharing.count_held") + " ", "dim"),
            (f"{held}  ", "strong bold"),
            (say("sharing.count_session") + " ", "dim"),
            (f"{owed['session']}  ", "amber bold" if owed["session"] else "dim"),
            (say("sharing.count_form") + " ", "dim"),
            (f"{owed['form']}  ", "amber bold" if owed["form"] else "dim"),
            (say("sharing.count_bind") + " ", "dim"),
            (f"{facts.to_bind}", "blue bold" if facts.to_bind else "dim"),
        ]

    def rows(self, facts: SharingView) -> Sequence[Row]:
        """The rows of the tab that is shown."""
        if self.tab == FORMS:
            return [Row(one.subject, partial(self._form_row, one)) for one in facts.forms]
        rows: list[Row] = []
        if self.tab == SESSIONS:
            for unit, sessions in groupby(facts.sessions, key=lambda one: one.sub_committee):
                rows.append(Row(None, partial(_heading, unit.name)))
                rows += [Row(one.session.id, partial(self._session_row, one)) for one in sessions]
            return rows
        for unit, owing in groupby(facts.owing, key=lambda one: one.sub_committee):
            rows.append(Row(None, partial(_heading, unit.name)))
            rows += [Row(one.branch.id, partial(self._owing_row, one)) for one in owing]
        return rows

    def heads(self, width: int) -> Line:
        """The heads of the tab that is shown."""
        say = self.desk.wording.say
        heads = {
            SESSIONS: (("day", 11), ("status", 10), ("form", 10), ("forms", 8), ("place", 20)),
            OWING: (("branch", max(width - 24, 10)), ("owes", 24)),
            FORMS: (("file", max(width - 34, 10)), ("came", 12), ("bound", 22)),
        }[self.tab or SESSIONS]
        return [(fit(say(f"sharing.head_{name}"), cells), "dim") for name, cells in heads]

    def _session_row(self, row: SessionRow, width: int) -> Line:
        session, say = row.session, self.desk.wording.say
        forms = f"{row.forms}/{len(row.agenda)}"
        whole = row.forms == len(row.agenda) and session.status == "held"
        return [
            (fit(session.date.isoformat(), 11), "text"),
            (fit(say(f"session_status.{session.status}"), 10), _STATUS_INKS[session.status]),
            (fit(visible(session.form), 10), "text"),
            (fit(forms, 8), "done" if whole else "dim"),
            (crop(visible(session.place), max(width - 39, 1)), "text"),
        ]

    def _owing_row(self, one: Owing, width: int) -> Line:
        say, cell = self.desk.wording.say, one.cell
        detail = ""
        if one.owes == "session" and cell.detail is not None:
            detail = say(cell.detail.code, **cell.detail.params)
        ink = "red" if cell.late else "amber" if one.owes == "form" else "text"
        late = say("board.late") if cell.late else ""
        return [
            (fit(crop_middle(visible(one.branch.name), max(width - 25, 8)), width - 24), "text"),
            (fit(f"{late}{say(f'owes.{one.owes}')}  {detail}", 24), ink),
        ]

    def _form_row(self, form: FormRow, width: int) -> Line:
        say = self.desk.wording.say
        came = self._day(form)
        if form.waiting:
            bound, ink = say("form_state.waiting"), "blue bold"
        elif form.findings and form.findings[0].severity == "hard":
            bound, ink = say("cell.form_empty"), "red"
        else:
            session = self._session_of(form)
            day = f"  {session.session.date:%m-%d}" if session else ""
            bound, ink = say("form_state.bound") + day, "done"
        name = form.path.rsplit("/", 1)[-1]
        room = max(width - 34, 10)
        return [
            (fit(crop_middle(visible(name), room - 1), room), "text"),
            (fit(came, 12), "dim"),
            (fit(bound, 22), ink),
        ]

    def detail(self, width: int) -> list[Line]:
        """The agenda of a session, or the fields of a form."""
        if (row := self.session_row) is not None:
            return self._session_lines(row, width)
        if (form := self.form_row) is not None:
            return self._form_lines(form, width)
        if (owing := self.owing_row) is not None:
            code = f"sharing.why_{owing.owes}"
            said = self.desk.wording.say(code, unit=owing.sub_committee.name)
            lines: list[Line] = [
                ((part, "strong bold"),) for part in wrap(owing.branch.name, width)
            ]
            return [*lines, (), *(((part, "dim"),) for part in wrap(said, width))]
        return []

    def _session_lines(self, row: SessionRow, width: int) -> list[Line]:
        session, say = row.session, self.desk.wording.say
        head = f"{session.date.isoformat()}  {say(f'session_status.{session.status}')}"
        lines: list[Line] = [((head, f"{_STATUS_INKS[session.status]} bold"),)]
        lines += [((part, "dim"),) for part in wrap(row.sub_committee.name, width)]
        facts = [session.place, session.form]
        facts.append(
            say("sharing.precautions" if session.precautions else "sharing.no_precautions")
        )
        if session.attendance:
            facts.append(say("sharing.attendance", n=session.attendance))
        if session.photos:
            facts.append(say("sharing.photos", n=len(session.photos)))
        lines += [((part, "text"),) for part in wrap("  ".join(filter(None, facts)), width)]
        if session.note:
            lines += [((part, "dim"),) for part in wrap(session.note, width)]
        lines += [(), ((say("sharing.agenda"), "dim"),)]
        speakers = {name: say(f"speaker.{name}") for name in _SPEAKER_INKS}
        last = max(map(width_of, speakers.values()))
        name_width = max(width - _STATE_WIDTH - last, 1)
        for one in row.agenda:
            state = one.form.state
            form: Span = (fit(say(f"state.{state}"), _STATE_WIDTH), f"{STATE_INKS[state]} bold")
            name = fit(crop_middle(visible(one.branch.name), name_width - 1), name_width)
            speaker: Span = (speakers[one.speaker], _SPEAKER_INKS[one.speaker])
            lines.append((form, (name, "text"), speaker))
        return lines

    def _form_lines(self, form: FormRow, width: int) -> list[Line]:
        from tui.base.worded_facts import finding_words

        say = self.desk.wording.say
        lines: list[Line] = [((part, "strong bold"),) for part in wrap(form.path, width)]
        lines.append(((f"{form.sender}  {self._day(form)}", "dim"),))
        for found in form.findings:
            said = finding_words(found, self.desk.wording)
            ink = "red" if found.severity == "hard" else "dim"
            lines += [((part, ink),) for part in wrap(said, width)]
        if form.waiting:
            lines += [(), *(((part, "blue"),) for part in wrap(say("sharing.bind_how"), width))]
        elif form.branch_ids:
            names = {one.id: one.name for one in self.facts.branches} if self.facts else {}
            owners = "、".join(names.get(one, one) for one in form.branch_ids)
            lines += [((part, "text"),) for part in wrap(owners, width)]
        lines.append(())
        if not form.fields:
            return [*lines, *(((part, "dim"),) for part in wrap(say("sharing.not_read"), width))]
        for label, value in form.fields:
            text = f"{label}：{value or say('sharing.blank')}"
            lines += [((part, "text" if value else "amber"),) for part in wrap(text, width)]
        return lines

    def _day(self, form: FormRow) -> str:
        if form.received_at is None:
            return ""
        local = form.received_at.astimezone(self.desk.workspace.notice.dates.zone)
        return f"{local.month}-{local.day:02d} {local:%H:%M}"

    def _session_of(self, form: FormRow) -> SessionRow | None:
        return self.sessions_by_id.get(form.session_id or "")

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def sessions_by_id(self) -> Mapping[str, SessionRow]:
        """The sessions by their ids."""
        return {row.session.id: row for row in self.facts.sessions} if self.facts else {}

    @property
    def session_row(self) -> SessionRow | None:
        """The session under the cursor."""
        key = self.row_list.current or ""
        return self.sessions_by_id.get(key) if self.tab == SESSIONS else None

    @property
    def owing_rows(self) -> tuple[Owing, ...]:
        """The selected branches that owe something, else the one under the cursor."""
        if self.facts is None or self.tab != OWING:
            return ()
        return tuple(one for one in self.facts.owing if one.branch.id in self.row_list.chosen)

    @property
    def owing_row(self) -> Owing | None:
        """The branch under the cursor that owes something."""
        if self.facts is None or self.tab != OWING:
            return None
        key = self.row_list.current
        return next((one for one in self.facts.owing if one.branch.id == key), None)

    @property
    def form_row(self) -> FormRow | None:
        """The form under the cursor."""
        if self.facts is None or self.tab != FORMS:
            return None
        key = self.row_list.current
        return next((one for one in self.facts.forms if one.subject == key), None)


def _heading(name: str, width: int) -> Line:
    return ((fit(visible(name), width), "dim"),)
