"""One sub-committee in lines: who is called, what its branches still lack, what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.letters.standing import LetterStanding
from store.model import State, SubCommittee
from store.notice.notice import Notice
from store.text.wording import Wording
from store.views.board.types import BranchRow
from tui.base.inks import STATE_INKS
from tui.board.branch_letters import letter_texts
from tui.widgets.painted import Line, wrapped

# What a branch still owes, the worst first; what waits for us is not owed.
_LACKING = (State.MISSING, State.FAULT, State.SOFT, State.OPEN)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What the lines are made of; `letters` is None until a worker has read them."""

    unit: SubCommittee
    rows: Sequence[BranchRow]
    letters: Sequence[LetterStanding] | None
    notice: Notice
    wording: Wording

    def lines(self, width: int) -> list[Line]:
        """The lines, wrapped to a width."""
        return [
            *self._head(width),
            *self._for_us(width),
            *self._lacking(width),
            *self._letters(width),
        ]

    def _head(self, width: int) -> Iterator[Line]:
        say, unit = self.wording.say, self.unit
        yield from wrapped(unit.name, width, "strong bold")
        yield from wrapped(say("unit.branches", n=len(self.rows)), width, "dim")
        people = [("unit.staff", "、".join(unit.staff)), ("unit.phone", unit.phone)]
        people.append(("unit.contacts", "、".join(unit.contacts)))
        for code, text in people:
            said = say(code, text=text) if text else say(f"{code}_unknown")
            yield from wrapped(said, width, "text" if text else "amber")

    def _for_us(self, width: int) -> Iterator[Line]:
        """What waits for us: files to give to a branch, links to fetch, vetting to confirm."""
        say = self.wording.say
        counts = (
            ("unit.waiting", sum(row.waiting > 0 for row in self.rows)),
            ("unit.links", sum(row.links for row in self.rows)),
            ("unit.proposed", sum(row.vetting == "proposed" for row in self.rows)),
        )
        said = [say(code, n=n) for code, n in counts if n]
        if said:
            yield from self._part("unit.for_us")
        for text in said:
            yield from wrapped(text, width, "blue", indent=3)

    def _lacking(self, width: int) -> Iterator[Line]:
        say = self.wording.say
        asked = (cell for cell in self.rows[0].cells if cell.state is not State.ABSENT)
        for column in (cell.column for cell in asked):
            cells = [(row, row.cell(column)) for row in self.rows]
            done = sum(cell.state.complete for _, cell in cells)
            title = say(f"item_title.{column}")
            yield ()
            said = say("unit.done", item=title, n=done, total=len(cells))
            yield from wrapped(said, width, "strong bold")
            for state in _LACKING:
                names = [row.branch.name for row, cell in cells if cell.state is state]
                # What nobody has begun yet is not worth a list of everybody.
                if names and len(names) < len(cells):
                    named = say("unit.lacking", state=say(f"state_name.{state}"), n=len(names))
                    text = named + "、".join(names)
                    yield from wrapped(text, width, STATE_INKS[state], indent=3)

    def _letters(self, width: int) -> Iterator[Line]:
        if not self.letters:
            return
        yield from self._part("branch.letters")
        for said, strong in letter_texts(self.letters, self.wording, self._moment):
            ink, indent = ("text", 3) if strong else ("dim", 5)
            yield from wrapped(said, width, ink, indent=indent)

    def _part(self, code: str) -> Iterator[Line]:
        yield ()
        yield ((self.wording.say(code), "dim"),)

    def _moment(self, moment: datetime) -> str:
        local = self.notice.dates.local(moment)
        return f"{local.month}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"
