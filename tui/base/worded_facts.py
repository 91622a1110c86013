"""Evidence, findings and problems in words, for every place that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from store.model import Finding, Params, Problem
from store.rules.wording import finding_message
from store.text.wording import Wording


def finding_words(finding: Finding, wording: Wording) -> str:
    """Word one finding, with the clause of the notice where it has one."""
    return finding_message(finding, wording)


def problem_words(problem: Problem, wording: Wording) -> str:
    """Word one problem of a mail or a file."""
    return _first(wording, ("problem.{}", "{}"), problem.code, problem.params)


def _first(wording: Wording, patterns: Sequence[str], code: str, params: Params) -> str:
    for pattern in patterns:
        if wording.has(pattern.format(code)):
            return wording.say(pattern.format(code), **params)
    return code
