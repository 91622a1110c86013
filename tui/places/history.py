"""F12: everything that was done, by whom, when and why; one step can be taken back from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult

from store.db.acts import subject_id, subject_kind
from store.db.database import Store
from store.db.decisions import undo
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.history import HistoryFilter, actors, acts_done, all_history
from store.views.board.types import HistoryLine
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.dialogs.ask import AskYes
from tui.dialogs.pick import Entry, Pick
from tui.places.place import Place
from tui.widgets.painted import Line, Span, crop, fit, width_of
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList

# The journal's name for the program itself.
_MACHINE = "sixones"
_ALL, _PEOPLE = "all:", "people:"


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """The lines that are wanted, and everybody and every act that there is to choose from."""

    lines: tuple[HistoryLine, ...]
    actors: tuple[str, ...]
    acts: tuple[str, ...]


class HistoryPlace(Place[HistoryFacts]):
    """The journal, newest first, narrowed by person, kind and day."""

    NAME = "history"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("whole_line", ("enter",), "quan wen", 3),
        Command("pick_actor", ("ctrl+o", "p"), "an ren", 4),
        Command("pick_act", ("ctrl+k", "k"), "an lei bie", 5),
        Command("pick_day", ("ctrl+d", "d"), "an ri qi", 6),
        Command("undo_line", ("ctrl+x", "x"), "che xiao zhe yi bu", 7),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)

        self._wanted: HistoryFilter = HistoryFilter()
        self._facts: HistoryFacts | None = None

    def body(self) -> ComposeResult:
        """The list of lines."""
        yield RowList(id="history", empty=self.desk.wording.say("history.empty"))

    def on_mount(self) -> None:
        """Keys go to the list."""
        super().on_mount()
        self.query_one(RowList).focus()

    def read(self, store: Store) -> HistoryFacts:
        """The newest lines that are wanted."""
        zone = self.desk.workspace.notice.dates.zone
        lines = all_history(store, self._wanted, zone=zone)
        return HistoryFacts(lines, actors(store), acts_done(store))

    def show(self, facts: HistoryFacts) -> None:
        """Draw the lines."""
        self._facts = facts
        rows = [Row(str(line.id), partial(self._line, line)) for line in facts.lines]
        self.query_one(RowList).show(rows)
        self.query_one(PlaceHead).count(tuple(self._narrowing(len(facts.lines))))

    def _narrowing(self, count: int) -> Iterator[Span]:
        say, wanted = self.desk.wording.say, self._wanted
        yield say("history.count", n=count) + "  ", "dim"
        if wanted.actor is not None:
            yield actor_name(wanted.actor, self.desk.wording) + "  ", "amber"
        if wanted.people:
            yield say("history.people") + "  ", "amber"
        if wanted.acts is not None:
            yield "、".join(act_name(act, self.desk.wording) for act in wanted.acts) + "  ", "amber"
        if wanted.day is not None:
            yield wanted.day.isoformat(), "amber"

    def _line(self, line: HistoryLine, width: int) -> Line:
        wording = self.desk.wording
        who = crop(actor_name(line.actor, wording), 10)
        what = act_name(line.act, wording)
        if line.undone:
            what = wording.say("branch.taken_back", act=what)
        head = f"{self._moment(line.at)}  {fit(who, 10)}  "
        parts = (about_name(line, wording), line.reason, written(line))
        rest = "  ".join(part for part in parts if part)
        room = max(width - width_of(head) - width_of(what) - 2, 0)
        return (
            (head, "dim"),
            (what + "  ", "dim" if line.undone else "strong bold"),
            (crop(visible(rest), room), "text"),
        )

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.desk.workspace.notice.dates.zone)
        return f"{local:%m-%d %H:%M:%S}"

    @property
    def current(self) -> HistoryLine | None:
        """The line under the cursor."""
        key = self.query_one(RowList).current
        lines = self._facts.lines if self._facts is not None else ()
        return next((line for line in lines if str(line.id) == key), None)

    def on_row_list_opened(self) -> None:
        """A second click shows the whole line."""
        self.action_whole_line()

    def action_whole_line(self) -> None:
        """Show all that is known of the line under the cursor."""
        line = self.current
        if line is None:
            return
        wording = self.desk.wording
        parts = [
            self._moment(line.at),
            actor_name(line.actor, wording),
            act_name(line.act, wording),
            about_name(line, wording),
            line.reason,
            written(line),
        ]
        self.said.say("  ".join(visible(part) for part in parts if part))

    # -- narrowing -------------------------------------------------------------------------

    def action_pick_actor(self) -> None:
        """Show what one person did."""
        wording = self.desk.wording
        names = [
            (_PEOPLE, wording.say("history.people")),
            *((name, actor_name(name, wording)) for name in self._known().actors),
        ]
        self._pick("history.whose", names, self._of_actor)

    def action_pick_act(self) -> None:
        """Show one kind of act."""
        names = [(name, act_name(name, self.desk.wording)) for name in self._known().acts]
        self._pick("history.which", names, self._of_act)

    def action_pick_day(self) -> None:
        """Show one day, of those that the shown lines are of."""
        zone = self.desk.workspace.notice.dates.zone
        days = dict.fromkeys(
            line.at.astimezone(zone).date().isoformat() for line in self._known().lines
        )
        self._pick("history.when", [(day, day) for day in days], self._of_day)

    def _known(self) -> HistoryFacts:
        return self._facts or HistoryFacts((), (), ())

    def _pick(
        self, code: str, names: list[tuple[str, str]], picked: Callable[[str | None], None]
    ) -> None:
        say = self.desk.wording.say
        entries = [Entry(_ALL, say("history.all")), *(Entry(key, text) for key, text in names)]
        self.app.push_screen(Pick(say(code), entries, self.desk.wording), picked)

    def _of_actor(self, name: str | None) -> None:
        if name is not None:
            actor = None if name in (_ALL, _PEOPLE) else name
            self._want(replace(self._wanted, actor=actor, people=name == _PEOPLE))

    def _of_act(self, name: str | None) -> None:
        if name is not None:
            acts = None if name == _ALL else frozenset({name})
            self._want(replace(self._wanted, acts=acts))

    def _of_day(self, name: str | None) -> None:
        if name is not None:
            day = None if name == _ALL else date.fromisoformat(name)
            self._want(replace(self._wanted, day=day))

    def _want(self, wanted: HistoryFilter) -> None:
        self._wanted = wanted
        self.reload()

    def let_go(self) -> None:
        """Show everything again."""
        if self._wanted != HistoryFilter():
            self._want(HistoryFilter())
        else:
            super().let_go()

    # -- taking back -----------------------------------------------------------------------

    def action_undo_line(self) -> None:
        """Take back the decision under the cursor, whoever made it, after a yes."""
        line = self.current
        if line is None or line.batch is None:
            self.say("history.not_a_decision", ink="amber")
            return
        if line.undone:
            self.say("error.undo.already", ink="amber")
            return
        wording = self.desk.wording
        question = wording.say(
            "history.ask_undo",
            who=line.actor,
            act=act_name(line.act, wording),
            about=about_name(line, wording),
        )
        batch = line.batch

        def answered(yes: bool | None) -> None:
            if yes:
                self.decide(partial(self._undo, batch, act_name(line.act, wording)))

        self.app.push_screen(AskYes(question, wording), answered)

    def _undo(self, batch: str, act: str, store: Store, now: datetime) -> str:
        undo(store, batch, at=now, who=self.desk.who)
        return self.desk.wording.say("undo.done", act=act)


def act_name(act: str, wording: Wording) -> str:
    """What was done, in words; undoing names what was undone."""
    plain = act.removeprefix("undo.")
    code = f"act.{plain}"
    said = wording.say(code) if wording.has(code) else visible(plain)
    return said if plain == act else wording.say("branch.undone", act=said)


def actor_name(actor: str, wording: Wording) -> str:
    """Who did it: a person's name, or the program."""
    return wording.say("history.machine") if actor == _MACHINE else visible(actor)


def about_name(line: HistoryLine, wording: Wording) -> str:
    """What it was about, as people know it."""
    if line.about:
        return line.about
    if subject_kind(line.subject) == "item":
        return wording.say(f"item_title.{subject_id(line.subject)}")
    return ""


def written(line: HistoryLine) -> str:
    """The words of a note; "" where there are none."""
    text = line.after.get("text") if line.after else None
    return text if isinstance(text, str) else ""
