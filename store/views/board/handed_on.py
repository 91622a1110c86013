"""READ: what came with manifests of sub-committees: its order, and what they vetted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from store.model import FileKind
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.types import Vetting

# What is due on the day of the notice (三.4), and so is vetted and comes in time or after it.
DUE_KINDS = (FileKind.PLAN, FileKind.SUPPORT, FileKind.TOC, FileKind.VIDEO)
# Of these a branch has one each, and what is handed on later replaces it.
_REPLACED = (FileKind.PLAN, FileKind.TOC, FileKind.VIDEO)


def with_order_kept(arrived: tuple[Credit, ...]) -> tuple[Credit, ...]:
    """The credits; one that was handed on earlier than what is there does not replace it.

    A mail that was long on its way arrives after the one that was sent later. A person is asked,
    and what is in use stays.
    """
    by_branch: dict[tuple[str, FileKind], list[Credit]] = defaultdict(list)
    for credit in arrived:
        if (
            credit.handed_on is not None
            and credit.kind in _REPLACED
            and len(credit.branch_ids) == 1
        ):
            by_branch[credit.branch_ids[0], credit.kind].append(credit)
    held = {one.subject for found in by_branch.values() for one in _overtaken(found)}
    if not held:
        return arrived
    return tuple(
        replace(one, waiting=True, held="held.handed_on_earlier") if one.subject in held else one
        for one in arrived
    )


def _overtaken(found: Iterable[Credit]) -> Iterable[Credit]:
    """Those in the order of arrival that were handed on before one that came before them."""
    latest: datetime | None = None
    known: set[str] = set()
    for one in found:
        made_at = one.handed_on.made_at if one.handed_on else None
        if made_at is None or one.digest in known:
            continue
        if latest is not None and made_at < latest:
            yield one
            continue
        latest = made_at
        known.add(one.digest)


def vetted_by_manifest(facts: Facts) -> Vetting | None:
    """What manifests say of the latest of each kind that is due; None unless all were vetted."""
    latest = {c.kind: c.handed_on for c in facts.credited if c.kind in DUE_KINDS}
    handed = [one for one in latest.values() if one is not None and one.vetted_on]
    if not latest or len(handed) < len(latest):
        return None
    last = max(handed, key=lambda one: (one.vetted_on, one.made_at))
    return Vetting(last.vetted_by, last.vetted_on, "")
