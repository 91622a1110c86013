"""The rows of the list of reports, and the lines that say what a report will be of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from store.notice.notice import Dates
from store.reports.reports import REPORTS
from store.text.visible import visible
from store.text.wording import Wording
from tui.base import keys
from tui.base.actions import Command
from tui.base.cells import crop_middle, fit
from tui.reports.wish import ReportWish
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, heading
from tui.widgets.table import Column, Table

_LABEL, _SUFFIX = 10, 9
_GROUPS = tuple(dict.fromkeys(report.group for report in REPORTS.values()))
_PINYIN = {
    "circular": "qing kuang tong bao",
    "unit": "fen dang wei yi ye tong",
    "ledger": "tai zhang",
    "missing": "wei bao qi ming dan",
    "calls": "dian hua cui ban dan",
    "statement": "jie zhi tai zhang",
    "calendar": "ri cheng",
    "archive": "gui dang",
}


def _named(group: str, wording: Wording) -> str:
    return wording.say(f"reports.group.{group}")


# A heading bears the digit that goes to it.
TO_GROUPS = tuple(
    Command(
        f"go_to_group({number})",
        keys.numbered(str(number)),
        _PINYIN[group],
        60,
        words=partial(_named, group),
    )
    for number, group in enumerate(_GROUPS, start=1)
)


def kind_rows(wording: Wording) -> list[Row]:
    """A numbered heading for each report, and a row for each suffix that it is written under."""
    table: Table[tuple[str, str]] = Table(
        Column(lambda kind: (kind[0], "strong"), _SUFFIX), Column(lambda kind: (kind[1], "text"))
    )
    rows: list[Row] = []
    grouped = groupby(REPORTS.values(), key=lambda report: report.group)
    for number, (group, reports) in enumerate(grouped, start=1):
        rows.append(heading(f" {number} {_named(group, wording)}", "blue"))
        for report in reports:
            for suffix in report.offered:
                told = wording.say(f"reports.row.{report.name}{suffix}")
                shown = suffix or wording.say("reports.a_folder")
                rows.append(table.row(f"{report.name}/{suffix}", (shown, told)))
    return rows


def first_of_group(number: int) -> str:
    """The key of the first row under a heading."""
    first = next(one for one in REPORTS.values() if one.group == _GROUPS[number - 1])
    return f"{first.name}/{first.offered[0]}"


def wish_lines(
    wish: ReportWish,
    units: Sequence[str],
    target: Path,
    wording: Wording,
    dates: Dates,
    width: int,
) -> list[Line]:
    """Of what, as of when, which items, in which language, and where to."""
    say = wording.say
    between = say("report.between_names")
    moment = dates.local(wish.as_of) if wish.as_of else None
    told = {
        "unit": between.join(map(visible, units)) or say("reports.all_units"),
        "moment": f"{moment:%Y-%m-%d %H:%M}" if moment else say("reports.now"),
        "items": between.join(say(f"item_title.{column}") for column in wish.columns)
        or say("reports.all_items"),
        "language": say(f"settings.value.language.{wish.language}"),
        "path": visible(str(target)),
    }
    return [
        (
            (fit(say(f"reports.wish.{name}"), _LABEL), "dim"),
            (crop_middle(text, max(width - _LABEL, 1)), "text"),
        )
        for name, text in told.items()
    ]
