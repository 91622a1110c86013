"""READ: which of the films that came for one branch is its 成果展示视频, by evidence.

The latest version of a file counts; but a film that is called something else, or that is worse than
the one in use, does not replace it by coming later: a person is asked, and what is in use stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from store.model import FileKind, Severity
from store.rules.films import FilmClaim, film_claim, says_revised
from store.rules.findings import findings
from store.views.board.credits import Credit
from store.views.board.file_findings import Ruling

_MUCH_SHORTER = 0.5


def with_films_compared(arrived: tuple[Credit, ...], ruling: Ruling) -> tuple[Credit, ...]:
    """The credits, with films that the machine credited to a branch beside others of it."""
    films: dict[str, list[Credit]] = defaultdict(list)
    for credit in arrived:
        if credit.kind is FileKind.VIDEO and not credit.waiting and len(credit.branch_ids) == 1:
            films[credit.branch_ids[0]].append(credit)
    changed: dict[str, Credit] = {}
    for found in films.values():
        if len(found) > 1:
            changed |= {one.subject: one for one in _compared(found, ruling)}
    return tuple(changed.get(one.subject, one) for one in arrived) if changed else arrived


def _compared(films: Iterable[Credit], ruling: Ruling) -> Iterable[Credit]:
    """Those whose standing changes; `films` are one branch's in the order of arrival."""
    films = list(films)
    best = max(film_claim(one.path) for one in films)
    current: Credit | None = None
    for one in films:
        claim = film_claim(one.path)
        if one.decided_by is not None or one.handed_on is not None or one.is_link:
            current = current if one.is_link else one
        elif claim is FilmClaim.OTHER and best is not FilmClaim.OTHER:
            yield replace(one, kind=FileKind.SUPPORT)
        elif current is None or current.digest == one.digest:
            current = one
        elif claim < film_claim(current.path) and not says_revised(one.path + one.mail_subject):
            yield replace(one, waiting=True, held="held.film_unnamed")
        elif _worse(one, current, ruling):
            yield replace(one, waiting=True, held="held.film_worse")
        else:
            current = one


def _worse(one: Credit, current: Credit, ruling: Ruling) -> bool:
    """Whether more must be mended in it than in the one in use, or most of it is gone."""
    if _hard(one, ruling) > _hard(current, ruling):
        return True
    if says_revised(one.path + one.mail_subject):
        return False
    lengths = [ruling.measures.get(c.digest, {}).get("duration_s") for c in (one, current)]
    now, before = (length if isinstance(length, int | float) else 0 for length in lengths)
    return 0 < now < _MUCH_SHORTER * before


def _hard(credit: Credit, ruling: Ruling) -> int:
    measures = ruling.measures.get(credit.digest)
    if measures is None:
        return 0
    found = findings(
        measures,
        kind=FileKind.VIDEO,
        notice=ruling.notice,
        second_year=False,
        settings=ruling.rules,
        name=credit.name,
    )
    return sum(one.severity is Severity.HARD for one in found)
