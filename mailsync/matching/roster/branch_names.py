"""The strict reading of one roster name into slots, within its own sub-committee."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.words.slots import (
    KIND,
    SHORT_STAGES,
    STAGE_WORDS,
    NameSlots,
    Stage,
    read_grade,
    read_ordinal,
    read_stage,
)
from mailsync.matching.words.words import OWN_SCHOOLS

_TAIL_COLLEGE = re.compile(r"\([^()]{2,30}\)$")
_LONGEST_UNIT = 24
_SEPARATORS = " \t-_—–·"


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The slots of a roster name; `understood` is False where staff should look at it."""

    slots: NameSlots
    understood: bool
    # The unit as others may write it, where the college may or may not be part of it.
    other_units: tuple[str, ...] = ()


def parse_branch_name(
    name: str,
    strict_forms: Sequence[str],
    bare_forms: Sequence[str],
    doubtful_forms: Sequence[str] = (),
) -> ParsedName:
    """Read a normalised roster name from right to left.

    Args:
        strict_forms: ways to write the own college that may be taken off the front, longest first.
        bare_forms: ways without 学院 and the like, taken off only when they lead every name.
        doubtful_forms: ways that may be the college or the beginning of the unit.
    """
    text = _TAIL_COLLEGE.sub("", name.strip()).strip(_SEPARATORS)
    kinds = [k for k in KIND.finditer(text) if k.end() == len(text)]
    if not kinds:
        return ParsedName(NameSlots(unit=text or None), understood=False)
    end = kinds[0].start()
    ordinal, end = read_ordinal(text, _skip(text, end))
    grade, end = read_grade(text, _skip(text, end))
    word, end = read_stage(text, _skip(text, end))
    if grade is None:
        grade, end = read_grade(text, _skip(text, end))
    front = _without_school(text[: _skip(text, end)])
    stripped, form = _without_college(front, strict_forms)
    others: tuple[str, ...] = ()
    if not form:
        stripped, form = _without_college(front, bare_forms)
        if form and stripped:
            others = (front,)
        elif not form:
            shorter, _ = _without_college(front, doubtful_forms)
            others = (shorter,) if shorter and shorter != front else ()
    if word in SHORT_STAGES and not ordinal and stripped:
        # 教研 or 科研 is not the stage 研.
        stripped, word = stripped + word, ""
    unit = stripped.strip(_SEPARATORS)
    understood = (
        len(unit) <= _LONGEST_UNIT
        and not re.search(r"[,。;:、/\\]", unit)
        and (len(unit) != 1)
        and bool(unit or ordinal or word or grade or form)
    )
    slots = NameSlots(unit or None, grade, STAGE_WORDS.get(word, Stage.NONE), ordinal)
    return ParsedName(slots, understood, others)


def _skip(text: str, end: int) -> int:
    while end > 0 and text[end - 1] in _SEPARATORS:
        end -= 1
    return end


def _without_school(text: str) -> str:
    plain = text.removeprefix("中共")
    for school in OWN_SCHOOLS:
        if plain.startswith(school):
            return plain.removeprefix(school)
    return plain


def _without_college(front: str, forms: Sequence[str]) -> tuple[str, str]:
    for form in forms:
        if front.startswith(form):
            rest = front[len(form) :]
            for party in ("分党委", "党委", "党总支", "直属党总支"):
                rest = rest.removeprefix(party)
            rest = rest.strip(_SEPARATORS)
            if len(rest) != 1:
                return rest, form
    return front, ""
