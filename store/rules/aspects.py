"""How much of a text stands under the headings of each aspect of the acceptance (notice 二)."""

from __future__ import annotations

from collections.abc import Mapping

from store.model import Params
from store.notice.notice import Aspect, Notice
from store.rules.measures import whole


def aspect_shares(measures: Params, notice: Notice, *, second_year: bool) -> Mapping[str, float]:
    """The share of the main text for each aspect, by the aspect's name, 0 to 1.

    A heading counts for the aspects it names, else for those of the heading above it; a heading
    that names two gives half to each.
    """
    aspects = [a for a in notice.aspects if second_year or not a.second_year_only]
    chars = dict.fromkeys((aspect.name for aspect in aspects), 0.0)
    open_headings: list[tuple[int, tuple[str, ...]]] = []
    sections = measures.get("sections")
    for section in sections if isinstance(sections, list) else ():
        if not isinstance(section, dict):
            continue
        heading, level = section.get("heading"), section.get("level")
        if not isinstance(heading, str) or not isinstance(level, int):
            continue
        while open_headings and open_headings[-1][0] >= level:
            open_headings.pop()
        named = tuple(aspect.name for aspect in aspects if _names(aspect, heading))
        owners = named or (open_headings[-1][1] if open_headings else ())
        open_headings.append((level, owners))
        for owner in owners:
            chars[owner] += whole(section, "chars") / len(owners)
    total = whole(measures, "chars")
    return {name: round(count / total, 3) if total else 0.0 for name, count in chars.items()}


def _names(aspect: Aspect, heading: str) -> bool:
    bare = "".join(heading.split())
    return aspect.name in bare or any(words in bare for words in aspect.headings)
