"""Who reviews which branch: balanced within one, nobody near their own house; pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

import msgspec

from store.model import Branch, Problem

# So many branches are named in a sentence.
_MOST_NAMED = 6


class Reader(msgspec.Struct, frozen=True):
    """What the balance asks of a reviewer: where they belong, and their kind.

    `sub_committee_id` is None for one who belongs to none that takes part.
    """

    id: str
    kind: str
    sub_committee_id: str | None = None
    branch_id: str | None = None


class Balance(msgspec.Struct, frozen=True):
    """Reviewers by branch id, and why it could not be as asked for, where it could not."""

    reviewers: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()

    @property
    def fewer(self) -> bool:
        """Whether a branch has fewer reviewers than were asked for."""
        return any(one.code in ("review.small_panel", "review.too_few") for one in self.problems)

    def loads(self, readers: Sequence[Reader]) -> dict[str, int]:
        """How many branches each reviewer has."""
        counted = dict.fromkeys((reader.id for reader in readers), 0)
        for names in self.reviewers.values():
            for name in names:
                counted[name] += 1
        return counted


def may_review(reader: Reader, branch: Branch) -> bool:
    """Whether a reviewer is neither of the branch nor of its sub-committee."""
    return branch.id != reader.branch_id and branch.sub_committee_id != reader.sub_committee_id


def assign(readers: Sequence[Reader], branches: Sequence[Branch], per_branch: int) -> Balance:
    """Give each branch `per_branch` reviewers so that loads differ by one at most.

    Where that cannot be, loads are as even as they can be, and `problems` say why:
    `review.small_panel` (there are not so many reviewers), `review.too_few` (of some branches
    fewer may read them than of others, because they are of the same sub-committee) and
    `review.uneven` (a reviewer may read too few branches to carry as many as the others).
    The same input gives the same answer.
    """
    by_id = {reader.id: reader for reader in readers}
    allowed = {
        branch.id: [reader.id for reader in readers if may_review(reader, branch)]
        for branch in branches
    }
    loads = dict.fromkeys(by_id, 0)
    chosen: dict[str, list[str]] = {branch.id: [] for branch in branches}
    # The branches with the least choice first, so that the others can give way.
    for branch in sorted(branches, key=lambda one: len(allowed[one.id])):
        mine = chosen[branch.id]
        for _ in range(min(per_branch, len(allowed[branch.id]))):
            kinds = {by_id[name].kind for name in mine}
            free = [name for name in allowed[branch.id] if name not in mine]
            best = min(free, key=lambda name: (loads[name], by_id[name].kind in kinds))
            mine.append(best)
            loads[best] += 1
    _level(chosen, allowed, loads)
    there_are = min(per_branch, len(readers))
    short = [one.name for one in branches if len(chosen[one.id]) < there_are]
    problems: list[Problem] = []
    if there_are < per_branch:
        problems.append(Problem("review.small_panel", {"n": there_are, "wanted": per_branch}))
    if short:
        more = [".."] if len(short) > _MOST_NAMED else []
        names = "、".join(short[:_MOST_NAMED] + more)
        problems.append(
            Problem("review.too_few", {"n": len(short), "names": names, "wanted": there_are})
        )
    problems.extend(_uneven(loads, allowed))
    return Balance({name: tuple(mine) for name, mine in chosen.items()}, tuple(problems))


def _level(
    chosen: dict[str, list[str]], allowed: Mapping[str, Sequence[str]], loads: dict[str, int]
) -> None:
    """Hand branches on along chains until no chain leads from a load to one two smaller."""
    while True:
        for giver in sorted(loads, key=lambda name: -loads[name]):
            if loads[giver] < min(loads.values()) + 2:
                return
            chain = _chain(giver, chosen, allowed, loads)
            if chain:
                break
        else:
            return
        for branch_id, old, new in chain:
            chosen[branch_id][chosen[branch_id].index(old)] = new
        loads[giver] -= 1
        loads[chain[-1][2]] += 1


def _chain(
    giver: str,
    chosen: Mapping[str, Sequence[str]],
    allowed: Mapping[str, Sequence[str]],
    loads: Mapping[str, int],
) -> list[tuple[str, str, str]]:
    """The shortest way to hand one branch of `giver` on to somebody with two fewer."""
    came: dict[str, tuple[str, str]] = {}
    queue = deque([giver])
    while queue:
        at = queue.popleft()
        if at != giver and loads[at] <= loads[giver] - 2:
            return _back(at, giver, came)
        for branch_id, mine in chosen.items():
            if at not in mine:
                continue
            for name in allowed[branch_id]:
                if name != giver and name not in came and name not in mine:
                    came[name] = (branch_id, at)
                    queue.append(name)
    return []


def _back(at: str, giver: str, came: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    steps = []
    while at != giver:
        branch_id, old = came[at]
        steps.append((branch_id, old, at))
        at = old
    return steps[::-1]


def _uneven(loads: Mapping[str, int], allowed: Mapping[str, Sequence[str]]) -> list[Problem]:
    if not loads or max(loads.values()) - min(loads.values()) <= 1:
        return []
    most = max(loads.values())
    return [
        Problem(
            "review.uneven",
            {
                "reviewer": name,
                "n": load,
                "most": most,
                "may": sum(name in names for names in allowed.values()),
            },
        )
        for name, load in loads.items()
        if load < most - 1
    ]
