"""雷同: the same bytes, or nearly the same text, from two branches: a hint, never a fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import msgspec

from store.model import Finding, Params, Severity

# So much of the shorter text stands in the longer one.
LEAST_SHARE = 0.8
# A sketch of fewer pieces tells nothing: about 160 characters of text.
_LEAST_PIECES = 20
# What stands in so many texts is the form's, not a branch's.
_COMMON = 30
_PIECE_CHARS = 8


class Compared(msgspec.Struct, frozen=True):
    """One file of a branch: its subject, the branch's name, its own name, content and text."""

    subject: str
    branch_id: str
    branch: str
    name: str
    digest: str
    # A sample of the pieces of its text; empty where only equal bytes are compared.
    pieces: frozenset[str] = msgspec.field(default_factory=frozenset)


class Likeness(msgspec.Struct, frozen=True):
    """A file of another branch that is like this one: whose, which, how much of the shorter."""

    subject: str
    branch: str
    name: str
    share: float

    @property
    def same(self) -> bool:
        """Whether both are one content."""
        return self.share >= 1.0


def pieces_of(measures: Params) -> frozenset[str]:
    """The sample of a text's pieces that was measured."""
    sketch = measures.get("sketch")
    if not isinstance(sketch, str):
        return frozenset()
    return frozenset(
        sketch[at : at + _PIECE_CHARS]
        for at in range(0, len(sketch) - _PIECE_CHARS + 1, _PIECE_CHARS)
    )


def likenesses(files: Collection[Compared]) -> Mapping[str, tuple[Likeness, ...]]:
    """The files of other branches that each file is like, most alike first, by its subject."""
    pairs: dict[tuple[int, int], float] = {}
    listed = list(files)
    by_content: dict[str, list[int]] = defaultdict(list)
    by_piece: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(listed):
        by_content[file.digest].append(number)
        for piece in file.pieces:
            by_piece[piece].append(number)
    for numbers in by_content.values():
        pairs |= {(one, other): 1.0 for one in numbers for other in numbers if one < other}
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in by_piece.values():
        if 1 < len(numbers) <= _COMMON:
            shared.update((one, other) for one in numbers for other in numbers if one < other)
    for (one, other), number in shared.items():
        least = min(len(listed[one].pieces), len(listed[other].pieces))
        if least >= _LEAST_PIECES and number >= LEAST_SHARE * least:
            # Only equal bytes are wholly the same.
            pairs.setdefault((one, other), min(0.99, number / least))
    found: dict[str, list[Likeness]] = defaultdict(list)
    for (one, other), share in pairs.items():
        first, second = listed[one], listed[other]
        if first.branch_id == second.branch_id or first.subject == second.subject:
            continue
        for mine, theirs in ((first, second), (second, first)):
            found[mine.subject].append(Likeness(theirs.subject, theirs.branch, theirs.name, share))
    return {
        subject: tuple(sorted(alike, key=lambda one: (-one.share, one.branch, one.name)))
        for subject, alike in found.items()
    }


def likeness_findings(alike: Collection[Likeness]) -> tuple[Finding, ...]:
    """A hint for each file of another branch, with its branch, its name and the share."""
    return tuple(
        Finding(
            "file.similar",
            Severity.HINT,
            {
                "branch": one.branch,
                "file": one.name,
                "percent": round(100 * one.share),
                **({"reason": "same"} if one.same else {}),
            },
        )
        for one in alike
    )
