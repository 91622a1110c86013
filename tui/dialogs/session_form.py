"""The form for a sharing session: when, where, how, and who of each branch spoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol, get_args

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.errors import ConfigError
from store.items.sessions import Session, Speaker, Status, new_session_id
from store.model import Branch, SubCommittee
from store.notice.notice import Notice
from store.notice.when import parse_day
from store.text.visible import visible
from store.text.wording import Wording
from tui.base import keys
from tui.base.cells import crop_middle
from tui.widgets.choice import Choice
from tui.widgets.fields import FieldList
from tui.widgets.lines_below import Said

_LABEL = 12
# A branch that is taken off the agenda.
_OFF = "off"


class OnAgenda(Protocol):
    """A branch that may be on the agenda."""

    @property
    def branch(self) -> Branch:
        """The branch."""

    @property
    def sub_committee(self) -> SubCommittee:
        """Its sub-committee."""


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What the form starts from. `known` is the session that may be changed, if there is one."""

    rows: Sequence[OnAgenda]
    today: date
    known: Session | None = None
    names: Mapping[str, str] = field(default_factory=dict)


class SessionScreen(ModalScreen[Session | None]):
    """Gives the session to record, or None where the form was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.CONFIRM.binding("save", priority=True),
        keys.DOWN.binding("app.focus_next"),
        keys.UP.binding("app.focus_previous"),
    ]

    def __init__(self, draft: SessionDraft, notice: Notice, wording: Wording) -> None:
        super().__init__()
        self._draft = draft
        self._notice = notice
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        say, known = self._wording.say, self._draft.known
        unit = self._draft.rows[0].sub_committee.name
        with Vertical(classes="box"):
            yield Static(say("session.title", unit=unit), classes="title", markup=False)
            with FieldList():
                if known is not None:
                    day = f"{known.date.month}-{known.date.day:02d}"
                    yield self._choice(
                        "which",
                        [
                            ("change", say("session.change", day=day, place=known.place)),
                            ("new", say("session.new")),
                        ],
                        "change",
                    )
                day = (known.date if known else self._draft.today).isoformat()
                yield from self._input("date", day)
                yield from self._input("place", known.place if known else "")
                forms = self._notice.sessions.forms
                form = known.form if known and known.form in forms else forms[0]
                yield self._choice("form", [(one, one) for one in forms], form)
                yield self._choice(
                    "status",
                    [(one, say(f"session_status.{one}")) for one in get_args(Status)],
                    known.status if known else "held",
                )
                yield self._choice(
                    "precautions",
                    [("yes", say("session.yes")), ("no", say("session.no"))],
                    "yes" if known and known.precautions else "no",
                )
                attendance = str(known.attendance) if known and known.attendance else ""
                yield from self._input("attendance", attendance)
                yield from self._input("note", known.note if known else "")
                yield Static(say("session.speakers"), classes="label", markup=False)
                for index, (branch_id, name, speaker) in enumerate(self._speakers()):
                    del branch_id
                    yield Choice(
                        crop_middle(visible(name), 36),
                        [(one, say(f"speaker.{one}")) for one in (*get_args(Speaker), _OFF)],
                        speaker,
                        label_width=38,
                        id=f"speaker-{index}",
                    )
            yield Said()

    def on_mount(self) -> None:
        """Start in the first field; say the keys."""
        for one in self.query(Input):
            one.cursor_blink = False
        self.query_one(Said).say(self._wording.say("session.keys"), "dim")
        self.query_one("#date", Input).focus()

    def action_save(self) -> None:
        """Check the fields and give the session."""
        text = self.query_one("#date", Input).value.strip()
        try:
            day = parse_day(text, self._draft.today, self._notice.dates.zone)
        except ConfigError:
            self.query_one(Said).say(self._wording.say("session.bad_date", text=text), "amber")
            self.query_one("#date", Input).focus()
            return
        if day > self._draft.today and self.query_one("#status", Choice).value == "held":
            self.query_one(Said).say(self._wording.say("session.ahead"), "amber")
            self.query_one("#status", Choice).focus()
            return
        counted = self.query_one("#attendance", Input).value.strip()
        if counted and not (counted.isascii() and counted.isdigit() and len(counted) < 6):
            said = self._wording.say("session.bad_attendance", text=counted)
            self.query_one(Said).say(said, "amber")
            self.query_one("#attendance", Input).focus()
            return
        known = self._draft.known if self._which() == "change" else None
        speakers: dict[str, Speaker] = {}
        for index, (branch_id, _, _) in enumerate(self._speakers()):
            spoke = self.query_one(f"#speaker-{index}", Choice).value
            if spoke == _OFF:
                continue
            speakers[branch_id] = next(one for one in get_args(Speaker) if one == spoke)
        status = self.query_one("#status", Choice).value
        self.dismiss(
            Session(
                id=known.id if known else new_session_id(),
                sub_committee_id=self._draft.rows[0].sub_committee.id,
                date=day,
                place=self.query_one("#place", Input).value.strip(),
                form=self.query_one("#form", Choice).value,
                status=next(one for one in get_args(Status) if one == status),
                speakers=speakers,
                precautions=self.query_one("#precautions", Choice).value == "yes",
                note=self.query_one("#note", Input).value.strip(),
                attendance=int(counted or 0),
                photos=known.photos if known else (),
            )
        )

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    @on(Choice.Changed, "#which")
    def _change_which(self) -> None:
        """Another session starts empty; the known one comes back as it was."""
        known = self._draft.known if self._which() == "change" else None
        self.query_one("#date", Input).value = (
            known.date if known else self._draft.today
        ).isoformat()
        self.query_one("#place", Input).value = known.place if known else ""
        self.query_one("#note", Input).value = known.note if known else ""
        attendance = str(known.attendance) if known and known.attendance else ""
        self.query_one("#attendance", Input).value = attendance

    def _which(self) -> str:
        return "new" if self._draft.known is None else self.query_one("#which", Choice).value

    def _speakers(self) -> list[tuple[str, str, str]]:
        """Every branch that may be on the agenda: those asked for, then others of a known
        session; one that a known session does not cover is off it."""
        known = self._draft.known.speakers if self._draft.known else None
        asked = {row.branch.id: row.branch.name for row in self._draft.rows}
        ids = [*asked, *(one for one in known or () if one not in asked)]
        return [
            (
                one,
                asked.get(one) or self._draft.names.get(one, one),
                "secretary" if known is None else known.get(one, _OFF),
            )
            for one in ids
        ]

    def _choice(self, name: str, values: list[tuple[str, str]], chosen: str) -> Choice:
        label = self._wording.say(f"session.{name}")
        return Choice(label, values, chosen, label_width=_LABEL, id=name)

    def _input(self, name: str, value: str) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static(self._wording.say(f"session.{name}"), classes="label", markup=False)
            yield Input(value, compact=True, id=name)
