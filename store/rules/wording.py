"""A finding in words, with its measured values and the clause that it rests on."""

from __future__ import annotations

from store.model import Finding
from store.notice.clause import clause_words, quoted_words
from store.text.wording import Wording


def finding_message(finding: Finding, wording: Wording) -> str:
    """Word a finding so that it can be read out on the phone.

    A finding may have wordings of its own for a severity ("video.too_small.soft") and for a
    reason ("document.not_countable.border"); the clause and its words follow.
    """
    reason = str(finding.params.get("reason", ""))
    params = dict(finding.params)
    params.pop("words", None)
    if wording.has(f"finding_reason.{reason}"):
        params["reason"] = wording.say(f"finding_reason.{reason}")
    params.update(_spoken_length(finding, wording))
    said = wording.say(_key(finding, reason, wording), **params)
    words = str(finding.params.get("words", ""))
    if not finding.clause:
        return said
    clause = clause_words(finding.clause, wording)
    if not words:
        return wording.say("finding.by_clause", said=said, clause=clause)
    return wording.say("finding.by_words", said=said, clause=clause, words=quoted_words(words))


def _spoken_length(finding: Finding, wording: Wording) -> dict[str, str]:
    """How long a film is, may be, and by how much it fails, as one says it on the phone."""
    if "limit_time" not in finding.params:
        return {}
    seconds, over, missing = (
        float(str(finding.params.get(name, 0))) for name in ("seconds", "over", "missing")
    )
    return {
        "length": spoken(seconds, wording),
        "limit_length": spoken(seconds - over + missing, wording),
        "off": spoken(over + missing, wording),
    }


def spoken(seconds: float, wording: Wording) -> str:
    """A length in minutes and seconds; below a second with its tenths."""
    if seconds < 1:
        return wording.say("length.seconds", seconds=f"{seconds:.1f}")
    minutes, rest = divmod(int(seconds + 0.001), 60)
    form = "seconds" if not minutes else "minutes" if not rest else "both"
    return wording.say(f"length.{form}", minutes=minutes, seconds=rest)


def _key(finding: Finding, reason: str, wording: Wording) -> str:
    keys = [f"{finding.code}.{reason}", f"{finding.code}.{finding.severity}"]
    if "about" in finding.params:
        # What was read though no rule may rest on it.
        keys.insert(0, f"{finding.code}.about")
    if ocr := finding.params.get("ocr"):
        keys.insert(0, f"{finding.code}.ocr_{ocr}")
    if "name" in finding.params:
        # What opening an archive gave: the words of the mail's problem name the archive.
        keys.append(f"problem.{finding.code}")
    if finding.params.get("boxes_and_notes") == 0:
        # What there is none of is not told.
        keys[:0] = [f"{finding.code}.{finding.severity}.no_boxes", f"{finding.code}.no_boxes"]
    for key in keys:
        if wording.has(key):
            return key
    return finding.code
