"""F12: everything that was done, by whom, when and why; one step can be taken back from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult

from store.db.database import Store
from store.db.decisions import undo
from store.roster.stored import load_roster
from store.text.visible import visible
from store.views.board.history import HistoryFilter, actors, acts_done, all_history
from tui.base import keys
from tui.base.act_words import act_name, actor_name
from tui.base.actions import Command
from tui.base.cells import crop, fit, width_of
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.dialogs.ask import AskYes
from tui.dialogs.pick import Entry, Pick
from tui.places.history_lines import (
    JournalAct,
    about_name,
    acts_of,
    change_of,
    objects_of,
    said_of,
)
from tui.places.place import Place
from tui.widgets.painted import Line, Span
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList

_ALL, _PEOPLE = "all:", "people:"


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """The acts that are wanted, and every person, kind and branch that there is to choose from.

    `branches` are names by id.
    """

    acts: tuple[JournalAct, ...]
    actors: tuple[str, ...]
    kinds: tuple[str, ...]
    branches: Mapping[str, str]


class HistoryPlace(Place[HistoryFacts]):
    """The journal, newest first, one line an act, narrowed by person, kind, branch and day."""

    NAME = "history"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("whole_line", keys.DO, "quan wen", 3),
        Command("narrow", keys.SHOW, "shai xuan", 4, code="history_narrow"),
        Command("pick_actor", None, "an ren", 4),
        Command("pick_act", None, "an lei bie", 5),
        Command("pick_branch", None, "an zhi bu", 6),
        Command("pick_day", None, "an ri qi", 6),
        Command("undo_line", keys.NO, "che xiao zhe yi bu", 7),
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
        self.query_one(RowList).focus()

    def read(self, store: Store) -> HistoryFacts:
        """The newest acts that are wanted."""
        dates = self.desk.workspace.notice.dates
        lines = all_history(store, self._wanted, dates=dates)
        roster = load_roster(store, scope=self.desk.workspace.settings.scope)
        names = {branch.id: branch.name for branch in roster.branches}
        return HistoryFacts(tuple(acts_of(lines)), actors(store), acts_done(store), names)

    def show(self, facts: HistoryFacts) -> None:
        """Draw the lines."""
        self._facts = facts
        rows = [Row(str(act.latest.id), partial(self._line, act)) for act in facts.acts]
        self.query_one(RowList).show(rows)
        self.query_one(PlaceHead).count(tuple(self._narrowing(len(facts.acts))))

    def _narrowing(self, count: int) -> Iterator[Span]:
        say, wanted = self.desk.wording.say, self._wanted
        yield say("history.count", n=count) + "  ", "dim"
        if wanted.actor is not None:
            yield actor_name(wanted.actor, self.desk.wording) + "  ", "amber"
        if wanted.people:
            yield say("history.people") + "  ", "amber"
        if wanted.acts is not None:
            yield "、".join(act_name(act, self.desk.wording) for act in wanted.acts) + "  ", "amber"
        if wanted.branch_id is not None:
            yield visible(self._known().branches.get(wanted.branch_id, "")) + "  ", "amber"
        if wanted.day is not None:
            yield wanted.day.isoformat(), "amber"

    def _line(self, act: JournalAct, width: int) -> Line:
        wording, line = self.desk.wording, act.latest
        who = crop(actor_name(line.actor, wording), 10)
        what = said_of(act, wording)
        head = f"{self._moment(line.at)}  {fit(who, 10)}  "
        room = max(width - width_of(head) - width_of(what) - 2, 0)
        return (
            (head, "dim"),
            (what + "  ", "dim" if line.undone else "strong bold"),
            (crop("  ".join(self._rest(act)), room), "text"),
        )

    def _rest(self, act: JournalAct) -> Iterator[str]:
        """Objects, change and reason."""
        wording = self.desk.wording
        parts = (
            objects_of(act, wording),
            self._change(act),
            visible(act.latest.reason),
        )
        yield from (part for part in parts if part)

    def _change(self, act: JournalAct) -> str:
        dates = self.desk.workspace.notice.dates
        return change_of(act, self._known().branches, dates, self.desk.wording)

    def _moment(self, moment: datetime) -> str:
        local = self.desk.workspace.notice.dates.local(moment)
        return f"{local:%m-%d %H:%M:%S}"

    @property
    def current(self) -> JournalAct | None:
        """The act under the cursor."""
        key = self.query_one(RowList).current
        return next((act for act in self._known().acts if str(act.latest.id) == key), None)

    def can(self) -> Mapping[str, bool]:
        """A decision that stands can be taken back."""
        act = self.current
        decided = act is not None and act.latest.batch is not None and not act.latest.undone
        return {"whole_line": act is not None, "undo_line": decided}

    def on_row_list_opened(self) -> None:
        """A second click shows the whole act."""
        self.action_whole_line()

    def action_whole_line(self) -> None:
        """Show all that is known of the act under the cursor, every object by its name."""
        act, wording = self.current, self.desk.wording
        if act is None:
            return
        line = act.latest
        names = dict.fromkeys(name for one in act.lines if (name := about_name(one, wording)))
        parts = [
            self._moment(line.at),
            actor_name(line.actor, wording),
            said_of(act, wording),
            "、".join(visible(name) for name in names),
            self._change(act),
            visible(line.reason),
        ]
        self.said.say("  ".join(part for part in parts if part))

    # -- narrowing -------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_narrow(self) -> None:
        """Pick by what the history is narrowed: person, kind, branch or day."""
        wording = self.desk.wording
        ways = ("pick_actor", "pick_act", "pick_branch", "pick_day")
        entries = [Entry(way, wording.say(f"command.{way}")) for way in ways]
        title = wording.say("command.history_narrow")
        picked = await self.app.push_screen_wait(Pick(title, entries, wording))
        if picked is not None:
            await self.run_action(picked)

    @work(group=ASKING, exit_on_error=False)
    async def action_pick_actor(self) -> None:
        """Show what one person did."""
        wording = self.desk.wording
        names = [
            (_PEOPLE, wording.say("history.people")),
            *((name, actor_name(name, wording)) for name in self._known().actors),
        ]
        name = await self._pick("history.whose", names)
        if name is not None:
            actor = None if name in (_ALL, _PEOPLE) else name
            self._want(replace(self._wanted, actor=actor, people=name == _PEOPLE))

    @work(group=ASKING, exit_on_error=False)
    async def action_pick_act(self) -> None:
        """Show one kind of act."""
        names = [(name, act_name(name, self.desk.wording)) for name in self._known().kinds]
        name = await self._pick("history.which", names)
        if name is not None:
            acts = None if name == _ALL else frozenset({name})
            self._want(replace(self._wanted, acts=acts))

    @work(group=ASKING, exit_on_error=False)
    async def action_pick_branch(self) -> None:
        """Show what was done to one branch."""
        names = [(key, visible(name)) for key, name in self._known().branches.items()]
        name = await self._pick("history.of_whom", names)
        if name is not None:
            self._want(replace(self._wanted, branch_id=None if name == _ALL else name))

    @work(group=ASKING, exit_on_error=False)
    async def action_pick_day(self) -> None:
        """Show one day, of those that the shown lines are of."""
        local = self.desk.workspace.notice.dates.local
        days = dict.fromkeys(local(act.latest.at).date().isoformat() for act in self._known().acts)
        name = await self._pick("history.when", [(day, day) for day in days])
        if name is not None:
            day = None if name == _ALL else date.fromisoformat(name)
            self._want(replace(self._wanted, day=day))

    def _known(self) -> HistoryFacts:
        return self._facts or HistoryFacts((), (), (), {})

    async def _pick(self, code: str, names: list[tuple[str, str]]) -> str | None:
        say = self.desk.wording.say
        entries = [Entry(_ALL, say("history.all")), *(Entry(key, text) for key, text in names)]
        return await self.app.push_screen_wait(Pick(say(code), entries, self.desk.wording))

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

    @work(group=ASKING, exit_on_error=False)
    async def action_undo_line(self) -> None:
        """Take back the decision under the cursor, whoever made it, after a yes."""
        act, wording = self.current, self.desk.wording
        if act is None or (batch := act.latest.batch) is None:
            self.say("history.not_a_decision", ink="amber")
            return
        if act.latest.undone:
            self.say("error.undo.already", ink="amber")
            return
        said = said_of(act, wording)
        who, about = act.latest.actor, objects_of(act, wording)
        question = wording.say("history.ask_undo", who=who, act=said, about=about)
        if await self.app.push_screen_wait(AskYes(question, wording)):
            self.decide(partial(self._undo, batch, said))

    def _undo(self, batch: str, act: str, store: Store, now: datetime) -> str:
        undo(store, batch, at=now, who=self.desk.who)
        return self.desk.wording.say("undo.done", act=act)
