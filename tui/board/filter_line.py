"""The filters of the board with their counts; a click on one shows what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from textual import events
from textual.message import Message

from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.finding import Filter, Wanted
from store.views.board.types import DashboardView
from store.views.inbox import queue
from tui.base.cells import crop, width_of
from tui.widgets.painted import Line, Painted, Span

_INKS = {
    "all": "strong",
    "incomplete": "red",
    "claim": "blue",
    "fault": "red",
    "soft": "amber",
    "links": "mauve",
    "late": "red",
    "after_limit": "amber",
    "not_vetted": "amber",
    "extended": "amber",
    "fresh": "blue",
    "mine": "blue",
}
_INTAKE, _MESSAGES = "intake", "messages"
# What stands between two parts of the second line.
_BETWEEN = "   "
# What gives way first where not all counts have room.
_GIVE_WAY = ("mine", "extended", "after_limit", "not_vetted", "fresh", "soft", "links", "late")


class Found(msgspec.Struct, frozen=True):
    """What the line tells: the counts of all filters, and what narrows the board just now.

    `unowned` counts mails that have the typed words and are no branch's.
    """

    counts: dict[Filter, int]
    wanted: Wanted
    shown: int
    unit: str = ""
    unowned: int = 0


class _Chip(msgspec.Struct, frozen=True):
    """One filter as it is drawn: its name or that of a pile, text, figure, what is counted, ink."""

    name: str
    text: str
    count: int
    ink: str
    chosen: bool = False
    unit: str = ""

    @property
    def width(self) -> int:
        return width_of(self.text) + len(str(self.count)) + width_of(self.unit) + 3


class FilterLine(Painted):
    """One line of filters, and a second one where something narrows the board."""

    @dataclass
    class FilterPicked(Message):
        """A filter was clicked."""

        filter: str

    @dataclass
    class IntakeAsked(Message):
        """The count of what waits was clicked, or that of mails of words."""

        pile: queue.Pile

    @dataclass
    class TasksAsked(Message):
        """What is due today was clicked."""

    @dataclass
    class ProblemsAsked(Message):
        """The count of mails that were not read whole was clicked."""

    def __init__(self, wording: Wording, who: str) -> None:
        super().__init__(id="counts")
        self._wording = wording
        self._who = who
        self._view: DashboardView | None = None
        self._found: Found | None = None
        self._selected = 0

    def show(self, view: DashboardView, found: Found) -> None:
        """Show other counts."""
        self._view, self._found = view, found
        self._grow()

    def select(self, count: int) -> None:
        """Show how many branches are selected."""
        self._selected = count
        self._grow()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        if self._found is None:
            return (((self._wording.say("board.reading"), "dim"),),)
        chips: list[Span] = []
        for chip in self._fitting(width):
            left, right = "[]" if chip.chosen else "  "
            ink = chip.ink if chip.count else "dim"
            chips += [
                (left + chip.text + " ", "strong bold" if chip.chosen else "dim"),
                (str(chip.count), f"{ink} bold" if chip.count else "dim"),
                (chip.unit, "dim"),
                (right, "strong bold"),
            ]
        narrowing = self._narrowing(width)
        return (chips, narrowing) if narrowing else (chips,)

    def on_click(self, event: events.Click) -> None:
        """Show what the filter under the mouse counts."""
        if event.y > 0:
            self._ask_below(event.x)
            return
        place = 1
        for chip in self._fitting(self.size.width):
            place += chip.width
            if event.x < place:
                pile = {_INTAKE: queue.Pile.WAITING, _MESSAGES: queue.Pile.MESSAGES}.get(chip.name)
                self.post_message(
                    self.FilterPicked(chip.name) if pile is None else self.IntakeAsked(pile)
                )
                return

    def _ask_below(self, x: int) -> None:
        """Ask for what could not be read, or is due, where its count is under the mouse."""
        start = 1
        for text in self._told():
            if start <= x < start + width_of(text):
                if text == self._problems():
                    self.post_message(self.ProblemsAsked())
                elif text == self._due():
                    self.post_message(self.TasksAsked())
            start += width_of(text + _BETWEEN)

    def _fitting(self, width: int) -> list[_Chip]:
        """Long names where all fit, else short ones, else those that find something."""
        for form, units in (("filter", True), ("filter_short", True), ("filter_short", False)):
            chips = self._chips(form, units=units)
            if sum(chip.width for chip in chips) <= width:
                return chips
        kept = [chip for chip in chips if chip.count or chip.chosen]
        while kept and sum(chip.width for chip in kept) > width:
            spare = (chip for name in _GIVE_WAY for chip in kept if chip.name == name)
            kept.remove(next((chip for chip in spare if not chip.chosen), kept[-1]))
        return kept

    def _chips(self, form: str, *, units: bool) -> list[_Chip]:
        found, view, say = self._found, self._view, self._wording.say
        if found is None or view is None:
            return []
        inks = {**_INKS, "links": "amber"} if view.links_soon else _INKS
        chips = [
            _Chip(
                name,
                say(f"{form}.{name}"),
                count,
                inks[name],
                found.wanted.filter == name,
                self._unit("branch", "branches", count) if units and name is Filter.ALL else "",
            )
            for name, count in found.counts.items()
            # What nobody has in hand need not be said.
            if count or name is not Filter.MINE or found.wanted.filter is Filter.MINE
        ]
        for name, code, count, ink in (
            (_INTAKE, "queue", view.queue_mails, "blue"),
            (_MESSAGES, "messages", view.messages, "amber" if view.messages_waiting else "blue"),
        ):
            unit = self._unit("mail", "mails", count) if units else ""
            chips.append(_Chip(name, say(f"{form}.{code}"), count, ink, unit=unit))
        return chips

    def _unit(self, one: str, several: str, count: int) -> str:
        return self._wording.say(f"filter_unit.{one if count == 1 else several}")

    def _narrowing(self, width: int) -> Line:
        """What narrows the board and what else it tells, where there is any."""
        told = self._told()
        spare = self._news()
        while spare and width_of(" " + _BETWEEN.join(told)) > width:
            told.remove(spare.pop())
        return ((crop(" " + _BETWEEN.join(told), width), "amber"),) if told else ()

    def _told(self) -> list[str]:
        """What was typed, the sub-committee, the order, the news and the selection."""
        found, view, say = self._found, self._view, self._wording.say
        if found is None or view is None:
            return []
        wanted = found.wanted
        told: list[str] = []
        if wanted.text:
            told.append(say("finding.text", text=visible(wanted.text)))
        if found.unit:
            told.append(say("finding.unit", unit=found.unit))
        if wanted.order != "unit":
            told.append(say("finding.order", order=say(f"order.{wanted.order}")))
        if found.shown != len(view.rows):
            told.append(say("finding.shown", n=found.shown, total=len(view.rows)))
        told += self._news()
        if self._selected:
            told.append(say("finding.selected", n=self._selected))
        return told

    def _news(self) -> list[str]:
        """What it tells besides; what stands last gives way first."""
        found, view, say = self._found, self._view, self._wording.say
        if found is None or view is None:
            return []
        news: list[str] = []
        if found.unowned:
            news.append(say("finding.unowned", n=found.unowned))
        if view.outside_mails:
            news.append(say("finding.outside", n=view.outside_mails))
        if due := self._due():
            news.append(due)
        if view.problems:
            news.append(self._problems())
        return news

    def _due(self) -> str:
        """What people have in hand that is due today, and how much of it is one's own."""
        view = self._view
        if view is None:
            return ""
        due = [one.task for one in view.tasks if one.task.due(view.today)]
        mine = sum(one.is_of(self._who) for one in due)
        return self._wording.say("finding.due_today", n=len(due), mine=mine) if due else ""

    def _problems(self) -> str:
        n = self._view.problems if self._view else 0
        return self._wording.say("finding.problems", n=n)

    def _grow(self) -> None:
        width = self.size.width or self.app.size.width
        self.styles.height = len(self.lines(width))
        self.refresh()
