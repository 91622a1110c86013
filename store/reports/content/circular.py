"""The 情况通报 in words and tables, written from the figures of a snapshot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from store.model import FileKind, Severity, State
from store.reports.content.blocks import Appendix, Block, Circular, Heading, Section, Table, Text
from store.reports.content.source import ReportSource
from store.reports.content.tables import (
    arrivals_chart,
    items_table,
    matrix,
    progress_chart,
    units_table,
)
from store.text.visible import visible
from store.views.board.columns import due_columns
from store.views.report_types import MissingLine, ReportView, Tally, UnitTally


def circular(source: ReportSource) -> Circular:
    """Write the whole circular: head, body, signature, appendices."""
    say, view, notice = source.say, source.view, source.workspace.notice
    as_of = view.board.as_of.astimezone(source.zone)
    appendices = tuple(_appendices(source))
    return Circular(
        title=say("report.title", subject=notice.short_title),
        number=_number(notice.number, as_of.year, source) if source.by_department else "",
        addressees=say("report.to", names=_addressees(source)),
        body=tuple(_body(source)),
        appendix_list=tuple(
            say("report.appendix_entry", n=n, title=title)
            for n, title in enumerate(_appendix_titles(source), start=1)
        ),
        signature=source.office_name,
        date=source.day(as_of.date()),
        appendices=appendices,
    )


def _number(of_notice: str, year: int, source: ReportSource) -> str:
    """The office's mark with the year; the running number is left for the office to give."""
    mark, found, _ = of_notice.partition("〔")
    return source.say("report.number", mark=mark if found else "", year=year)


def _addressees(source: ReportSource) -> str:
    if not source.by_department:
        return source.say("report.own_branches")
    if source.view.whole:
        return source.say("report.all_units")
    return source.names([unit.sub_committee.name for unit in source.view.units])


def _body(source: ReportSource) -> Iterator[Block]:
    say, view, notice = source.say, source.view, source.workspace.notice
    asked = _asked(source)
    code = "report.basis" if source.by_department else "report.basis_own"
    yield Text(
        say(
            code if asked else f"{code}_undated",
            title=notice.title,
            number=notice.number,
            asked=asked,
            deadline=source.moment(view.board.deadline),
            as_of=source.moment(view.board.as_of),
        )
    )
    yield Heading(say("report.head.overall"))
    overall = "report.overall" if source.by_department else "report.overall_own"
    yield Text(say(overall, branches=len(view.board.rows), units=len(view.units)))
    for column in due_columns():
        if column in view.columns:
            yield Text(_due_sentence(source, view.tally(column)))
    if set(due_columns()) <= set(view.columns):
        both = sum(
            all(row.cell(c).state.complete for c in due_columns()) for row in view.board.rows
        )
        share = both / len(view.board.rows) if view.board.rows else 0.0
        yield Text(say("report.both", n=both, percent=source.percent(share)))
    if view.board.queue:
        yield Text(say("report.queue", n=view.board.queue))
    yield Heading(say("report.head.items"))
    yield from _other_sentences(source)
    yield items_table(source)
    yield progress_chart(source)
    if view.arrivals:
        yield arrivals_chart(source)
    if source.by_department:
        yield Heading(say("report.head.units"))
        yield from _unit_sentences(source)
    else:
        yield Heading(say("report.head.branches"))
        yield from _branch_sentences(source)
    yield Heading(say("report.head.faults"))
    yield Text(_fault_sentence(source))
    yield Heading(say("report.head.next"))
    yield Text(_next_sentence(source))


def _asked(source: ReportSource) -> str:
    """What is due by the notice's date; what has a date of its own says it."""
    notice, zone = source.workspace.notice, source.zone
    named = []
    for item in notice.items:
        if not item.due or item.id not in due_columns():
            continue
        title = source.title(item.id)
        if item.deadline is not None:
            year = source.workspace.settings.deadline.astimezone(zone).year
            day = source.day(notice.dates.day_in(item.deadline, year))
            title = source.say("report.own_date", title=title, day=day)
        named.append(source.say("report.asked", title=title))
    return source.say("report.and").join(named)


def _due_sentence(source: ReportSource, tally: Tally) -> str:
    said = source.say(
        "report.due",
        item=source.title(tally.column),
        n=tally.in_time + tally.late,
        in_time=tally.in_time,
        late=tally.late,
        complete=tally.complete,
        percent=source.percent(tally.share),
    )
    more = [
        source.say(f"report.due_{state}", n=tally.of(state))
        for state in (State.FAULT, State.LINK, State.REVIEW, State.MISSING)
        if tally.of(state)
    ]
    if not more:
        return said + source.say("report.full_stop")
    return said + source.say("report.comma").join(["", *more]) + source.say("report.full_stop")


def _other_sentences(source: ReportSource) -> Iterator[Text]:
    """The other items: branches that are done, and what the item is made of beside branches."""
    scopes = {entry.item: entry.scope for entry in source.view.board.progress}
    words = []
    for column in source.view.columns:
        if column in due_columns():
            continue
        tally = source.view.tally(column)
        said = source.say(
            "report.other", item=source.title(column), n=tally.complete, total=tally.total
        )
        scope = scopes.get(column)
        if scope and any(scope.values()):
            said += source.say("report.comma") + source.say(f"report.scope.{column}", **scope)
        words.append(said)
    if words:
        yield Text(source.say("report.between_owed").join(words) + source.say("report.full_stop"))


def _unit_sentences(source: ReportSource) -> Iterator[Text]:
    say, units = source.say, source.view.units
    columns = [column for column in due_columns() if column in source.view.columns]
    if not columns or not units:
        yield Text(say("report.no_due"))
        return
    whole = [
        unit.sub_committee.name
        for unit in units
        if all(unit.tally(column).complete == len(unit.rows) for column in columns)
    ]
    if whole:
        yield Text(say("report.units_whole", n=len(whole), names=source.names(whole)))
    owing = sorted(((lacking(unit, columns), unit) for unit in units), key=lambda pair: -pair[0])
    worst = [
        say("report.unit_owes", unit=visible(unit.sub_committee.name), n=n)
        for n, unit in owing
        if n
    ]
    if worst:
        yield Text(say("report.units_owing", n=len(worst), names=source.names(worst)))
    elif not whole:
        yield Text(say("report.units_nothing_missing"))


def _branch_sentences(source: ReportSource) -> Iterator[Text]:
    """At a sub-committee's desk: which branches have sent everything, and which have not."""
    columns = [column for column in due_columns() if column in source.view.columns]
    if not columns:
        yield Text(source.say("report.no_due"))
        return
    whole, owing = [], []
    for row in source.view.board.rows:
        states = [row.cell(column).state for column in columns]
        if all(state.complete for state in states):
            whole.append(row.branch.name)
        elif State.MISSING in states:
            owing.append(row.branch.name)
    for code, names in (("report.branches_whole", whole), ("report.branches_owing", owing)):
        if names:
            yield Text(source.say(code, n=len(names), names=source.names(names)))
    if not whole and not owing:
        yield Text(source.say("report.branches_nothing_missing"))


def lacking(unit: UnitTally, columns: list[str]) -> int:
    """How many branches of a sub-committee have sent nothing for one of some columns."""
    return sum(
        any(row.cell(column).state is State.MISSING for column in columns) for row in unit.rows
    )


def _fault_sentence(source: ReportSource) -> str:
    say, view = source.say, source.view
    faulty = sum(
        any(row.cell(column).state is State.FAULT for column in due_columns())
        for row in view.board.rows
    )
    if not faulty:
        return say("report.no_faults")
    codes = faults(view)
    listed = say("report.comma").join(
        say("report.fault_count", fault=fault_name(source, code), n=n)
        for code, n in codes.most_common()
    )
    return say("report.faults", n=faulty, listed=listed)


def faults(view: ReportView) -> Counter[str]:
    """The open hard findings of the versions in use, counted by code."""
    return Counter(
        finding.code
        for line in view.files
        if line.current and line.kind in (FileKind.PLAN, FileKind.VIDEO)
        for finding in line.findings
        if finding.severity is Severity.HARD and finding.code not in line.accepted
    )


def fault_name(source: ReportSource, code: str) -> str:
    """A fault in a few words."""
    known = source.wording.has(f"report.fault.{code}")
    return source.say(f"report.fault.{code}" if known else "report.fault.other")


def _next_sentence(source: ReportSource) -> str:
    settings = source.workspace.settings
    mail = settings.mail
    mailbox = mail.user if mail.kind == "imap" else source.workspace.notice.mailbox
    over = source.view.board.countdown.phase == "over"
    code = "report.next_late" if over else "report.next"
    if not source.by_department:
        own = next((one for one in (settings.mail.user, settings.smtp.user) if "@" in one), "")
        mailbox = source.say("report.own_mailbox", mailbox=own) if own else ""
        code += "_own"
    return source.say(
        code,
        mailbox=mailbox,
        deadline=source.moment(source.view.board.deadline),
    )


# -- appendices --------------------------------------------------------------------------------


def _appendix_titles(source: ReportSource) -> list[str]:
    what = "report.units_title" if source.by_department else "report.branches_title"
    return [source.say("report.matrix_title"), source.say(what)]


def _appendices(source: ReportSource) -> Iterator[Block]:
    matrix_title, units_title = _appendix_titles(source)
    yield Appendix(source.say("report.appendix", n=1), matrix_title)
    yield matrix(source)
    yield Appendix(source.say("report.appendix", n=2), units_title)
    if source.by_department:
        yield units_table(source)
    owing: dict[str, list[MissingLine]] = defaultdict(list)
    for line in source.view.missing:
        owing[line.row.sub_committee.id].append(line)
    for unit in source.view.units:
        yield from unit_blocks(source, unit, owing[unit.sub_committee.id])


def unit_blocks(source: ReportSource, unit: UnitTally, owing: list[MissingLine]) -> Iterator[Block]:
    """One sub-committee: its figures in a sentence, and what its branches still owe."""
    yield Heading(visible(unit.sub_committee.name), level=2)
    figures = source.say("report.comma").join(
        source.say(
            "report.progress_of",
            item=source.title(column),
            n=unit.tally(column).complete,
            total=len(unit.rows),
        )
        for column in source.view.columns
    )
    said = source.say("report.unit_figures", n=len(unit.rows), figures=figures)
    yield Text(said, with_next=bool(owing))
    if not owing:
        yield Text(source.say("report.unit_owes_nothing"))
        return
    between = source.say("report.between_owed")
    yield Table(
        "",
        (source.say("head.branch"), source.say("report.col.owed")),
        (
            Section(
                "",
                tuple(
                    (
                        visible(line.row.branch.name),
                        between.join(source.owed(line.row.cells[place]) for place in line.cells),
                    )
                    for line in owing
                ),
            ),
        ),
        (52, 104),
    )
