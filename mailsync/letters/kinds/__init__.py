"""The kinds of letter, a file each: whatever module here has a `KIND` is one.

What makes letters of their drafts, plans and sends them is in `mailsync.letters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from mailsync.letters.kind import LetterKind
from store.letters.letter import Letter
from store.notice.notice import OwnItem


@cache
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind by its name, in the order in which a plan lists them."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    kinds: list[LetterKind] = [module.KIND for module in modules]
    return MappingProxyType(
        {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.place)}
    )


def _known(names: Iterable[str]) -> Iterator[LetterKind]:
    """The kinds of some names; what this program does not know is none."""
    return (letter_kinds()[name] for name in names if name in letter_kinds())


def answers(letter: Letter) -> bool:
    """Whether a letter answers mails."""
    return any(kind.answers for kind in _known(letter.kinds))


def by_hand(kinds: Iterable[str]) -> bool:
    """Whether a person wrote what letters of some kinds say."""
    return any(kind.by_hand for kind in _known(kinds))


def asks_for_files(kinds: Iterable[str]) -> bool:
    """Whether what waits to be assigned may be what letters of some kinds ask for."""
    return any(kind.asks_for_files for kind in _known(kinds))


def asked_columns(own_items: Iterable[OwnItem]) -> Mapping[str, tuple[str, ...]]:
    """The columns of the board that each kind asks for something of.

    Args:
        own_items: those that the notice has beside the six.
    """
    own = tuple(item.id for item in own_items)
    asked = {
        name: (*kind.asks, *(own if kind.asks_own_items else ()))
        for name, kind in letter_kinds().items()
    }
    return {name: columns for name, columns in asked.items() if columns}
