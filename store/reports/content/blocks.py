"""The parts that a written report is made of; each format draws the same parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from store.model import State

# An address of mail within a sentence.
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; `with_next` keeps it on the page of what follows."""

    text: str
    with_next: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one title, "" for none. `states` is empty or has one entry for each row."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    states: tuple[tuple[State | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the line, `numbers` the columns that hold figures."""

    caption: str
    heads: tuple[str, ...]
    sections: tuple[Section, ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = field(default_factory=frozenset)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A table on a page of its own, behind who signs."""

    label: str
    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the snapshot: progress of each item, or arrivals per day."""

    which: Literal["progress", "arrivals"]
    caption: str
    # What it shows, in words, for those who cannot see it.
    told: str


Block = Heading | Text | Table | Chart


@dataclass(frozen=True, slots=True)
class Circular:
    """A 情况通报: its head, its body, who signs it when, and its one appendix, the table of all
    branches; None where that is so small that it stands in the body.

    Of the `figures` paper has the charts only: what the tables show, the body says.
    """

    title: str
    number: str
    addressees: str
    body: tuple[Block, ...]
    figures: tuple[Table | Chart, ...]
    signature: str
    date: str
    appendix: Appendix | None
