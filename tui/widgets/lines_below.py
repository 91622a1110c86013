"""The lines at the foot of a screen: what happens, and the keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from store.text.wording import Wording
from tui.base.actions import Command, shown_key
from tui.base.cells import width_of, wrap
from tui.base.messages import CommandAsked
from tui.widgets.painted import Line, Painted, Span

# So many acts of a screen are shown, Ctrl+K has the others; from this rank on nothing is.
_ACTS, _UNSEEN = 8, 40


class Said(Painted):
    """What just happened or is going on, in as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__(id="said")
        self._text, self._ink = "", "text"

    def say(self, text: str, ink: str = "text") -> None:
        """Show a sentence; "" clears the line."""
        self._text, self._ink = text, ink
        self._grow()
        self.refresh()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def on_resize(self) -> None:
        """Take the lines that the new width needs."""
        self._grow()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        return [((part, self._ink),) for part in wrap(self._text, width)]

    def _grow(self) -> None:
        if self.size.width:
            self.styles.height = min(max(len(self.lines(self.size.width)), 1), 6)


class KeyBar(Painted):
    """The keys of this screen; a click runs them.

    Where there is room for two lines, the first has what works on every screen, above all the
    keys of the places, the second the first eight acts of this screen and what had no room in the
    first.
    """

    def __init__(self, wording: Wording, commands: Sequence[Command]) -> None:
        super().__init__(id="keys")
        self._wording = wording
        self._commands = tuple(command for command in commands if command.keys)

    def show(self, commands: Sequence[Command]) -> None:
        """Show other keys."""
        found = tuple(command for command in commands if command.keys)
        if found != self._commands:
            self._commands = found
            self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines to draw."""
        gap, rows = self._fitting(width)
        found: list[Line] = []
        for row in rows:
            line: list[Span] = []
            for _, key, name in row:
                line += [(key, "strong bold"), (f" {name}{gap}", "dim")]
            found.append(line)
        return found

    def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        gap, rows = self._fitting(self.size.width)
        if event.y >= len(rows):
            return
        place = 0
        for command, key, name in rows[event.y]:
            place += width_of(key) + width_of(name) + 1 + len(gap)
            if event.x - 1 < place:
                self.post_message(CommandAsked(command.action))
                return

    def _rows(self) -> tuple[Sequence[Command], ...]:
        shown = [one for one in self._commands if one.rank < _UNSEEN]
        everywhere = [one for one in shown if one.everywhere]
        own = [one for one in shown if not one.everywhere]
        own = sorted(own, key=lambda one: one.rank)[:_ACTS]
        if self.size.height < 2:
            kept = (*everywhere, *own)
            return ([one for one in self._commands if one in kept],)
        return sorted(everywhere, key=_function_key), own

    def _fitting(self, width: int) -> tuple[str, list[list[tuple[Command, str, str]]]]:
        """What has room in each line: two cells apart where all have it, else one.

        What has none in the first line stands behind the acts, where those leave room.
        """
        first, *others = self._rows()
        for gap in (2, 1):
            shown = [self._kept(first, width, gap)]
            kept = {one for one, _, _ in shown[0]}
            rest = [one for one in first if one not in kept]
            shown += [self._kept([*own, *rest], width, gap) for own in others]
            if sum(map(len, shown)) == len(first) + sum(map(len, others)):
                break
        return " " * gap, shown

    def _kept(
        self, commands: Sequence[Command], width: int, gap: int
    ) -> list[tuple[Command, str, str]]:
        kept: list[Command] = []
        room = width + gap
        for command in sorted(commands, key=lambda one: one.rank):
            key, name = worded(command, self._wording)
            needed = width_of(key) + width_of(name) + 1 + gap
            if needed <= room:
                room -= needed
                kept.append(command)
        return [(one, *worded(one, self._wording)) for one in commands if one in kept]


def _function_key(command: Command) -> int:
    """The number of a function key; the other keys stand behind them."""
    number = command.keys[0].removeprefix("f")
    return int(number) if number.isdigit() else 99


def worded(command: Command, wording: Wording) -> tuple[str, str]:
    """A command's key and its short name."""
    return shown_key(command, wording), command.text("command_short", wording)
