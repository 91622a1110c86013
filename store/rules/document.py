"""The written material against the notice: length, aspects, manner (notice 一.1, 三.3)."""

from __future__ import annotations

import re

from store.model import Finding, JsonValue, Params, Severity
from store.notice.notice import Notice
from store.rules.aspects import aspect_shares
from store.rules.measures import limit_number, ruled, text, whole

# What is read of such a document is less than what is in it: too long stays too long.
_PARTLY_READ = frozenset(("chunk", "scanned", "unread"))


def document_findings(
    measures: Params, *, notice: Notice, second_year: bool
) -> tuple[Finding, ...]:
    """Judge a plan that could be opened."""
    if text(measures, "unreadable"):
        # Told as such; nothing more is known.
        return ()
    reason = _not_countable(measures)
    if reason and not (
        reason in _PARTLY_READ
        and (found := _length(measures, notice))
        and found[0].code == "document.too_long"
    ):
        about, ocr = whole(measures, "chars_about"), text(measures, "ocr")
        params: dict[str, JsonValue] = {"reason": reason} | ({"about": about} if about else {})
        if ocr in ("read", "missing"):
            params["ocr"] = ocr
        return (Finding("document.not_countable", Severity.HINT, params),)
    return (
        *_length(measures, notice),
        *_too_short(measures, notice),
        *_stated(measures, notice),
        *other_year(text(measures, "title"), notice),
        *_aspects(measures, notice, second_year=second_year),
        *_diary(measures, notice),
    )


def _not_countable(measures: Params) -> str:
    if reason := text(measures, "not_countable"):
        return reason
    return "" if "chars" in measures else "format"


def _length(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("document.too_long")
    if limit is None:
        return ()
    most_allowed = int(limit_number(limit))
    chars = whole(measures, "chars")
    least, most = whole(measures, "chars_least", chars), whole(measures, "chars_most", chars)
    beside: dict[str, JsonValue] = {
        "no_punctuation": whole(measures, "chars_no_punctuation"),
        "boxes_and_notes": whole(measures, "chars_boxes") + whole(measures, "chars_notes"),
        "file": whole(measures, "chars_file", chars),
    }
    if measures.get("boxes_counted"):
        beside |= {"reason": "boxes", "boxes": whole(measures, "chars_boxes")}
    if least > most_allowed:
        counted = max(chars, least)
        return (
            ruled(limit, chars=counted, limit=most_allowed, over=counted - most_allowed, **beside),
        )
    if most > most_allowed:
        return (
            Finding(
                "document.not_countable",
                Severity.HINT,
                {
                    "reason": "border",
                    "least": least,
                    "most": most,
                    "limit": most_allowed,
                    "words": limit.words,
                },
                clause=limit.clause,
            ),
        )
    return ()


def _too_short(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    """Fewer characters than a notice asks for, however they are counted."""
    limit = notice.limit("document.too_short")
    chars = max(whole(measures, "chars"), whole(measures, "chars_most"))
    if limit is None or not 0 < chars < limit_number(limit):
        return ()
    least = int(limit_number(limit))
    return (ruled(limit, chars=chars, limit=least, missing=least - chars),)


def _aspects(measures: Params, notice: Notice, *, second_year: bool) -> tuple[Finding, ...]:
    limit = notice.limit("document.aspect_missing")
    if limit is None or not whole(measures, "chars"):
        return ()
    shares = aspect_shares(measures, notice, second_year=second_year)
    missing = [a for a in notice.aspects if shares.get(a.name, 1.0) < limit_number(limit)]
    usual = "、".join(aspect.name for aspect in missing if not aspect.second_year_only)
    found = [ruled(limit, aspects=usual, limit=limit_number(limit))] if usual else []
    found += [
        Finding(
            limit.code,
            limit.severity,
            {"aspects": aspect.name, "limit": limit_number(limit)},
            clause=aspect.clause,
        )
        for aspect in missing
        if aspect.second_year_only
    ]
    return tuple(found)


def _diary(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("document.diary_style")
    lines = whole(measures, "dated_lines")
    if limit is None or not lines >= limit_number(limit):
        return ()
    return (ruled(limit, lines=lines),)


def _stated(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    """The count that the file itself carries, where it says otherwise about the limit.

    It is that of the last program that saved the file: of all its text, with or without boxes and
    notes; where one of these is its figure, the two agree.
    """
    limit = notice.limit("document.too_long")
    stated, chars = whole(measures, "stated_words"), whole(measures, "chars")
    if limit is None or not stated or not chars:
        return ()
    most = int(limit_number(limit))
    body = whole(measures, "chars_body", chars)
    beside = whole(measures, "chars_boxes") + whole(measures, "chars_notes")
    if any(abs(stated - known) <= 0.01 * known for known in (chars, body, body + beside)):
        return ()
    if (stated > most) == (chars > most):
        return ()
    params: dict[str, JsonValue] = {"stated": stated, "chars": chars, "limit": most}
    return (Finding("document.count_differs", Severity.HINT, params),)


_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|学年|[-\u2014~\uff5e至]\s*20\d\d)")


def other_year(title: str, notice: Notice) -> tuple[Finding, ...]:
    """A title that says another year than the cohort's: perhaps last year's file.

    The year after is that of the acceptance.
    """
    years = {
        int(year) for year in re.findall(r"20\d\d", "".join(m[0] for m in _YEAR.finditer(title)))
    }
    if not years or years & {notice.cohort, notice.cohort + 1}:
        return ()
    params: dict[str, JsonValue] = {"year": max(years), "cohort": notice.cohort, "title": title}
    return (Finding("document.other_year", Severity.HINT, params),)
