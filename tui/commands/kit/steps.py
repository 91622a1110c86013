"""Long work in steps on the command line: one line on stderr, only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from typing import TypeVar

from tui.base import cells
from tui.commands.kit.call import Call

_WIDTH = 78
Step = TypeVar("Step")
Outcome = TypeVar("Outcome")


class StepLine:
    """Draws how far a work is."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._shown = sys.stderr.isatty()

    def follow(self, work: Generator[Step, None, Outcome], told: Callable[[Step], str]) -> Outcome:
        """Do the work to its end and return what it gives."""
        try:
            while True:
                step = next(work)
                if self._shown:
                    text = cells.crop(told(step), _WIDTH)
                    sys.stderr.write("\r" + cells.pad(text, _WIDTH))
                    sys.stderr.flush()
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        finally:
            work.close()
            if self._shown:
                sys.stderr.write("\r" + " " * _WIDTH + "\r")
                sys.stderr.flush()
