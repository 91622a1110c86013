"""From the slots of a written name to the set of branches that it fits."""

from __future__ import annotations

from enum import IntEnum

from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.lexicon import CollegeForm, UnitForm
from mailsync.matching.words.slots import NameSlots, Stage


class Standing(IntEnum):
    """How well a written name was understood."""

    # Every slot was said, and its branches are exactly the fitting ones.
    CLEAR = 0
    # Something was left out; whatever it does not say stays open.
    PARTIAL = 1
    # Something in it could not be read: it may point, never decide.
    DOUBTFUL = 2
    # A complete name that nobody on the roster bears: evidence against everyone.
    FOREIGN = 3


def fits(
    roster: Roster,
    college: CollegeForm | None,
    unit: UnitForm | None,
    slots: NameSlots,
) -> tuple[int, Standing]:
    """The branches that a name with these slots fits.

    An exact bearer is meant by its name. Where nobody bears it, a name with something left out
    leaves open all that it does not say; each college of an ambiguous short form is asked apart.
    """
    if college is None or len(college.subs) <= 1:
        base = roster.everyone if college is None else college.mask
        return _fits_in(roster, base, college is not None, unit, slots)
    total = 0
    standing = Standing.FOREIGN
    for base in college.subs:
        mask, how = _fits_in(roster, base, True, unit, slots)
        if mask:
            total |= mask
            standing = max(standing, how) if standing is not Standing.FOREIGN else how
    return total, standing


def _fits_in(
    roster: Roster,
    base: int,
    college_said: bool,
    unit: UnitForm | None,
    slots: NameSlots,
) -> tuple[int, Standing]:
    grade, stage, ordinal = slots.grade, slots.stage, slots.ordinal
    whole_unit = roster.by_unit.get("", 0) if unit is None else unit.exact
    same_grade = roster.by_grade.get(grade, 0)
    same_stage = roster.by_stage.get(stage, 0)
    same_ordinal = roster.by_ordinal.get(ordinal, 0)
    others = base & same_grade & same_stage & same_ordinal
    exact = others & whole_unit
    if unit is not None and not base & whole_unit:
        exact = others & unit.loose
    said_nothing_else = unit is None and grade is None and stage is Stage.NONE
    if said_nothing_else and not college_said:
        # A bare number is nobody's name in a school of many colleges.
        return same_ordinal & base, Standing.PARTIAL
    if exact:
        if unit is not None and not college_said:
            exact |= others & unit.loose
        return exact, Standing.CLEAR
    open_to = base
    if unit is not None:
        if not college_said:
            open_to &= unit.exact | unit.loose
        else:
            open_to &= unit.exact if base & unit.exact else unit.loose
    generic = False
    wide = roster.by_generic_stage.get(stage)
    if stage is not Stage.NONE:
        if wide is not None:
            generic = stage is Stage.STUDENT or bool(base & wide & ~same_stage)
            open_to &= wide if generic else same_stage
        else:
            open_to &= same_stage
    if ordinal:
        open_to &= same_ordinal
    if grade is not None:
        open_to &= same_grade
    never_staged = college_said and not base & ~roster.unstaged
    if generic or not ordinal or (stage is Stage.NONE and not never_staged):
        return open_to, Standing.PARTIAL if open_to else Standing.FOREIGN
    open_to &= same_grade
    if unit is None:
        open_to &= whole_unit
    return open_to, Standing.CLEAR if open_to else Standing.FOREIGN


def open_fits(
    roster: Roster,
    college: CollegeForm | None,
    unit: UnitForm | None,
    slots: NameSlots,
) -> int:
    """All branches that do not go against what could be read of a name; the rest stays open."""
    grade, stage, ordinal = slots.grade, slots.stage, slots.ordinal
    mask = roster.everyone if college is None else college.mask
    if unit is not None:
        mask &= unit.exact | unit.loose
    if grade is not None:
        mask &= roster.by_grade.get(grade, 0)
    if stage is not Stage.NONE:
        mask &= roster.by_generic_stage.get(stage, roster.by_stage.get(stage, 0))
    if ordinal:
        mask &= roster.by_ordinal.get(ordinal, 0)
    return mask
