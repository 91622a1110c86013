"""F6: sharing sessions and evaluation forms: record, hold, bind, import, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from msgspec.structs import replace
from textual import work

from mailsync.submission import form as session_forms
from mailsync.sync import filled_form
from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking, live_decisions
from store.decisions.marks import accept as accept_findings
from store.errors import UsageError
from store.items.session_table import read_sessions, write_sessions
from store.items.sessions import (
    Session,
    Speaker,
    bind_form,
    receive_forms,
    save_session,
    save_sessions,
    sessions_of,
)
from store.model import Branch, SubCommittee
from store.roster.stored import load_roster
from store.text.visible import visible
from store.views.items.sharing import FormRow, Owing, SessionRow, SharingView, sharing
from tui.base import keys
from tui.base.actions import Command
from tui.base.cells import crop_middle, fit, width_of
from tui.base.inks import STATE_INKS
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.base.worded_facts import finding_words
from tui.base.written import write_file
from tui.dialogs.ask import AskText, AskYes
from tui.dialogs.pick import Entry, Pick
from tui.dialogs.session_form import SessionDraft, SessionScreen
from tui.places.split_place import SplitPlace
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.row_list import Row, heading
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

_STATUS_INKS = {"planned": "blue", "held": "done", "cancelled": "dim"}
_SPEAKER_INKS = {"secretary": "text", "deputy": "text", "absent": "amber"}
# The mark of the form, and a blank.
_STATE_WIDTH = 3
SESSIONS, OWING, FORMS = "sessions", "owing", "forms"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A branch that a new session is asked for."""

    branch: Branch
    sub_committee: SubCommittee


class SharingPlace(SplitPlace[SharingView]):
    """Each action ends in one decision that Ctrl+Z takes back."""

    NAME = "sharing"
    TABS = (SESSIONS, OWING, FORMS)
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next_tab", keys.NEXT, "xia yi ye", 3, code="turn_page"),
        Command("open", keys.DO, "da kai xiu gai", 4),
        Command("new_session", keys.NEW, "xin de yi chang", 5),
        Command("held", keys.DONE, "yi ju ban", 6),
        Command("paper", None, "shou dao zhi zhi biao", 7),
        Command("cancel", keys.NO, "qu xiao", 8),
        Command("accept_blank", keys.YES, "ren ke", 8),
        Command("select", keys.SELECT, "xuan zhong", 9),
        Command("select_unit", keys.ALL, "xuan zhong fen dang wei", 10),
        Command("remind_sharing", None, "cui fen xiang", 11),
        Command("write_form", None, "xie ping jia biao", 11),
        Command("photo", None, "zhao pian", 11),
        Command("export", None, "dao chu", 13),
        Command("import_table", keys.TAKE_IN, "dao ru", 14),
    )
    OF_TABS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "held": (SESSIONS,),
        "cancel": (SESSIONS,),
        "photo": (SESSIONS,),
        "write_form": (SESSIONS,),
        "export": (SESSIONS,),
        "import_table": (SESSIONS,),
        "new_session": (SESSIONS, OWING),
        "paper": (SESSIONS, OWING),
        "select_unit": (OWING,),
        "select": (OWING,),
        "remind_sharing": (OWING,),
        "accept_blank": (FORMS,),
    }

    def read(self, store: Store) -> SharingView:
        """Sessions and forms as of now."""
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
        table = self.table()
        if self.tab == FORMS:
            return [table.row(one.subject, one) for one in facts.forms]
        rows: list[Row] = []
        if self.tab == SESSIONS:
            for unit, sessions in groupby(facts.sessions, key=lambda one: one.sub_committee):
                rows.append(heading(unit.name))
                rows += [table.row(one.session.id, one) for one in sessions]
            return rows
        for unit, owing in groupby(facts.owing, key=lambda one: one.sub_committee):
            rows.append(heading(unit.name))
            rows += [table.row(one.branch.id, one) for one in owing]
        return rows

    def table(self) -> Table[Any]:
        """The columns of the tab that is shown."""
        say = self.desk.wording.say

        def head(name: str) -> str:
            return say(f"sharing.head_{name}")

        if self.tab == OWING:
            return Table(
                Column(_branch, 0, head("branch"), middle=True),
                Column(self._owes, 24, head("owes")),
            )
        if self.tab == FORMS:
            return Table(
                Column(_file, 0, head("file"), middle=True),
                Column(lambda form: (self._day(form), "dim"), 12, head("came")),
                Column(self._bound, 22, head("bound")),
            )
        return Table(
            Column(lambda row: (row.session.date.isoformat(), "text"), 11, head("day")),
            Column(self._status, 10, head("status")),
            Column(lambda row: (visible(row.session.form), "text"), 10, head("form")),
            Column(_forms, 8, head("forms")),
            Column(lambda row: (visible(row.session.place), "text"), 0, head("place")),
        )

    def _status(self, row: SessionRow) -> Span:
        status = row.session.status
        return self.desk.wording.say(f"session_status.{status}"), _STATUS_INKS[status]

    def _owes(self, one: Owing) -> Span:
        say, cell = self.desk.wording.say, one.cell
        detail = ""
        if one.owes == "session" and cell.detail is not None:
            detail = say(cell.detail.code, **cell.detail.params)
        late = say("board.late") if cell.late else ""
        ink = "red" if cell.late else "amber" if one.owes == "form" else "text"
        return f"{late}{say(f'owes.{one.owes}')}  {detail}", ink

    def _bound(self, form: FormRow) -> Span:
        say = self.desk.wording.say
        if form.waiting:
            return say("form_state.waiting"), "blue bold"
        if form.findings and form.findings[0].severity == "hard":
            return say("cell.form_empty"), "red"
        session = self._session_of(form)
        day = f"  {session.session.date:%m-%d}" if session else ""
        return say("form_state.bound") + day, "done"

    def detail(self, width: int) -> list[Line]:
        """The agenda of a session, or the fields of a form."""
        if (row := self.session_row) is not None:
            return self._session_lines(row, width)
        if (form := self.form_row) is not None:
            return self._form_lines(form, width)
        if (owing := self.owing_row) is not None:
            code = f"sharing.why_{owing.owes}"
            said = self.desk.wording.say(code, unit=owing.sub_committee.name)
            lines: list[Line] = wrapped(owing.branch.name, width, "strong bold")
            return [*lines, (), *wrapped(said, width, "dim")]
        return []

    def _session_lines(self, row: SessionRow, width: int) -> list[Line]:
        session, say = row.session, self.desk.wording.say
        head = f"{session.date.isoformat()}  {say(f'session_status.{session.status}')}"
        lines: list[Line] = [((head, f"{_STATUS_INKS[session.status]} bold"),)]
        lines += wrapped(row.sub_committee.name, width, "dim")
        facts = [session.place, session.form]
        facts.append(
            say("sharing.precautions" if session.precautions else "sharing.no_precautions")
        )
        if session.attendance:
            facts.append(say("sharing.attendance", n=session.attendance))
        if session.photos:
            facts.append(say("sharing.photos", n=len(session.photos)))
        lines += wrapped("  ".join(filter(None, facts)), width, "text")
        if session.note:
            lines += wrapped(session.note, width, "dim")
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
        say = self.desk.wording.say
        lines: list[Line] = wrapped(form.path, width, "strong bold")
        lines.append(((f"{form.sender}  {self._day(form)}", "dim"),))
        for found in form.findings:
            said = finding_words(found, self.desk.wording)
            ink = "red" if found.severity == "hard" else "dim"
            lines += wrapped(said, width, ink)
        if form.waiting:
            lines += [(), *wrapped(say("sharing.bind_how"), width, "blue")]
        elif form.branch_ids:
            names = {one.id: one.name for one in self.facts.branches} if self.facts else {}
            owners = "、".join(names.get(one, one) for one in form.branch_ids)
            lines += wrapped(owners, width, "text")
        lines.append(())
        if not form.fields:
            return [*lines, *wrapped(say("sharing.not_read"), width, "dim")]
        for label, value in form.fields:
            text = f"{label}：{value or say('sharing.blank')}"
            lines += wrapped(text, width, "text" if value else "amber")
        return lines

    def _day(self, form: FormRow) -> str:
        if form.received_at is None:
            return ""
        local = self.desk.workspace.notice.dates.local(form.received_at)
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

    def can(self) -> Mapping[str, bool]:
        """What may be done with the row under the cursor."""
        session, form = self.session_row, self.form_row
        findings = form.findings if form is not None else ()
        return {
            "open": session is not None or form is not None or bool(self.owing_rows),
            **dict.fromkeys(("held", "cancel"), session is not None),
            "accept_blank": any(one.severity == "hard" for one in findings),
            **dict.fromkeys(("select", "select_unit"), self.owing_row is not None),
        }

    def on_row_list_opened(self) -> None:
        """A second click opens the row."""
        self.action_open()

    def action_open(self) -> None:
        """Change a session, record one for who owes it, or bind a form."""
        if self.session_row is not None:
            row = self.session_row
            mine = self._branches_of(row.sub_committee)
            self.change_session([_Asked(one, row.sub_committee) for one in mine], row.session)
        elif self.owing_rows:
            self.action_new_session()
        elif self.form_row is not None:
            self.ask_session_of_form()

    @work(group=ASKING, exit_on_error=False)
    async def action_new_session(self) -> None:
        """Record a session for the chosen branches, or for those of a sub-committee."""
        if self.facts is None:
            return
        if self.owing_rows:
            units = {one.sub_committee.id for one in self.owing_rows}
            if len(units) > 1:
                self.say("session.one_unit", ink="amber")
                return
            asked = [_Asked(one.branch, one.sub_committee) for one in self.owing_rows]
            await self._ask_session(asked, None)
            return
        entries = [Entry(unit.id, unit.name) for unit in self.facts.units]
        current = self.session_row.sub_committee.id if self.session_row else None
        title = self.desk.wording.say("sharing.whose")
        pick = Pick(title, entries, self.desk.wording, current=current)
        unit_id = await self.app.push_screen_wait(pick)
        unit = next((one for one in self.facts.units if one.id == unit_id), None)
        if unit is None:
            return
        # Everybody of the sub-committee who owes a session is on the agenda.
        owing = {one.branch.id for one in self.facts.owing if one.owes == "session"}
        mine = self._branches_of(unit)
        wanted = [one for one in mine if one.id in owing] or mine
        if wanted:
            await self._ask_session([_Asked(one, unit) for one in wanted], None)

    def _branches_of(self, unit: SubCommittee) -> list[Branch]:
        facts = self.facts
        return [one for one in facts.branches if one.sub_committee_id == unit.id] if facts else []

    @work(group=ASKING, exit_on_error=False)
    async def change_session(self, asked: Sequence[_Asked], known: Session) -> None:
        """Ask for another state of a session."""
        await self._ask_session(asked, known)

    async def _ask_session(self, asked: Sequence[_Asked], known: Session | None) -> None:
        if self.facts is None:
            return
        draft = SessionDraft(
            rows=asked,
            today=self.desk.today,
            known=known,
            names={branch.id: branch.name for branch in self.facts.branches},
        )
        form = SessionScreen(draft, self.desk.workspace.notice, self.desk.wording)
        session = await self.app.push_screen_wait(form)
        if session is not None:
            self.save(session, "session.saved")

    def action_held(self) -> None:
        """The session took place as planned: every secretary spoke."""
        row = self.session_row
        if row is None:
            return
        if row.session.date > self.desk.today:
            self.say("sharing.not_yet", ink="amber")
            return
        spoke: dict[str, Speaker] = {
            name: "secretary" if speaker == "absent" else speaker
            for name, speaker in row.session.speakers.items()
        }
        self.save(replace(row.session, status="held", speakers=spoke), "sharing.held")

    def action_cancel(self) -> None:
        """The session does not take place."""
        if self.session_row is not None:
            self.save(replace(self.session_row.session, status="cancelled"), "sharing.cancelled")

    @work(group=ASKING, exit_on_error=False)
    async def action_paper(self) -> None:
        """The form came on paper: of a whole session, or of the chosen branches."""
        if self.session_row is not None:
            names = [subject("session", self.session_row.session.id)]
            count = len(self.session_row.agenda)
        else:
            names = [subject("branch", one.branch.id) for one in self.owing_rows]
            count = len(names)
        if not names:
            return
        revision = self.revision
        question = self.desk.wording.say("form.ask_n", n=count)
        if not await self.app.push_screen_wait(AskYes(question, self.desk.wording)):
            return
        desk, today = self.desk, self.desk.today

        def receive(store: Store, now: datetime) -> str:
            receive_forms(
                store,
                names,
                on_paper=True,
                day=today,
                marking=Marking(now, desk.who, revision),
            )
            return desk.wording.say("form.saved", n=count)

        self.row_list.clear_selection()
        self.decide(receive)

    def action_write_form(self) -> None:
        """Write the form to be filled in; where that was done, take it in."""
        row, desk = self.session_row, self.desk
        if row is None:
            return

        def write(store: Store, now: datetime) -> str:
            session = row.session
            if filled_form.filled_forms(live_decisions(store), session.id):
                taken = filled_form.take_filled(
                    desk.workspace, store, session, at=now, who=desk.who
                )
                return desk.wording.say("form.taken", n=len(taken))
            made = session_forms.write_forms(
                desk.workspace, store, session, desk.wording, at=now, who=desk.who
            )
            return desk.wording.say("form.written", n=len(made), folder=str(made[0].parent))

        self.decide(write)

    def action_select_unit(self) -> None:
        """Select all of the sub-committee under the cursor that owe the same."""
        here = self.owing_row
        if here is not None and self.facts is not None:
            self.row_list.select(
                [
                    one.branch.id
                    for one in self.facts.owing
                    if (one.sub_committee.id, one.owes) == (here.sub_committee.id, here.owes)
                ]
            )

    def action_remind_sharing(self) -> None:
        """Go to the letters that remind the sub-committees of what is owed."""
        self.app.call_later(self.run_action, "app.go('letters', 'sharing')")

    # -- writing ---------------------------------------------------------------------------

    def save(self, session: Session, code: str) -> None:
        """Record a session, and say it."""
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            save_session(
                store,
                session,
                desk.workspace.notice,
                marking=Marking(now, desk.who, revision),
            )
            return desk.wording.say(code, n=len(session.speakers))

        self.row_list.clear_selection()
        self.decide(write)

    # -- files -----------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_photo(self) -> None:
        """Ask for a photo of the session under the cursor and keep it in the workspace."""
        row, workspace = self.session_row, self.desk.workspace
        if row is None:
            return
        session = row.session
        path = await self._ask_path("sharing.photo_path", "")
        if path is None:
            return

        def keep() -> str:
            with _opened(path) as source:
                return workspace.blobs.put(iter(lambda: source.read(1 << 20), b"")).digest

        def add(digest: str) -> None:
            photos = tuple(dict.fromkeys((*session.photos, digest)))
            self.save(replace(session, photos=photos), "sharing.photo_kept")

        self.run_job("photo", keep, add)

    @work(group=ASKING, exit_on_error=False)
    async def action_export(self) -> None:
        """Ask where to, and write all sessions to a table."""
        facts, say = self.facts, self.desk.wording.say
        if facts is None:
            return
        name = str(self.desk.workspace.output_folder / say("sharing.table_name"))
        path = await self._ask_path("sharing.export_path", name)
        if path is None:
            return

        def write() -> str:
            with opened(self.desk.workspace) as store:
                roster = load_roster(store)
            write_file(path, write_sessions([row.session for row in facts.sessions], roster))
            return say("cli.written", file=str(path))

        self.run_job("export", write, lambda said: self.said.say(said, "done"))

    @work(group=ASKING, exit_on_error=False)
    async def action_import_table(self) -> None:
        """Ask for a table and record its sessions; rows that cannot be read are told."""
        revision, desk, today = self.revision, self.desk, self.desk.today
        path = await self._ask_path("sharing.import_path", "")
        if path is None:
            return

        def write(store: Store, now: datetime) -> str:
            notice = desk.workspace.notice
            found = read_sessions(
                path,
                load_roster(store, scope=desk.workspace.settings.scope),
                notice,
                known=sessions_of(live_decisions(store)),
                today=today,
            )
            if found.sessions:
                save_sessions(
                    store, found.sessions, notice, marking=Marking(now, desk.who, revision)
                )
            say = desk.wording.say
            told = say("cli.session.imported", n=len(found.sessions), bad=len(found.problems))
            first = [say(one.code, **one.params) for one in found.problems[:3]]
            return " ".join((told, *first))

        self.decide(write)

    async def _ask_path(self, code: str, text: str) -> Path | None:
        say = self.desk.wording.say
        needed = say("sharing.no_path")
        question = AskText(say(code), self.desk.wording, text=text, needed=needed, path=True)
        path = await self.app.push_screen_wait(question)
        return Path(path).expanduser() if path else None

    # -- forms -----------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def ask_session_of_form(self) -> None:
        """Ask to which session the form under the cursor belongs; the likeliest come first."""
        form = self.form_row
        if form is None or self.facts is None:
            return
        say = self.desk.wording.say
        likely = [self.sessions_by_id[n] for n in form.candidates if n in self.sessions_by_id]
        rest = [
            row
            for row in self.facts.sessions
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
            self.say("sharing.no_session", ink="amber")
            return
        revision, desk = self.revision, self.desk
        dates = desk.workspace.notice.dates
        day = dates.day(form.received_at) if form.received_at else self.desk.today

        title = say("sharing.bind", file=form.path.rsplit("/", 1)[-1])
        session_id = await self.app.push_screen_wait(Pick(title, entries, desk.wording))
        if session_id is None:
            return
        session = self.sessions_by_id[session_id].session

        def write(store: Store, now: datetime) -> str:
            bind_form(
                store,
                form.subject,
                session,
                day=day,
                marking=Marking(now, desk.who, revision),
            )
            return desk.wording.say("sharing.bound")

        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def action_accept_blank(self) -> None:
        """Accept a form that came in empty, with a reason."""
        form = self.form_row
        codes = [one.code for one in form.findings if one.severity == "hard"] if form else []
        if form is None or not codes:
            self.say("sharing.nothing_to_accept", ink="amber")
            return
        revision, desk = self.revision, self.desk

        say = desk.wording.say
        question = AskText(
            say("sharing.accept_why"), desk.wording, needed=say("error.mark.no_reason")
        )
        reason = await self.app.push_screen_wait(question)
        if reason is None:
            return

        def write(store: Store, now: datetime) -> str:
            accept_findings(
                store,
                [(form.subject, code) for code in codes],
                reason=reason,
                marking=Marking(now, desk.who, revision),
            )
            return desk.wording.say("sharing.accepted")

        self.decide(write)


def _forms(row: SessionRow) -> Span:
    whole = row.forms == len(row.agenda) and row.session.status == "held"
    return f"{row.forms}/{len(row.agenda)}", "done" if whole else "dim"


def _branch(one: Owing) -> Span:
    return visible(one.branch.name), "text"


def _file(form: FormRow) -> Span:
    return visible(form.path.rsplit("/", 1)[-1]), "text"


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as err:
        raise UsageError("sharing.photo", file=str(path), reason=err.strerror or str(err)) from err
