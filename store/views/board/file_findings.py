"""READ: what is found on the files of one branch, each by itself and held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from store.model import Branch, FileKind, Finding, Params, Problem, Severity
from store.notice.notice import Channel, Notice
from store.rules.contents import contents_findings
from store.rules.findings import RuleSettings, findings
from store.rules.likeness import Likeness, likeness_findings
from store.rules.parts import of_parts
from store.rules.viewing import Viewing, viewing_findings
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit


class Ruling(msgspec.Struct, frozen=True):
    """What rules every branch alike: the notice, the moment, the measures by digest.

    `archive_problems` holds, by mail id, what opening its archives gave; `channels` are those
    of the notice and those that staff added; `viewings`, by the subject of a video, what a
    person said of it.
    """

    notice: Notice
    as_of: datetime
    measures: Mapping[str, Params]
    rules: RuleSettings
    archive_problems: Mapping[int, tuple[Problem, ...]] = msgspec.field(default_factory=dict)
    channels: Sequence[Channel] = ()
    viewings: Mapping[str, Viewing] = msgspec.field(default_factory=dict)
    # The subjects of files with the codes of findings that staff accepted.
    accepted: frozenset[tuple[str, str]] = frozenset()
    # By the subject of a file, those of other branches that are like it.
    alike: Mapping[str, tuple[Likeness, ...]] = msgspec.field(default_factory=dict)

    def measures_of(self, credit: Credit, branch_id: str) -> Params | None:
        """What was measured of a file, of a document of several branches the parts of one."""
        measures = self.measures.get(credit.digest)
        parts = credit.sections.get(branch_id)
        return measures if measures is None or not parts else of_parts(measures, parts)

    @property
    def today(self) -> date:
        """The day of `as_of` where the notice's clock runs."""
        return self.notice.dates.day(self.as_of)


ONE_OF_A_KIND = frozenset((FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM, FileKind.TOC))


def versions(credited: Sequence[Credit], kind: FileKind) -> tuple[Credit, ...]:
    """The versions of one kind, oldest first: a content that came again is no new version."""
    seen: set[str] = set()
    kept = []
    for credit in credited:
        if credit.kind is kind and not credit.is_link and credit.digest not in seen:
            seen.add(credit.digest)
            kept.append(credit)
    return tuple(kept)


def chains(credited: Sequence[Credit], kind: FileKind) -> tuple[tuple[Credit, ...], ...]:
    """The files of one kind, each with its versions, oldest first.

    A branch has one plan, one video, one form: what comes later replaces it. Of everything else
    three photographs are three files, and only what comes again under its name replaces itself.
    """
    kept = versions(credited, kind)
    if kind in ONE_OF_A_KIND:
        return (kept,) if kept else ()
    found: list[list[Credit]] = []
    for credit in kept:
        # Two of one name in one mail lay in two folders.
        earlier = (
            chain
            for chain in found
            if chain[-1].name == credit.name and chain[-1].mail_id != credit.mail_id
        )
        chain = next(earlier, None)
        if chain is None:
            found.append([credit])
        else:
            chain.append(credit)
    return tuple(map(tuple, found))


def in_use(kept: Sequence[Credit], pinned: str | None) -> Credit:
    """The version that counts: the pinned one if it is among them, else the latest."""
    return next((credit for credit in kept if credit.subject == pinned), kept[-1])


def findings_of(
    credit: Credit,
    branch: Branch,
    ruling: Ruling,
    *,
    credited: Sequence[Credit],
    pins: Mapping[FileKind, str],
) -> tuple[Finding, ...]:
    """The findings on one file of a branch, worst first.

    The plan in use also answers for the 目录 and the supporting files (notice 一.1).

    Args:
        credited: every file and link of the branch, in the order of arrival.
        pins: the versions in use that are not the latest, by kind.
    """
    found: tuple[Finding, ...] = ()
    measures = ruling.measures_of(credit, branch.id)
    if measures is not None:
        found = findings(
            measures,
            kind=credit.kind,
            notice=ruling.notice,
            second_year=branch.consecutive_years,
            settings=ruling.rules,
            name=credit.name,
            problems=_of_archive(credit, ruling),
        )
    found += likeness_findings(ruling.alike.get(credit.subject, ()))
    if credit.kind is FileKind.VIDEO:
        found += viewing_findings(ruling.viewings.get(credit.subject), notice=ruling.notice)
    if credit.kind is FileKind.PLAN and not credit.is_link:
        plans = versions(credited, FileKind.PLAN)
        if plans and in_use(plans, pins.get(FileKind.PLAN)).subject == credit.subject:
            found += _contents(credit, credited, ruling)
    return tuple(sorted(found, key=lambda finding: tuple(Severity).index(finding.severity)))


def open_findings(
    credit: Credit, facts: Facts, ruling: Ruling, *, alone: bool = False
) -> tuple[Finding, ...]:
    """The findings on a file that staff did not accept; `alone` without the files beside it, which
    only the version in use answers for."""
    beside = () if alone else facts.credited
    return tuple(
        found
        for found in findings_of(credit, facts.branch, ruling, credited=beside, pins=facts.pins)
        if (credit.subject, found.code) not in ruling.accepted
    )


def open_faults(
    credit: Credit, facts: Facts, ruling: Ruling, *, alone: bool = False
) -> tuple[Finding, ...]:
    """Those of them that must be mended."""
    found = open_findings(credit, facts, ruling, alone=alone)
    return tuple(one for one in found if one.severity is Severity.HARD)


def _contents(plan: Credit, credited: Sequence[Credit], ruling: Ruling) -> tuple[Finding, ...]:
    supporting = _latest_by_name(c for c in credited if c.kind is FileKind.SUPPORT)
    lists = _latest_by_name(c for c in credited if c.kind is FileKind.TOC and not c.is_link)
    if not supporting:
        return ()
    carriers = [(c.kind, ruling.measures.get(c.digest, {})) for c in (plan, *lists)]
    return contents_findings(carriers, [c.name for c in supporting], notice=ruling.notice)


def _latest_by_name(same_kind: Iterable[Credit]) -> tuple[Credit, ...]:
    """One file a name: what came again under its name replaces what came before."""
    return tuple({credit.name: credit for credit in same_kind}.values())


def _of_archive(credit: Credit, ruling: Ruling) -> tuple[Problem, ...]:
    """What opening this file gave, or opening an archive that stayed closed inside of it."""
    return tuple(
        problem
        for problem in ruling.archive_problems.get(credit.mail_id, ())
        if (name := str(problem.params.get("name", ""))) == credit.path
        or name.startswith(f"{credit.path}/")
    )
