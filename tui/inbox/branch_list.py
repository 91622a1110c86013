"""The branches beside the files of 收件: what is typed to find one, and what is joined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tui.dialogs.branch_choice import NUMBERED, BranchOption, branch_options, shown_options
from tui.inbox.facts import IntakeFacts
from tui.inbox.lines import IntakePage
from tui.inbox.lists import BranchList
from tui.widgets.painted import Line, crop
from tui.widgets.row_list import Row

_LONGEST = 40


class BranchChoice:
    """Narrows the list by what is typed; `joined` are marked to own a file together."""

    def __init__(self, rows: BranchList) -> None:
        self._rows = rows
        self._typed = ""
        self._options: tuple[BranchOption, ...] = ()
        self._every: tuple[BranchOption, ...] = ()
        self._first = ""
        self._page: IntakePage | None = None
        self.joined: list[str] = []

    @property
    def current(self) -> str | None:
        """The branch under the cursor."""
        return self._rows.current

    def numbered(self, number: int) -> str | None:
        """The branch that a number key means."""
        if 1 <= number <= min(len(self._options), NUMBERED):
            return self._options[number - 1].branch.id
        return None

    def owners(self, branch_id: str) -> list[str]:
        """A branch with those joined to it."""
        return list(dict.fromkeys((*self.joined, branch_id)))

    def offer(self, facts: IntakeFacts, candidates: Sequence[str], page: IntakePage) -> None:
        """Offer the branches for another file; the cursor is on its first candidate."""
        self._every = branch_options(facts.view.roster, facts.units, candidates)
        self._first = candidates[0] if candidates else ""
        self._page = page
        self._narrow()

    def type(self, more: str) -> None:
        """Find by some more characters."""
        self._typed = (self._typed + more)[:_LONGEST]
        self._narrow()

    def rub_out(self) -> None:
        """Take back the last character."""
        self._typed = self._typed[:-1]
        self._narrow()

    def reset(self) -> bool:
        """Forget what is typed and joined; False where there was nothing."""
        had = bool(self._typed or self.joined)
        self._typed, self.joined = "", []
        return had

    def join(self) -> None:
        """Mark the branch under the cursor as one more owner, or let it go."""
        if self.current is not None:
            if self.current in self.joined:
                self.joined.remove(self.current)
            else:
                self.joined.append(self.current)
            self._draw()

    def move(self, by: int) -> None:
        """Move the cursor."""
        self._rows.action_move(by)

    def _narrow(self) -> None:
        self._options = shown_options(self._every, self._typed)
        self._draw()
        ids = [one.branch.id for one in self._options]
        if ids:
            self._rows.go_to(self._first if not self._typed and self._first in ids else ids[0])

    def _draw(self) -> None:
        page = self._page
        if page is None:
            return
        say = page.wording.say
        rows = [
            Row(one.branch.id, partial(page.option_line, at, one, one.branch.id in self.joined))
            for at, one in enumerate(self._options)
        ]
        said = say("intake.typed", typed=self._typed) if self._typed else say("intake.type")
        heads = [said] if rows else [said, say("intake.no_branch")]
        self._rows.show([*(Row(None, partial(_head_line, one)) for one in heads), *rows])


def _head_line(text: str, width: int) -> Line:
    return ((crop(text, width), "dim"),)
