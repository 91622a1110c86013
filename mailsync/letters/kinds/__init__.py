"""The kinds of letter, a file each: whatever module here has a `KIND` is one.

What makes letters of their drafts, plans and sends them is in `mailsync.letters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from mailsync.letters.kind import LetterKind
from store.letters.letter import Letter


@cache
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind by its name, in the order in which a plan lists them."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    kinds: list[LetterKind] = [module.KIND for module in modules]
    return MappingProxyType(
        {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.place)}
    )


def answers(letter: Letter) -> bool:
    """Whether a letter answers mails."""
    return any(name in letter_kinds() and letter_kinds()[name].answers for name in letter.kinds)


def by_hand(kinds: Iterable[str]) -> bool:
    """Whether a person wrote what letters of some kinds say."""
    return any(name in letter_kinds() and letter_kinds()[name].by_hand for name in kinds)


def asks_for_files(name: str) -> bool:
    """Whether what waits to be assigned may be what a kind asks for."""
    return name in letter_kinds() and letter_kinds()[name].asks_for_files


def asked_columns() -> Mapping[str, tuple[str, ...]]:
    """The columns of the board that each kind asks for something of."""
    return {name: kind.asks for name, kind in letter_kinds().items() if kind.asks}
