"""A file that is like one of another branch (雷同): the texts of both side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from mailsync.examine.documents.passages import Beside, Paragraph, beside_sketch, side_by_side
from mailsync.examine.process.child import Child
from store.files.blobs import Blobs
from store.keeping.earlier import earlier_content
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.facts import BoardFacts
from store.workspace.earlier import earlier_files, earlier_places
from tui.base.desk import Desk
from tui.board.pairs import Pair
from tui.widgets.marked_text import marked_lines
from tui.widgets.painted import Line, line_width, wrapped

_TIMEOUT_S = 30.0
# More of a text is not compared: nobody reads it to the end.
_MOST_CHARS = 60_000
_GAP = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both texts side by side; `note` is a code that says why there are none, or only one."""

    pair: Pair
    rows: tuple[Beside, ...]
    note: str = ""
    # Where the other file was looked for.
    place: str = ""


def compared(desk: Desk, facts: BoardFacts, pair: Pair) -> Comparison:
    """Read both files, in a shut-in child, and hold them against each other."""
    blobs = desk.workspace.blobs
    with Child() as child:
        ours = _text(pair.credit.digest, blobs, child)
        if ours is None:
            return Comparison(pair, (), "same" if pair.like.same else "unread")
        kind, _, number = pair.like.subject.partition(":")
        if kind == "earlier":
            return _beside_earlier(desk, pair, ours, int(number), child)
        other = next((one for one in facts.arrived if one.subject == pair.like.subject), None)
        theirs = None if other is None else _text(other.digest, blobs, child)
    if theirs is None:
        return Comparison(pair, (), "unread")
    return Comparison(pair, side_by_side(ours, theirs))


def _beside_earlier(desk: Desk, pair: Pair, ours: str, number: int, child: Child) -> Comparison:
    """A text beside that of an earlier year, read where that year lies; else beside its sample."""
    folder = desk.workspace.folder
    before = earlier_files(folder)[number]
    if before.digest == pair.credit.digest:
        return Comparison(pair, side_by_side(ours, ours))
    place = earlier_places(folder).get(before.cohort, "")
    with earlier_content(place, before.digest) as content:
        theirs = None if content is None else _shown(content, child)
    if theirs is not None:
        return Comparison(pair, side_by_side(ours, theirs))
    once = beside_sketch(ours, before.sketch)
    note = "earlier_gone" if place else "earlier"
    return Comparison(pair, tuple(Beside(one, None) for one in once), note, place)


def _text(digest: str, blobs: Blobs, child: Child) -> str | None:
    return _shown(blobs.path(digest), child) if digest and blobs.has(digest) else None


def _shown(path: Path, child: Child) -> str | None:
    answer = child.ask({"do": "text", "path": str(path)}, timeout_s=_TIMEOUT_S)
    text = None if isinstance(answer, str) else answer.get("text")
    return text[:_MOST_CHARS] if isinstance(text, str) else None


def comparison_lines(comparison: Comparison, wording: Wording, width: int) -> list[Line]:
    """Both names and the share, then the paragraphs beside each other, common passages lit."""
    pair = comparison.pair
    half = max((width - _GAP) // 2, 8)
    share = round(100 * pair.like.share)
    lines = wrapped(wording.say("alike.share", percent=share), width, "strong bold")
    lines += [*wrapped(wording.say("alike.close"), width, "dim"), ()]
    for ours, theirs in ((pair.branch, pair.like.branch), (pair.credit.name, pair.like.name)):
        lines += _columns(wrapped(ours, half, "strong"), wrapped(theirs, half, "strong"), half)
    lines.append(())
    if comparison.note:
        code = f"alike.{comparison.note}"
        said = wording.say(code, name=visible(pair.like.name), place=visible(comparison.place))
        lines += [*wrapped(said, width, "amber"), ()]
    for row in comparison.rows:
        lines += [*_columns(_cell(row.left, half), _cell(row.right, half), half), ()]
    return lines


def _cell(paragraph: Paragraph | None, width: int) -> Sequence[Line]:
    if paragraph is None:
        return ()
    return marked_lines(paragraph.text, paragraph.common, width)


def _columns(left: Sequence[Line], right: Sequence[Line], width: int) -> Iterator[Line]:
    for one, other in zip_longest(left, right, fillvalue=()):
        yield (*one, (" " * (width - line_width(one) + _GAP), "text"), *other)
