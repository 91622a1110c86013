"""Evidence as codes with parameters, for the catalogs to word."""

from __future__ import annotations

from collections.abc import Sequence

from mailsync.matching.fits import Standing
from mailsync.matching.owners import Doubt, Ownership
from mailsync.matching.roster import Roster
from mailsync.matching.senders import KnownSender
from mailsync.matching.sources import Cue, Source
from store.model import Evidence, JsonValue


def evidence_of(source: Source, sender: KnownSender) -> Evidence:
    """One source as evidence: `source` is the place, `start` and `end` point into its original."""
    params: dict[str, JsonValue] = {
        "source": str(source.place),
        "text": source.text,
        "start": source.start,
        "end": source.end,
    }
    code = str(source.cue)
    if source.cue in (Cue.SENDER, Cue.SENDER_ONCE, Cue.STAFF):
        params["n"] = sender.times
        if sender.from_memory and source.cue is Cue.SENDER:
            code = "sender_remembered"
    elif source.college_only:
        code += "_college"
    return Evidence(f"matching.cue.{code}", round(source.weight, 3), params)


def supporting(bit: int, sources: Sequence[Source], sender: KnownSender) -> tuple[Evidence, ...]:
    """What speaks for a branch, the weightiest first."""
    return _weightiest([s for s in sources if s.mask & bit], sender)


def against(bit: int, sources: Sequence[Source], sender: KnownSender) -> tuple[Evidence, ...]:
    """What names others and not this branch."""
    return _weightiest([s for s in sources if s.mask and not s.mask & bit], sender)


def _weightiest(sources: list[Source], sender: KnownSender) -> tuple[Evidence, ...]:
    sources.sort(key=lambda s: (-s.weight, s.cue, s.start))
    return tuple(evidence_of(source, sender) for source in sources)


def reasons(
    owner: Ownership, doubts: Sequence[Doubt], sender: KnownSender, roster: Roster
) -> tuple[Evidence, ...]:
    """Why it is credited, or why a person is asked: doubts first, then what was read."""
    if not doubts:
        return supporting(owner.mask, owner.sources, sender)
    found: list[Evidence] = [_doubt(doubt, owner, roster) for doubt in doubts]
    found.extend(_weightiest([s for s in owner.sources if s.mask or s.text], sender))
    return tuple(found)


def _doubt(doubt: Doubt, owner: Ownership, roster: Roster) -> Evidence:
    params: dict[str, JsonValue] = {}
    if doubt is Doubt.CONTRADICTION:
        params = _clashing(owner.sources)
    elif doubt in (Doubt.NOT_ON_ROSTER, Doubt.UNREADABLE):
        wanted = Standing.FOREIGN if doubt is Doubt.NOT_ON_ROSTER else Standing.DOUBTFUL
        source = next((s for s in owner.sources if s.standing is wanted), None)
        if source is not None:
            params = {
                "source": str(source.place),
                "text": source.text,
                "start": source.start,
                "end": source.end,
            }
        else:
            params = {"source": "other_file", "text": "", "start": 0, "end": 0}
    elif doubt is Doubt.AMBIGUOUS:
        params = {"n": owner.mask.bit_count(), "slot": open_slot(owner.mask, roster)}
    return Evidence(f"matching.doubt.{doubt}", 0.0, params)


def _clashing(sources: Sequence[Source]) -> dict[str, JsonValue]:
    speaking = [s for s in sources if s.mask]
    for at, one in enumerate(speaking):
        for other in speaking[at + 1 :]:
            if not one.mask & other.mask:
                return {
                    "one": one.text,
                    "one_cue": str(one.cue),
                    "other": other.text,
                    "other_cue": str(other.cue),
                }
    return {"one": "", "one_cue": "", "other": "", "other_cue": ""}


def open_slot(mask: int, roster: Roster) -> str:
    """The slot in which all branches of a small set differ: what the sender left out."""
    bits = [i for i in range(mask.bit_length()) if mask >> i & 1][:40]
    if not 2 <= len(bits) == mask.bit_count():
        return "college"
    slots = [roster.slots[i] for i in bits]
    subs = {roster.branches[i].sub_committee_id for i in bits}
    if len(subs) > 1:
        return "college"
    for slot in ("ordinal", "stage", "grade", "unit"):
        if len({getattr(s, slot) for s in slots}) > 1:
            return slot
    return "unit"
