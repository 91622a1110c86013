"""The 情况通报 in words and tables, written from the figures of a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from store.model import FileKind, Severity, State
from store.reports.content.blocks import Appendix, Block, Circular, Heading, Text
from store.reports.content.source import ReportSource, has_nothing, is_expired
from store.reports.content.tables import (
    arrivals_chart,
    items_table,
    matrix,
    progress_chart,
    units_table,
)
from store.views.board.columns import due_columns
from store.views.report_types import ReportView, Tally, UnitTally

# Of more sub-committees that owe something the first ones are named; the appendix has all.
_MOST_UNITS = 12
# The table of so few branches stands in the text: an appendix of it would be a page half empty.
_IN_TEXT = 8


def circular(source: ReportSource) -> Circular:
    """Write the whole circular: head, body, signature, appendices."""
    say, view, notice = source.say, source.view, source.workspace.notice
    as_of = source.dates.local(view.board.as_of)
    return Circular(
        title=say("report.title", subject=notice.short_title),
        number=_number(notice.number, as_of.year, source) if source.by_department else "",
        addressees=say("report.to", names=_addressees(source)),
        body=tuple(_body(source)),
        figures=(
            items_table(source),
            units_table(source),
            progress_chart(source),
            *(
                (arrivals_chart(source),)
                if any(day.plans or day.videos for day in view.arrivals)
                else ()
            ),
        ),
        signature=source.office_name,
        date=source.day(as_of.date()),
        appendix=None
        if _is_small(view)
        else Appendix(say("report.appendix"), say("report.matrix_title"), matrix(source)),
    )


def _is_small(view: ReportView) -> bool:
    return len(view.board.rows) <= _IN_TEXT


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
    """The basis, then sections in order; one that has nothing to say has no number."""
    say, view, notice = source.say, source.view, source.workspace.notice
    asked = _asked(source)
    code = source.by_us("report.basis")
    yield Text(
        say(
            code if asked else f"{code}_undated",
            title=notice.title,
            number=notice.number,
            asked=asked,
            as_of=source.moment(view.board.as_of),
        )
    )
    sections = {
        "overall": tuple(_overall(source)),
        "items": tuple(_other_items(source)),
        "units": (*_unit_sentences(source), *_fault_sentences(source)),
        "next": (_next_sentence(source),),
    }
    told = [(name, sentences) for name, sentences in sections.items() if sentences]
    ordinals = say("report.ordinals").split()
    for ordinal, (name, sentences) in zip(ordinals, told, strict=False):
        code = "branches" if name == "units" and len(view.units) == 1 else name
        yield Heading(say("report.heading", ordinal=ordinal, title=say(f"report.head.{code}")))
        yield from map(Text, sentences)
        if name == "units" and _is_small(view):
            as_of = source.moment(view.board.as_of)
            yield replace(matrix(source), caption=say("report.matrix_caption_whole", as_of=as_of))


def _overall(source: ReportSource) -> Iterator[str]:
    """How many branches there are, how many have both, and what came of what has a date."""
    say, view = source.say, source.view
    code = "report.overall" if len(view.units) != 1 else "report.overall_one"
    said = say(code, branches=len(view.board.rows), units=len(view.units))
    if set(due_columns()) <= set(view.columns):
        both = sum(
            all(row.cell(c).state.complete for c in due_columns()) for row in view.board.rows
        )
        if both:
            share = both / len(view.board.rows)
            said += say("report.both", n=both, percent=source.percent(share))
    yield said
    for column in due_columns():
        if column in view.columns:
            yield _due_sentence(source, view.tally(column))


def _asked(source: ReportSource) -> str:
    """What is due, each by its own day."""
    return source.say("report.comma").join(
        source.say(
            "report.due_by",
            items=source.say("report.and").join(
                source.say("report.asked", title=source.title(item)) for item in items
            ),
            day=source.moment(day),
        )
        for day, items in source.due_by_day
    )


def _due_sentence(source: ReportSource, tally: Tally) -> str:
    """What came of an item that has a date; figures that are none are not said."""
    say, came = source.say, tally.in_time + tally.late
    words = []
    if came:
        late = "late" if tally.late else "in_time"
        words.append(
            say(f"report.due_{late}", item=source.title(tally.column), n=came, late=tally.late)
        )
    else:
        words.append(say("report.due_none", item=source.title(tally.column)))
    if tally.complete:
        words.append(
            say("report.due_complete", n=tally.complete, percent=source.percent(tally.share))
        )
    expired = sum(is_expired(row.cell(tally.column)) for row in source.view.board.rows)
    numbers = {
        "fault": tally.of(State.FAULT),
        "link": tally.of(State.LINK) - expired,
        "link_expired": expired,
        "review": tally.of(State.REVIEW),
        "missing": tally.of(State.MISSING) if came else 0,
    }
    words += [say(f"report.due_{name}", n=n) for name, n in numbers.items() if n]
    return say("report.comma").join(words) + say("report.full_stop")


def _other_items(source: ReportSource) -> Iterator[str]:
    """Items 3 to 6 that were begun in figures that are not none, the others by their names."""
    say, view = source.say, source.view
    scopes = {entry.item: entry.scope for entry in view.board.progress}
    words = []
    for column in view.columns:
        if column in due_columns() or column in view.idle:
            continue
        item, tally = dated_title(source, column), view.tally(column)
        made = (scopes.get(column) or {}).get(_MADE_OF.get(column, ""))
        told = say(f"report.made.{column}", n=made) if made else ""
        code = "report.other" if tally.complete else "report.other_begun"
        words.append(say(code, item=item, n=tally.complete, made=told))
    if words:
        told = say("report.comma").join(words)
        yield say("report.others", items=told, total=len(view.board.rows))
    yield from idle_sentences(source)


def dated_title(source: ReportSource, column: str) -> str:
    """An item's title, with the date that it has of its own."""
    title, due = source.title(column), source.view.dues.get(column)
    if due is None:
        return title
    day = source.day(source.dates.day(due))
    return source.say("report.own_date", title=title, day=day)


def idle_sentences(source: ReportSource) -> Iterator[str]:
    """Of which items nothing was done. A sub-committee does not speak of what the department does;
    a form is filled in, and of what only people record nothing is recorded."""
    notice, own = source.workspace.notice, [one.id for one in source.workspace.notice.own_items]
    theirs = [item.id for item in notice.items if item.owner == "department"]
    spoken = [one for one in source.view.idle if source.by_department or one not in theirs]
    for code, names in (
        ("report.not_begun", [one for one in spoken if one not in ("eval_form", *own)]),
        ("report.not_filled", [one for one in spoken if one == "eval_form"]),
        ("report.not_recorded", [one for one in spoken if one in own]),
    ):
        if names:
            titles = [dated_title(source, name) for name in names]
            yield source.say(code, items=source.say("report.between_names").join(titles))


# What an item is made of beside branches: articles, sessions, cases of the volume.
_MADE_OF = {"promotion": "published", "sharing": "held", "volume": "selected"}


def _unit_sentences(source: ReportSource) -> Iterator[str]:
    say, units = source.say, source.view.units
    columns = [column for column in due_columns() if column in source.view.columns]
    if not columns or not units:
        yield say("report.no_due")
        return
    if len(units) == 1:
        yield _of_one_unit(source, units[0], columns)
        return
    whole = [
        unit.sub_committee.name
        for unit in units
        if all(unit.tally(column).complete == len(unit.rows) for column in columns)
    ]
    if whole:
        yield say("report.units_whole", n=len(whole), names=source.names(whole))
    owing = [(n, unit) for unit in units if (n := lacking(unit, columns))]
    if owing:
        owing.sort(key=lambda pair: -pair[0])
        listed = _by_number(source, owing[:_MOST_UNITS])
        code = "report.units_owing" if len(owing) <= _MOST_UNITS else "report.units_owing_most"
        yield say(code, n=len(owing), most=_MOST_UNITS, listed=listed)
    elif not whole:
        yield say("report.units_nothing_missing")


def _of_one_unit(source: ReportSource, unit: UnitTally, columns: list[str]) -> str:
    """Its branches by name: a sub-committee writes to them, not to others of its kind."""
    names = [
        source.branch_within(row)
        for row in unit.rows
        if any(has_nothing(row.cell(column)) for column in columns)
    ]
    if names:
        return source.say("report.branches_owing", n=len(names), names=source.names(names))
    whole = all(unit.tally(column).complete == len(unit.rows) for column in columns)
    return source.say("report.branches_whole" if whole else "report.branches_nothing_missing")


def _by_number(source: ReportSource, owing: list[tuple[int, UnitTally]]) -> str:
    """Names of sub-committees, those with the same number of branches together."""
    say = source.say
    return say("report.between_owed").join(
        say(
            "report.units_with" if len(mine) > 1 else "report.unit_with",
            units=source.names([unit.sub_committee.name for _, unit in mine]),
            n=number,
        )
        for number, group in groupby(owing, key=lambda pair: pair[0])
        for mine in [list(group)]
    )


def lacking(unit: UnitTally, columns: list[str]) -> int:
    """How many branches of a sub-committee have sent nothing for one of some columns."""
    return sum(any(has_nothing(row.cell(column)) for column in columns) for row in unit.rows)


def _fault_sentences(source: ReportSource) -> Iterator[str]:
    say, view = source.say, source.view
    faulty = sum(
        any(row.cell(column).state is State.FAULT for column in due_columns())
        for row in view.board.rows
    )
    if not faulty:
        return
    codes = faults(view)
    listed = say("report.comma").join(
        say("report.fault_count", fault=fault_name(source, code), n=n)
        for code, n in codes.most_common()
    )
    yield say("report.faults", n=faulty, listed=listed)


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
    over = source.view.board.countdown.phase == "over"
    code = "report.next_late" if over else "report.next"
    if len(source.due_by_day) > 1:
        code = "report.next_dated"
    said = source.say(source.by_us(code), mailbox=mailbox_of(source), deadline=source.until)
    return said if _is_small(source.view) else said + source.say("report.see_appendix")


def mailbox_of(source: ReportSource) -> str:
    """Where material is sent to, within a sentence: the mailbox that is read, else the notice's; ""
    where a sub-committee has named none of its own."""
    settings = source.workspace.settings
    if source.by_department:
        imap = settings.mail.kind == "imap"
        return settings.mail.user if imap else source.workspace.notice.mailbox
    own = next((one for one in (settings.mail.user, settings.smtp.user) if "@" in one), "")
    return own and source.say("report.own_mailbox", mailbox=own)
