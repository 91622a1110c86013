"""Evidence as codes with parameters, for the catalogs to word."""

from __future__ import annotations

from collections.abc import Sequence

from mailsync.matching.evidence.sections import BranchSection
from mailsync.matching.evidence.senders import KnownSender
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.owners import Doubt, Ownership
from mailsync.matching.roster.compiled import Roster
from store.model import DocumentSection, Evidence, JsonValue, Params

_SMALL_SET = 40


def evidence_of(source: Source, sender: KnownSender) -> Evidence:
    """One source as evidence: `source` is the place, `start` and `end` point into its original."""
    params = _span(source)
    code = str(source.cue)
    if source.place is Place.SENDER_ADDRESS:
        params["n"] = sender.times
        if source.cue is Cue.SHARED_MAILBOX:
            params["n"] = source.mask.bit_count()
        if sender.from_memory and source.cue is Cue.SENDER:
            code = "sender_remembered"
    elif source.college_only:
        code += "_college"
    return Evidence(f"matching.cue.{code}", round(source.weight, 3), params)


def _span(source: Source) -> dict[str, JsonValue]:
    return {
        "source": str(source.place),
        "text": source.text,
        "start": source.start,
        "end": source.end,
    }


def weighed(sources: Sequence[Source], sender: KnownSender) -> tuple[tuple[int, Evidence], ...]:
    """Every source as its set and its evidence, the weightiest first."""
    ordered = sorted(sources, key=lambda s: (-s.weight, s.cue, s.start))
    return tuple((source.mask, evidence_of(source, sender)) for source in ordered)


def supporting(bit: int, evidence: Sequence[tuple[int, Evidence]]) -> tuple[Evidence, ...]:
    """What speaks for a branch, in the order given."""
    return tuple(one for mask, one in evidence if mask & bit)


def against(bit: int, evidence: Sequence[tuple[int, Evidence]]) -> tuple[Evidence, ...]:
    """What names others and not this branch."""
    return tuple(one for mask, one in evidence if mask and not mask & bit)


def reasons(
    owner: Ownership,
    doubts: Sequence[Doubt],
    evidence: Sequence[tuple[int, Evidence]],
    roster: Roster,
) -> tuple[Evidence, ...]:
    """Why it is credited, or why a person is asked: doubts first, then what was read."""
    if not doubts:
        return supporting(owner.mask, evidence)
    # Where sources exclude each other nothing is left to choose from: that is said already.
    told = [
        one
        for one in doubts
        if one is not Doubt.AMBIGUOUS
        or len(doubts) == 1
        or (owner.mask and not {Doubt.NOT_ON_ROSTER, Doubt.SEVERAL} & set(doubts))
    ]
    found: list[Evidence] = [_doubt(doubt, owner, roster) for doubt in told]
    found.extend(one for mask, one in evidence if mask or one.params.get("text"))
    return tuple(found)


def listed_evidence(source: Source) -> Evidence:
    """A name in a list of several branches, as a reason for that branch."""
    return Evidence("matching.cue.listed", round(source.weight, 3), _span(source))


def section_evidence(section: DocumentSection) -> Evidence:
    """A heading within the document, as a reason for its branch."""
    return Evidence("matching.cue.section", 0.0, {"source": "document", "text": section.heading})


def sections_reasons(
    sections: Sequence[DocumentSection], evidence: Sequence[tuple[int, Evidence]]
) -> tuple[Evidence, ...]:
    """Why a document with several branches' plans is asked about: its headings first."""
    params: dict[str, JsonValue] = {
        "n": len(sections),
        "source": "document",
        "text": sections[0].heading,
        "other": sections[1].heading,
    }
    asked = Evidence(f"matching.doubt.{Doubt.SECTIONS}", 0.0, params)
    return (asked, *(one for mask, one in evidence if mask or one.params.get("text")))


def several_words(listed: Sequence[Source], sections: Sequence[BranchSection]) -> Params:
    """Two of the branches that a file lists or has parts of; nothing where it is of one."""
    named = tuple({one.mask: one for one in listed if one.mask}.values())
    if len(named) > 1:
        return {**_span(named[0]), "other": named[1].text}
    if len(sections) > 1:
        return {
            "source": "document",
            "text": sections[0].heading,
            "other": sections[1].heading,
        }
    return {}


def _doubt(doubt: Doubt, owner: Ownership, roster: Roster) -> Evidence:
    """One doubt with the words that it rests on; another code where there is less to say."""
    code, params = str(doubt), dict[str, JsonValue]()
    if doubt is Doubt.CONTRADICTION:
        code, params = _clash(owner.sources)
    elif doubt in (Doubt.NOT_ON_ROSTER, Doubt.UNREADABLE):
        wanted = Standing.FOREIGN if doubt is Doubt.NOT_ON_ROSTER else Standing.DOUBTFUL
        source = next((s for s in owner.sources if s.standing is wanted), None)
        if source is not None:
            params = _span(source)
        else:
            code, params = f"{doubt}_elsewhere", {"source": "other_file"}
    elif doubt is Doubt.AMBIGUOUS:
        slot = open_slot(owner.mask, roster)
        if any(
            slot in source.said or (slot == "branch" and source.said) for source in owner.sources
        ):
            code = "ambiguous_as_written"
        params = {"n": owner.mask.bit_count(), "slot": slot}
    elif doubt is Doubt.DEFERRED and owner.deferral is not None:
        params = _span(owner.deferral)
    elif doubt is Doubt.STALE_SUBJECT:
        params = next(_span(s) for s in owner.sources if s.cue is Cue.REPLY_SUBJECT)
    elif doubt is Doubt.SENDER_CLASH and owner.against_sender is not None:
        params = _span(owner.against_sender)
        if not owner.against_sender.text:
            code = "sender_clash_elsewhere"
    elif doubt is Doubt.COUNTED:
        params = {"source": str(Place.PATH), "text": owner.counted}
    elif doubt is Doubt.SEVERAL:
        params = _span(owner.listed[0])
        others = [one for one in owner.listed if one.mask != owner.listed[0].mask]
        if others:
            params["other"] = others[0].text
        else:
            code = "listed"
    return Evidence(f"matching.doubt.{code}", 0.0, params)


def _clash(sources: Sequence[Source]) -> tuple[str, dict[str, JsonValue]]:
    """Two places that exclude each other, those with words first; or that only all together do."""
    speaking = sorted((s for s in sources if s.mask), key=lambda s: not s.text)
    for at, one in enumerate(speaking):
        for other in speaking[at + 1 :]:
            if not one.mask & other.mask:
                params: dict[str, JsonValue] = {
                    "one": one.text,
                    "one_cue": str(one.cue),
                    "other": other.text,
                    "other_cue": str(other.cue),
                }
                if one.text and other.text:
                    return "contradiction", params
                return "contradiction_elsewhere" if one.text else "contradiction_together", params
    return "contradiction_together", {}


def open_slot(mask: int, roster: Roster) -> str:
    """What the sender left out: the slot in which the branches of a set differ, or the branch."""
    if not 2 <= mask.bit_count() <= _SMALL_SET:
        return "branch"
    bits: list[int] = []
    while mask:
        low = mask & -mask
        bits.append(low.bit_length() - 1)
        mask ^= low
    slots = [roster.slots[i] for i in bits]
    subs = {roster.branches[i].sub_committee_id for i in bits}
    if len(subs) > 1:
        return "college"
    differing = [
        slot
        for slot in ("ordinal", "stage", "grade", "unit")
        if len({getattr(s, slot) for s in slots}) > 1
    ]
    return differing[0] if len(differing) == 1 else "branch"
