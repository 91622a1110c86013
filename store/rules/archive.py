"""What is wrong with an archive, from the problems that opening it gave."""

from __future__ import annotations

from collections.abc import Iterable

from store.model import Finding, Problem, Severity

# Nothing is missing, or it is this machine that lacks a program: a person looks.
_HINTS = frozenset(
    (
        "archive.tool_missing",
        "archive.not_opened",
        "archive.method_unknown",
        "archive.name_unsure",
        "archive.two_names",
        "archive.empty",
    )
)
_CAP = 50


def archive_findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Judge an archive: whatever did not come out must be sent again."""
    found = tuple(
        Finding(
            problem.code,
            Severity.HINT if problem.code in _HINTS else Severity.HARD,
            problem.params,
        )
        for problem in problems
        if problem.code.startswith("archive.")
    )
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.HINT))[:_CAP]
