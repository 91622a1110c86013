"""Secretaries' names in file names, headings and signatures: hints that never suffice alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

# A name may follow a year: 2020年度王某.
_TOKEN = re.compile(r"(?:(?<=\d)年度?)?([\u3400-\u9fff]+)")
_OFFICE = re.compile(
    r"书记 ?:? ?|填表人 ?:? ?|联系人 ?:? ?|"
    r"作者 ?:? ?|负责人 ?:? ?|报送人 ?:? ?|汇报人 ?:? ?|主讲人? ?:? ?"
)
_MEMBERS = re.compile(
    r"(?:党员|委员|成员|组员|骨干|队员|教师|学生) ?((?:[\u3400-\u9fff]{2,4}[、,和及 ]){0,7}"
    r"[\u3400-\u9fff]{2,4}?)(?=等|同志|老师|同学)"
)
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}(?=[、,和及 ]|$)|[\u3400-\u9fff]{2,4}")
_LONGEST_NAME = 4
# What may follow a name in running text; else the name is longer than the one looked up.
_AFTER_NAME = frozenset("带同等和与及在率为主作致老讲报对")


def whole_tokens(people: Mapping[str, int], text: str) -> tuple[int, int, int]:
    """The one roster person who stands alone between separators: set, start, end; set 0: none."""
    found: tuple[int, int, int] = (0, 0, 0)
    for token in _TOKEN.finditer(text):
        mask = people.get(token[1], 0)
        if mask:
            if found[0] and found[0] != mask:
                return (0, 0, 0)
            found = (mask, token.start(1), token.end())
    return found


def members(people: Mapping[str, int], text: str) -> tuple[tuple[int, int, int], ...]:
    """Roster people among those whom running text calls 党员 or 同志: set, start, end of each."""
    found: list[tuple[int, int, int]] = []
    for called in _MEMBERS.finditer(text):
        for name in _NAME.finditer(text, *called.span(1)):
            mask = people.get(name[0], 0)
            if mask:
                found.append((mask, name.start(), name.end()))
    return tuple(found)


def in_office(people: Mapping[str, int], text: str) -> tuple[int, int, int]:
    """A roster person right after 书记 or another word of office: set, start, end."""
    for office in _OFFICE.finditer(text):
        start = office.end()
        for length in range(_LONGEST_NAME, 1, -1):
            name = text[start : start + length]
            mask = people.get(name, 0)
            following = text[start + len(name) : start + len(name) + 1]
            if mask and (following in _AFTER_NAME or not "\u3400" <= following <= "\u9fff"):
                return mask, start, start + len(name)
    return (0, 0, 0)
