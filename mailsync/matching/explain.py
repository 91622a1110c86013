"""Why a file is credited or asked about: a few lines in the reader's words, originals marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailsync.matching.owners import Doubt
from mailsync.matching.roster.compiled import Roster
from store.model import Evidence, JsonValue, Proposal, Verdict
from store.text.visible import visible_body
from store.text.wording import Wording

_MOST_LINES = 3
_MOST_EXCLUDED = 2
# A first candidate this far ahead is called likely; less is open.
_LIKELY_LEAD = 2.4
_LIKELY_WEIGHT = 6.0
# Where something speaks against every answer, none is likely.
_AGAINST = frozenset(
    f"matching.doubt.{doubt}"
    for doubt in (Doubt.CONTRADICTION, Doubt.SENDER_CLASH, Doubt.NOT_ON_ROSTER, Doubt.SEVERAL)
)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One worded reason.

    `mark` is the span of the original words within `text`, None where it quotes nothing;
    `start:end` is their span in the text that `source` names ("path", "title", "subject", "body",
    "sender_name"), "" where it points at no text.
    """

    text: str
    mark: tuple[int, int] | None = None
    source: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """What staff read of a proposal: how sure it is, at most three reasons, and exclusions."""

    confidence: str
    lines: tuple[ReasonLine, ...]
    excluded: tuple[str, ...]


def why(proposal: Proposal, roster: Roster, wording: Wording) -> Explanation:
    """Word the reasons of a proposal and the twins that were excluded."""
    lines: list[ReasonLine] = []
    seen: set[str] = set()
    for evidence in proposal.reasons:
        line = evidence_line(evidence, wording)
        if line.text not in seen:
            seen.add(line.text)
            lines.append(line)
        if len(lines) == _MOST_LINES:
            break
    excluded: tuple[str, ...] = ()
    if proposal.verdict is Verdict.AUTO and proposal.branch_id is not None:
        excluded = tuple(
            wording.say(f"matching.excluded.{slot}", name=name)
            for slot, name in twins(proposal.branch_id, roster)
        )
    return Explanation(
        wording.say(f"matching.confidence.{confidence(proposal)}"), tuple(lines), excluded
    )


def confidence(proposal: Proposal) -> str:
    """How sure, in one of three words: "sure", "likely" or "open"."""
    if proposal.verdict is Verdict.AUTO:
        return "sure"
    spoken_against = any(reason.code in _AGAINST for reason in proposal.reasons)
    if not proposal.candidates or spoken_against:
        return "open"
    best = proposal.candidates[0].score
    following = proposal.candidates[1].score if len(proposal.candidates) > 1 else 0.0
    if best >= _LIKELY_WEIGHT and best - following >= _LIKELY_LEAD:
        return "likely"
    return "open"


def twins(branch_id: str, roster: Roster) -> tuple[tuple[str, str], ...]:
    """The nearest branches of the sub-committee that differ in one slot: the slot, the name."""
    bit = roster.by_id.get(branch_id, 0)
    if not bit:
        return ()
    at = bit.bit_length() - 1
    branch, slots = roster.branches[at], roster.slots[at]
    near = roster.by_sub_committee[branch.sub_committee_id] & ~bit
    unit = roster.by_unit.get(slots.unit or "", 0)
    grade = roster.by_grade.get(slots.grade, 0)
    stage = roster.by_stage.get(slots.stage, 0)
    ordinal = roster.by_ordinal.get(slots.ordinal, 0)
    found: list[tuple[str, str]] = []
    for slot, mask in (
        ("ordinal", near & unit & grade & stage),
        ("stage", near & unit & grade & ordinal),
        ("grade", near & unit & stage & ordinal),
        ("unit", near & grade & stage & ordinal if slots.ordinal or slots.stage else 0),
    ):
        others = [i for i in range(mask.bit_length()) if mask >> i & 1]
        if others and len(found) < _MOST_EXCLUDED:
            nearest = min(others, key=lambda i: abs(roster.slots[i].ordinal - slots.ordinal))
            found.append((slot, roster.branches[nearest].name))
    return tuple(found)


def evidence_line(evidence: Evidence, wording: Wording) -> ReasonLine:
    """Word one reason; a code that the catalogs do not know stands for itself."""
    if not wording.has(evidence.code):
        return ReasonLine(evidence.code)
    params = _worded(evidence.params, wording)
    text = wording.say(evidence.code, **params)
    quoted = visible_body(str(params.get("text", "")))
    at = text.find(quoted) if quoted else -1
    return ReasonLine(
        text,
        (at, at + len(quoted)) if at >= 0 else None,
        str(evidence.params.get("source", "")) if at >= 0 else "",
        _number(evidence.params.get("start")),
        _number(evidence.params.get("end")),
    )


def _worded(params: Mapping[str, JsonValue], wording: Wording) -> dict[str, JsonValue]:
    worded = dict(params)
    for name in ("one_cue", "other_cue"):
        if name in params:
            worded[name] = wording.say(f"matching.where.{params[name] or 'elsewhere'}")
    if "slot" in params:
        worded["slot"] = wording.say(f"matching.slot.{params['slot']}")
    return worded


def _number(value: JsonValue | None) -> int:
    return value if isinstance(value, int) else 0
