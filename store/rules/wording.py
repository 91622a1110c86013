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
    said = wording.say(_key(finding, reason, wording), **params)
    words = str(finding.params.get("words", ""))
    if not finding.clause:
        return said
    clause = clause_words(finding.clause, wording)
    if not words:
        return wording.say("finding.by_clause", said=said, clause=clause)
    return wording.say("finding.by_words", said=said, clause=clause, words=quoted_words(words))


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
    for key in keys:
        if wording.has(key):
            return key
    return finding.code
