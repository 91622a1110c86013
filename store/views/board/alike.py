"""READ: files of the branches held against each other (雷同)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from store.model import Branch, FileKind, Params
from store.rules.likeness import Compared, Likeness, likenesses, pieces_of
from store.views.board.credits import Credit
from store.workspace.earlier import EarlierFile

# Forms are alike by nature, and what is other is nobody's work.
COMPARED = frozenset((FileKind.PLAN, FileKind.VIDEO, FileKind.SUPPORT))


# Of a branch, by its id, and a subject: the credit, and what is compared of it.
Comparable = Mapping[tuple[str, str], tuple[Credit, Compared]]


def comparable(
    branches: Iterable[Branch],
    credited: Mapping[str, Sequence[Credit]],
    measures: Mapping[str, Params],
    before: Comparable,
) -> Comparable:
    """What is compared: contents of plans, videos and supporting files, of plans their text too.

    A document of several branches is nobody's copy.

    Args:
        before: what was compared last, by the same measures.
    """
    found: dict[tuple[str, str], tuple[Credit, Compared]] = {}
    for branch in branches:
        for credit in credited.get(branch.id, ()):
            if credit.kind in COMPARED and credit.digest and not credit.sections:
                key = (branch.id, credit.subject)
                known = before.get(key)
                if known is None or known[0] != credit or known[1].branch != branch.name:
                    known = (credit, _compared(branch, credit, measures))
                found[key] = known
    return found


def alike(files: Comparable, earlier: Sequence[EarlierFile]) -> Mapping[str, tuple[Likeness, ...]]:
    """What is like a file of another branch, by its subject; a file of two branches is one file.

    Args:
        earlier: what earlier years handed in, of whichever branch.
    """
    return likenesses(
        [
            *(one for _, one in files.values()),
            *(
                Compared(
                    f"earlier:{number}",
                    f"earlier:{one.cohort}",
                    f"{one.cohort} {one.branch}",
                    one.name,
                    one.digest,
                    pieces_of({"sketch": one.sketch}),
                )
                for number, one in enumerate(earlier)
            ),
        ]
    )


def _compared(branch: Branch, credit: Credit, measures: Mapping[str, Params]) -> Compared:
    plan = credit.kind is FileKind.PLAN
    return Compared(
        credit.subject,
        branch.id,
        branch.name,
        credit.name,
        credit.digest,
        pieces_of(measures.get(credit.digest, {})) if plan else frozenset(),
    )
