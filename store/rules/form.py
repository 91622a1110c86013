"""An evaluation form whose table could be read: empty, or with fields left blank (notice 一.4)."""

from __future__ import annotations

from store.model import Finding, Params, Severity
from store.notice.notice import Notice

_NAMED = 6


def form_findings(measures: Params, *, notice: Notice) -> tuple[Finding, ...]:
    """Judge a form; one whose table could not be read is left to people."""
    fields = form_fields(measures)
    if not fields:
        return ()
    blank = [label for label, value in fields if not value]
    form = notice.eval_form
    if len(blank) == len(fields):
        return (
            Finding(
                "form.empty",
                Severity.HARD,
                {"fields": len(fields), "words": form.words},
                clause=form.clause,
            ),
        )
    if not blank:
        return ()
    named = "、".join(blank[:_NAMED])
    return (
        Finding(
            "form.blank",
            Severity.HINT,
            {"n": len(blank), "names": named, "words": form.words},
            clause=form.clause,
        ),
    )


def form_fields(measures: Params) -> tuple[tuple[str, str], ...]:
    """The fields of a form as they stand in its table: label and value, "" where left blank."""
    found = measures.get("form_fields")
    if not isinstance(found, list):
        return ()
    return tuple(
        (str(entry["label"]), str(entry["value"]))
        for entry in found
        if isinstance(entry, dict) and "label" in entry and "value" in entry
    )
