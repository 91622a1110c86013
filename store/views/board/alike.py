"""READ: files of the branches held against each other (雷同)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from store.model import Branch, FileKind
from store.rules.likeness import Compared, Likeness, likenesses, pieces_of
from store.views.board.credits import Credit
from store.views.board.file_findings import Ruling
from store.workspace.earlier import EarlierFile

# Forms are alike by nature, and what is other is nobody's work.
COMPARED = frozenset((FileKind.PLAN, FileKind.VIDEO, FileKind.SUPPORT))


def alike(
    branches: Iterable[Branch],
    credited: Mapping[str, Sequence[Credit]],
    ruling: Ruling,
    earlier: Sequence[EarlierFile] = (),
) -> Mapping[str, tuple[Likeness, ...]]:
    """What is like a file of another branch, by its subject.

    Contents of plans, videos and supporting files are compared, of plans their text too; a file
    that is credited to two branches is one file, and a document of several is nobody's copy.

    Args:
        earlier: what earlier years handed in, of whichever branch.
    """
    files = [
        Compared(
            credit.subject,
            branch.id,
            branch.name,
            credit.path.rpartition("/")[2],
            credit.digest,
            pieces_of(ruling.measures.get(credit.digest, {}))
            if credit.kind is FileKind.PLAN
            else frozenset(),
        )
        for branch in branches
        for credit in credited.get(branch.id, ())
        if credit.kind in COMPARED and credit.digest and not credit.sections
    ]
    files += [
        Compared(
            f"earlier:{number}",
            f"earlier:{one.cohort}",
            f"{one.cohort} {one.branch}",
            one.name,
            one.digest,
            pieces_of({"sketch": one.sketch}),
        )
        for number, one in enumerate(earlier)
    ]
    return likenesses(files)
