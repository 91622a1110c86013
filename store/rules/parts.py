"""A document that holds several branches' texts: the measures of one branch's parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from store.model import JsonValue, Params
from store.rules.measures import text, whole


def part_headings(measures: Params) -> tuple[str, ...]:
    """The headings of the parts that a document falls into; none where it is of one piece."""
    return tuple(text(part, "heading") for part in _parts(measures))


def of_parts(measures: Params, places: Iterable[int]) -> Params:
    """The measures as if the document held only some of its parts: 字数, headings, dated lines.

    What follows a 目录 or 支撑材料 of the same branch may count or not.
    """
    parts = list(_parts(measures))
    chosen = [parts[place] for place in sorted(set(places)) if 0 <= place < len(parts)]
    if not chosen:
        return measures
    chars = least = most = dated = 0
    sections: list[JsonValue] = []
    ended = False
    for part in chosen:
        most += whole(part, "chars_most")
        dated = max(dated, whole(part, "dated_lines"))
        if not ended:
            chars += whole(part, "chars")
            least += whole(part, "chars_least")
            held = part.get("sections")
            sections += held if isinstance(held, list) else []
        ended = ended or part.get("ended") is True
    return {
        **measures,
        "chars": chars,
        "chars_least": least,
        "chars_most": most,
        "chars_no_punctuation": chars,
        "chars_file": chars,
        "chars_boxes": 0,
        "chars_notes": 0,
        "sections": sections,
        "dated_lines": dated,
        "parts": [],
    }


def _parts(measures: Params) -> Iterator[Mapping[str, JsonValue]]:
    held = measures.get("parts")
    for part in held if isinstance(held, list) else ():
        if isinstance(part, dict):
            yield part
