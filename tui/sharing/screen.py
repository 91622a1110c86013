"""F6: sharing sessions and evaluation forms: record, hold, bind, import, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from store.db.acts import subject
from store.model import Branch, SubCommittee
from tui.base.actions import Command
from tui.sharing.files import export_table, import_table, keep_photo
from tui.sharing.forms import accept_blank, ask_session_of_form
from tui.sharing.listing import FORMS, OWING, SESSIONS, SharingList

if TYPE_CHECKING:
    from datetime import date, datetime

    from store.db.database import Store
    from store.items.sessions import Session, Speaker


@dataclass(frozen=True, slots=True)
class _Asked:
    """A branch that a new session is asked for."""

    branch: Branch
    sub_committee: SubCommittee


class SharingPlace(SharingList):
    """Each action ends in one decision that Ctrl+Z takes back."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next_tab", ("tab",), "xia yi ye", 3, code="turn_page"),
        Command("open", ("enter",), "da kai xiu gai", 4),
        Command("new_session", ("ctrl+n", "n"), "xin de yi chang", 5),
        Command("held", ("ctrl+d", "d"), "yi ju ban", 6),
        Command("paper", ("ctrl+e", "e"), "shou dao zhi zhi biao", 7),
        Command("cancel", ("ctrl+x", "x"), "qu xiao", 8),
        Command("accept_blank", ("ctrl+y", "y"), "ren ke", 8),
        Command("select", ("space",), "xuan zhong", 9),
        Command("select_unit", ("ctrl+a", "a"), "xuan zhong fen dang wei", 10),
        Command("remind_sharing", ("ctrl+k", "k"), "cui fen xiang", 11),
        Command("photo", ("ctrl+b", "b"), "zhao pian", 11),
        Command("export", ("ctrl+o", "o"), "dao chu", 13),
        Command("import_table", ("insert", "i"), "dao ru", 14),
    )
    OF_TABS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "held": (SESSIONS,),
        "cancel": (SESSIONS,),
        "photo": (SESSIONS,),
        "export": (SESSIONS,),
        "import_table": (SESSIONS,),
        "new_session": (SESSIONS, OWING),
        "paper": (SESSIONS, OWING),
        "select_unit": (OWING,),
        "select": (OWING,),
        "remind_sharing": (OWING,),
        "accept_blank": (FORMS,),
    }

    def on_row_list_opened(self) -> None:
        """A second click opens the row."""
        self.action_open()

    def action_open(self) -> None:
        """Change a session, record one for who owes it, or bind a form."""
        if self.session_row is not None:
            row = self.session_row
            mine = self._branches_of(row.sub_committee)
            self._session_form([_Asked(one, row.sub_committee) for one in mine], row.session)
        elif self.owing_rows:
            self.action_new_session()
        elif self.form_row is not None:
            ask_session_of_form(self)

    def action_new_session(self) -> None:
        """Record a session for the chosen branches, or for those of a sub-committee."""
        from tui.dialogs.pick import Entry, Pick

        if self.facts is None:
            return
        if self.owing_rows:
            units = {one.sub_committee.id for one in self.owing_rows}
            if len(units) > 1:
                self.say("session.one_unit", ink="amber")
                return
            asked = [_Asked(one.branch, one.sub_committee) for one in self.owing_rows]
            self._session_form(asked, None)
            return
        entries = [Entry(unit.id, unit.name) for unit in self.facts.units]
        current = self.session_row.sub_committee.id if self.session_row else None
        title = self.desk.wording.say("sharing.whose")
        pick = Pick(title, entries, self.desk.wording, current=current)
        self.app.push_screen(pick, self._for_unit)

    def _for_unit(self, unit_id: str | None) -> None:
        """Everybody of the sub-committee who owes a session is on the agenda."""
        if self.facts is None or unit_id is None:
            return
        unit = next(one for one in self.facts.units if one.id == unit_id)
        owing = {one.branch.id for one in self.facts.owing if one.owes == "session"}
        mine = self._branches_of(unit)
        wanted = [one for one in mine if one.id in owing] or mine
        if wanted:
            self._session_form([_Asked(one, unit) for one in wanted], None)

    def _branches_of(self, unit: SubCommittee) -> list[Branch]:
        facts = self.facts
        return [one for one in facts.branches if one.sub_committee_id == unit.id] if facts else []

    def _session_form(self, asked: Sequence[_Asked], known: Session | None) -> None:
        from tui.sharing.session_form import SessionDraft, SessionScreen

        if self.facts is None:
            return
        draft = SessionDraft(
            rows=asked,
            today=self.today(),
            known=known,
            names={branch.id: branch.name for branch in self.facts.branches},
        )
        form = SessionScreen(draft, self.desk.workspace.notice, self.desk.wording)

        def save(session: Session | None) -> None:
            if session is not None:
                self.save(session, "session.saved")

        self.app.push_screen(form, save)

    def action_held(self) -> None:
        """The session took place as planned: every secretary spoke."""
        row = self.session_row
        if row is None:
            return
        if row.session.date > self.today():
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

    def action_paper(self) -> None:
        """The form came on paper: of a whole session, or of the chosen branches."""
        if self.session_row is not None:
            names = [subject("session", self.session_row.session.id)]
            count = len(self.session_row.agenda)
        else:
            names = [subject("branch", one.branch.id) for one in self.owing_rows]
            count = len(names)
        if not names:
            return
        revision, desk, today = self.revision, self.desk, self.today()

        def receive(store: Store, now: datetime) -> str:
            from store.items.sessions import receive_forms

            receive_forms(
                store,
                names,
                on_paper=True,
                day=today,
                at=now,
                who=desk.who,
                base_revision=revision,
            )
            return desk.wording.say("form.saved", n=count)

        self.row_list.clear_selection()
        self.decide(receive)

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

    # -- forms -----------------------------------------------------------------------------

    def action_accept_blank(self) -> None:
        """Accept a form that came in empty, with a reason."""
        accept_blank(self)

    # -- files -----------------------------------------------------------------------------

    def action_photo(self) -> None:
        """Keep a photo of the session under the cursor."""
        if self.session_row is not None:
            keep_photo(self, self.session_row.session)

    def action_export(self) -> None:
        """Write all sessions to a table."""
        export_table(self)

    def action_import_table(self) -> None:
        """Read sessions from a table; rows that cannot be read are told."""
        import_table(self)

    # -- writing ---------------------------------------------------------------------------

    def save(self, session: Session, code: str) -> None:
        """Record a session, and say it."""
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            from store.items.sessions import save_session

            save_session(
                store,
                session,
                desk.workspace.notice,
                at=now,
                who=desk.who,
                base_revision=revision,
            )
            return desk.wording.say(code, n=len(session.speakers))

        self.row_list.clear_selection()
        self.decide(write)

    def today(self) -> date:
        """This day where the notice's clock runs."""
        zone = self.desk.workspace.notice.dates.zone
        return self.desk.clock().astimezone(zone).date()
