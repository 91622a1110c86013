"""Work that is done step by step, done to its end."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Outcome = TypeVar("Outcome")


def finished(work: Generator[object, None, Outcome]) -> Outcome:
    """Take every step; what the work gives in the end."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
