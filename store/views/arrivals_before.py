"""How close to the limit each branch first handed in, the year before: who may be late again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from store.model import FileKind
from store.views.board.types import BranchRow
from store.workspace.earlier import EarlierFile

_DUE = frozenset({FileKind.PLAN.value, FileKind.VIDEO.value})


def hours_left_before(
    earlier: Iterable[EarlierFile], rows: Iterable[BranchRow]
) -> Mapping[str, float]:
    """By the id of a branch, the hours that were left when the later of its plan and its video
    came for the first time in the latest year that is known; negative after the limit.

    A branch is known again by its name and its sub-committee's, or by its name alone where only
    one branch bears it.
    """
    known = [one for one in earlier if one.hours_left is not None and one.kind in _DUE]
    year = max((one.cohort for one in known), default=0)
    first: dict[tuple[str, str], dict[str, float]] = {}
    for one in known:
        if one.cohort == year and one.hours_left is not None:
            mine = first.setdefault((one.unit, one.branch), {})
            mine[one.kind] = max(mine.get(one.kind, one.hours_left), one.hours_left)
    bearers = Counter(name for _, name in first)
    alone = {name: kinds for (_, name), kinds in first.items() if bearers[name] == 1}
    asked = list(rows)
    now = Counter(row.branch.name for row in asked)
    found = {}
    for row in asked:
        name = row.branch.name
        kinds = first.get((row.sub_committee.name, name))
        if kinds is None and now[name] == 1:
            kinds = alone.get(name)
        if kinds:
            found[row.branch.id] = min(kinds.values())
    return found
