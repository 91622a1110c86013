"""Several films of one branch in one mail: which is its 成果展示视频 and which 影像资料."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from store.model import Evidence, FileKind, JsonValue, Proposal
from store.rules.films import FilmClaim, film_claim


def compare_films(paths: Sequence[str], proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals, with the kind of films that stand beside another of the same branch.

    One that is called something else beside one that is not is supporting material; where the
    names do not decide between them, the kind of all of them is asked about.
    """
    found = list(proposals)
    films: dict[str, list[int]] = defaultdict(list)
    for at, proposal in enumerate(proposals):
        if proposal.kind is FileKind.VIDEO and proposal.branch_id is not None:
            films[proposal.branch_id].append(at)
    for places in films.values():
        if len(places) > 1:
            _compare(paths, places, found)
    return tuple(found)


def _compare(paths: Sequence[str], places: Sequence[int], found: list[Proposal]) -> None:
    claims = {at: film_claim(paths[at]) for at in places}
    best = max(claims.values())
    leading = [at for at in places if claims[at] is best]
    main = paths[leading[0]].rsplit("/", 1)[-1]
    for at in places:
        name = paths[at].rsplit("/", 1)[-1]
        if len(leading) == 1 and at in leading:
            continue
        if claims[at] is FilmClaim.OTHER and best is not FilmClaim.OTHER:
            reason = _reason("matching.kind.other_film", paths[at], name, main)
            found[at] = replace(
                found[at], kind=FileKind.SUPPORT, reasons=(*found[at].reasons, reason)
            )
        else:
            other = main if at not in leading[:1] else paths[leading[-1]].rsplit("/", 1)[-1]
            reason = _reason("matching.kind.several_films", paths[at], name, other)
            found[at] = replace(found[at], kind_certain=False, reasons=(reason, *found[at].reasons))


def _reason(code: str, path: str, name: str, other: str) -> Evidence:
    start = len(path) - len(name)
    span: dict[str, JsonValue] = {"source": "path", "text": name, "start": start, "end": len(path)}
    return Evidence(code, params={**span, "other": other})
