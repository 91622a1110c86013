"""Measures and a notice become findings; pure: a changed limit needs no new look at a file."""

from __future__ import annotations

from collections.abc import Iterable

from store.model import FileKind, Finding, Params, Problem, Severity
from store.notice.notice import Notice
from store.rules.archive import archive_findings
from store.rules.document import document_findings
from store.rules.file import file_findings
from store.rules.form import form_findings
from store.rules.video import video_findings
from store.rules.video_settings import RuleSettings

__all__ = ["RuleSettings", "findings", "has_hard"]

_ORDER = (Severity.HARD, Severity.SOFT, Severity.HINT)


def findings(
    measures: Params,
    *,
    kind: FileKind,
    notice: Notice,
    second_year: bool,
    settings: RuleSettings,
    name: str | None = None,
    problems: Iterable[Problem] = (),
) -> tuple[Finding, ...]:
    """Judge one file by its measures, those of the probe and of the full check merged.

    What is wrong with the file itself holds for every kind; the limits of the written material
    only for a plan, those of the video only for the video.

    Args:
        second_year: the branch takes part for the second year running (notice 二.4).
        name: the attachment's name, where one content came under several; the name at the
            probe otherwise.
        problems: what opening it gave, where it is an archive.

    Returns:
        Hard findings first, then soft ones, then hints.
    """
    found = [*file_findings(measures, kind=kind, name=name), *archive_findings(problems)]
    looked_inside = not any(finding.severity is Severity.HARD for finding in found)
    if kind is FileKind.PLAN and looked_inside:
        found += document_findings(measures, notice=notice, second_year=second_year)
    elif kind is FileKind.EVAL_FORM and looked_inside:
        found += form_findings(measures, notice=notice)
    elif kind is FileKind.VIDEO:
        found += video_findings(measures, notice=notice, settings=settings)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


def has_hard(found: tuple[Finding, ...]) -> bool:
    """Whether something must be mended."""
    return any(finding.severity is Severity.HARD for finding in found)
