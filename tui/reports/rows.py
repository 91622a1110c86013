"""The rows of the list of reports, and the lines that say what a report will be of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from store.reports.reports import REPORTS
from store.text.visible import visible
from store.text.wording import Wording
from tui.reports.wish import ReportWish
from tui.widgets.painted import Line, crop_middle, fit
from tui.widgets.row_list import Row

_LABEL, _SUFFIX = 10, 9


def kind_rows(wording: Wording) -> list[Row]:
    """A heading for each report, and a row for each suffix that it is written under."""
    rows: list[Row] = []
    for group, reports in groupby(REPORTS.values(), key=lambda report: report.group):
        rows.append(Row(None, partial(_heading, wording.say(f"reports.group.{group}"))))
        for report in reports:
            for suffix in report.offered:
                told = wording.say(f"reports.row.{report.name}{suffix}")
                shown = suffix or wording.say("reports.a_folder")
                rows.append(Row(f"{report.name}/{suffix}", partial(_kind_row, shown, told)))
    return rows


def _heading(text: str, width: int) -> Line:
    return ((f" {fit(text, max(width - 1, 1))}", "blue"),)


def _kind_row(suffix: str, told: str, width: int) -> Line:
    return ((fit(suffix, _SUFFIX), "strong"), (fit(told, max(width - _SUFFIX, 1)), "text"))


def wish_lines(
    wish: ReportWish,
    units: Sequence[str],
    target: Path,
    wording: Wording,
    zone: ZoneInfo,
    width: int,
) -> list[Line]:
    """Of what, as of when, which items, in which language, and where to."""
    say = wording.say
    between = say("report.between_names")
    moment = wish.as_of.astimezone(zone) if wish.as_of else None
    told = {
        "unit": between.join(map(visible, units)) or say("reports.all_units"),
        "moment": f"{moment:%Y-%m-%d %H:%M}" if moment else say("reports.now"),
        "items": between.join(say(f"item_title.{column}") for column in wish.columns)
        or say("reports.all_items"),
        "language": say(f"reports.language.{wish.language}"),
        "path": visible(str(target)),
    }
    return [
        (
            (fit(say(f"reports.wish.{name}"), _LABEL), "dim"),
            (crop_middle(text, max(width - _LABEL, 1)), "text"),
        )
        for name, text in told.items()
    ]
