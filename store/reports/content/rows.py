"""Lists of rows that several formats share: files, findings, who owes what."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from store.letters.titles import kind_title
from store.model import State
from store.reports.content.source import ReportSource, is_expired
from store.rules.wording import finding_message
from store.text.visible import visible
from store.views.board.columns import due_columns
from store.views.board.types import Cell
from store.views.report_types import FileLine, MissingLine

Row = tuple[str | int | float | None, ...]


def matrix_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `matrix_rows`."""
    say = source.say
    return (
        say("report.col.unit"),
        say("head.branch"),
        say("report.col.branch_id"),
        say("report.col.secretary"),
        *map(source.title, source.view.columns),
        *(
            say(f"report.col.{name}")
            for name in (
                "chars",
                "video_length",
                "vetted",
                "limit",
                "last_arrival",
                "phone",
                "unit_staff",
                "unit_phone",
            )
        ),
    )


def matrix_rows(source: ReportSource, told: Callable[[Cell], str]) -> Iterator[Row]:
    """A row for each branch: who it is, its cells, its measures as numbers, its times, and whom
    to ring."""
    measures, say = measures_in_use(source), source.say
    for row in source.view.board.rows:
        chars, seconds = measures.get(row.branch.id, (None, None))
        yield (
            visible(row.sub_committee.name),
            visible(row.branch.name),
            visible(row.branch.id),
            visible(row.branch.secretary),
            *map(told, map(row.cell, source.view.columns)),
            chars,
            seconds,
            say(f"report.vetting.{row.vetting}"),
            source.stamp(row.limit),
            source.stamp(row.last_arrival),
            visible(row.branch.phone),
            visible(say("report.between_names").join(row.sub_committee.staff)),
            visible(row.sub_committee.phone),
        )


def measures_in_use(source: ReportSource) -> dict[str, tuple[int | None, float | None]]:
    """Characters of the plan and seconds of the video in use, by branch."""
    found: dict[str, tuple[int | None, float | None]] = {}
    for line in source.view.files:
        if not line.current:
            continue
        chars, seconds = found.get(line.branch.id, (None, None))
        if line.kind == "plan" and isinstance(value := line.measures.get("chars"), int):
            chars = value
        if line.kind == "video" and isinstance(
            length := line.measures.get("duration_s"), int | float
        ):
            seconds = round(float(length), 1)
        found[line.branch.id] = (chars, seconds)
    return found


def review_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `review_rows`."""
    say = source.say
    figures = ("rank", "count", "mean", "median", "spread", "corrected", "fair_rank")
    return (
        say("report.col.unit"),
        say("head.branch"),
        *(say(f"review.head_{name}") for name in figures),
        *(visible(one.name) for one in source.workspace.notice.criteria),
        say("report.col.comments"),
    )


def review_rows(source: ReportSource) -> Iterator[Row]:
    """A row for each branch that was scored, the best first: its figures, the means of the
    criteria that count for it, and what reviewers wrote, without their names."""
    for one in sorted(source.view.reviews, key=lambda one: one.rank or math.inf):
        if one.result is None:
            continue
        means, found = dict(one.result.by_criterion), one.result
        figures = (found.mean, found.median, found.spread, one.corrected)
        yield (
            visible(one.sub_committee.name),
            visible(one.branch.name),
            one.rank,
            found.received,
            *(None if value is None else round(value, 1) for value in figures),
            one.corrected_rank,
            *(
                round(means[each.id], 1) if each.id in means else None
                for each in source.workspace.notice.criteria
            ),
            " / ".join(map(visible, found.comments)),
        )


def file_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `file_row`."""
    names = (
        "unit",
        "branch",
        "kind",
        "version",
        "in_use",
        "file",
        "size_bytes",
        "measure",
        "received",
        "late",
        "time_from",
        "sender",
        "mail_subject",
        "digest",
    )
    return tuple(source.say(f"report.col.{name}") for name in names)


def file_row(source: ReportSource, line: FileLine) -> Row:
    """One file with its version, size, measure, arrival, sender and digest."""
    say = source.say
    return (
        visible(line.sub_committee.name),
        visible(line.branch.name),
        source.kind(line.kind),
        line.version or None,
        say("report.yes") if line.current else "",
        visible(line.path),
        line.size_bytes,
        source.measure(line),
        source.stamp(line.received_at),
        say("report.late") if line.late else say("report.mended") if line.mended else "",
        say(f"report.time_from.{line.received_from}"),
        visible(line.sender_email),
        visible(line.mail_subject),
        line.digest or say("report.link"),
    )


def finding_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `finding_rows`."""
    names = ("unit", "branch", "kind", "version", "file", "severity", "accepted", "finding")
    return tuple(source.say(f"report.col.{name}") for name in names)


def finding_rows(source: ReportSource) -> Iterator[Row]:
    """A row for each finding on a version in use, with the notice's clause and words."""
    say = source.say
    for line in source.view.files:
        if not line.current:
            continue
        for finding in line.findings:
            yield (
                visible(line.sub_committee.name),
                visible(line.branch.name),
                source.kind(line.kind),
                line.version,
                visible(line.name),
                say(f"finding_severity.{finding.severity}"),
                say("report.yes") if finding.code in line.accepted else "",
                finding_message(finding, source.wording),
            )


def _part_of(cell: Cell) -> str:
    """The part of the list of what is missing that a cell stands in."""
    if cell.state is State.FAULT:
        return "fault"
    if cell.state is State.LINK:
        return "none" if is_expired(cell) else "link"
    return "none" if cell.column in due_columns() else "undone"


def missing_parts(source: ReportSource) -> Iterator[tuple[str, Sequence[MissingLine]]]:
    """Who owes what, in parts: `none` of which nothing came or a link that expired, `fault` of what
    is to be corrected, `undone` of what is not sent to us, and `link` of what came as a link that
    we have not fetched: that is ours to do, and is never said to be theirs."""
    for part in ("none", "fault", "undone", "link"):
        lines = []
        for line in source.view.missing:
            cells = tuple(place for place in line.cells if _part_of(line.row.cells[place]) == part)
            if cells:
                lines.append(replace(line, cells=cells))
        if lines:
            yield part, lines


def owing_branches(source: ReportSource) -> int:
    """How many branches owe something that is theirs to do."""
    return len(
        {
            line.row.branch.id
            for part, lines in missing_parts(source)
            if part != "link"
            for line in lines
        }
    )


def missing_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `missing_rows`."""
    names = (
        "unit",
        "branch",
        "secretary",
        "contact",
        "phone",
        "owed",
        "reminded",
        "last_reminded",
        "part",
        "unit_staff",
        "unit_phone",
    )
    return tuple(source.say(f"report.col.{name}") for name in names)


def missing_rows(source: ReportSource) -> Iterator[Row]:
    """A row for each branch that owes something, part by part: whom to ask, for what, asked how
    often."""
    for part, lines in missing_parts(source):
        for line in lines:
            branch, unit = line.row.branch, line.row.sub_committee
            yield (
                visible(unit.name),
                visible(branch.name),
                visible(branch.secretary),
                visible("; ".join(branch.contacts or unit.contacts)),
                visible(branch.phone),
                source.owed_by(line),
                line.reminded,
                source.stamp(line.last_reminded),
                source.say(f"missing.part.{part}"),
                visible(source.say("report.between_names").join(unit.staff)),
                visible(unit.phone),
            )


def letter_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `letter_rows`."""
    names = (
        "letter_kind",
        "unit",
        "branches_named",
        "recipient",
        "letter_state",
        "sent",
        "subject",
    )
    return tuple(source.say(f"report.col.{name}") for name in names)


def letter_rows(source: ReportSource) -> Iterator[Row]:
    """A row for each letter to each recipient."""
    for letter in source.view.letters:
        yield (
            kind_title(letter.kind, source.wording),
            visible(letter.sub_committee),
            source.names(list(letter.branches)),
            visible(letter.recipient),
            source.say(f"letters.state.{letter.state}"),
            source.stamp(letter.at),
            visible(letter.subject),
        )
