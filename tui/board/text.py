"""Rows of the board as plain text, as a table for a spreadsheet, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from store.errors import StoreError
from store.text.formulas import no_formula
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.columns import shown_columns
from store.views.board.types import BranchRow
from store.workspace.settings_file import replace_file
from tui.base.cell_words import cell_text
from tui.base.desk import Desk
from tui.board.branch_lines import BranchPage
from tui.board.unit_lines import UnitPage

_PAGE_WIDTH = 78


def rows_as_text(rows: Sequence[BranchRow], wording: Wording) -> str:
    """One line a branch, under the names of the sub-committees, to be pasted into a message."""
    lines: list[str] = []
    unit = None
    for row in rows:
        if row.sub_committee.id != unit:
            unit = row.sub_committee.id
            lines.append(visible(row.sub_committee.name))
        said = [_cell(row, column, wording) for column in ("plan", "video", "sharing")]
        lines.append(f"  {visible(row.branch.name)}  " + "  ".join(said))
    return "\n".join(lines)


def _cell(row: BranchRow, column: str, wording: Wording) -> str:
    cell = row.cell(column)
    state = wording.say(f"state_name.{cell.state}")
    text = cell_text(cell, wording)
    return f"{wording.say(f'item_title.{column}')} {state}{' ' + text if text else ''}"


def rows_as_table(rows: Sequence[BranchRow], wording: Wording) -> str:
    """Tab-separated lines with a head, to be pasted into a spreadsheet."""
    return "\n".join("\t".join(cells) for cells in _table(rows, wording))


def write_table(rows: Sequence[BranchRow], desk: Desk) -> Path:
    """Write the table as a CSV file that spreadsheets open by themselves; never over another.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    text = io.StringIO()
    csv.writer(text).writerows(_table(rows, desk.wording))
    folder = desk.workspace.output_folder / "exports"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    stamp = desk.workspace.notice.dates.local(desk.clock())
    file = folder / f"{desk.wording.say('copy.file_name')}-{stamp:%Y%m%d-%H%M%S}.csv"
    number = 1
    while file.exists():
        number += 1
        file = file.with_name(f"{file.stem.partition('_')[0]}_{number}.csv")
    replace_file(file, "\ufeff" + text.getvalue())
    return file


def _table(rows: Sequence[BranchRow], wording: Wording) -> Iterator[list[str]]:
    say = wording.say
    yield [
        *(say(f"copy.head_{name}") for name in ("unit", "branch", "secretary", "phone")),
        *(say(f"item_title.{column}") for column in shown_columns(rows)),
        say("copy.head_limit"),
    ]
    for row in rows:
        cells = []
        for column in shown_columns(rows):
            cell = row.cell(column)
            text = cell_text(cell, wording)
            cells.append(f"{say(f'state.{cell.state}')} {text}".strip())
        branch = row.branch
        names = (row.sub_committee.name, branch.name, branch.secretary, branch.phone)
        limit = f"{row.limit:%Y-%m-%d %H:%M}"
        yield [_safe(text) for text in (*names, *cells, limit)]


def page_text(page: BranchPage | UnitPage) -> str:
    """A branch's or a sub-committee's page as plain lines."""
    lines = page.lines(_PAGE_WIDTH)
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


def _safe(text: str) -> str:
    return no_formula(visible(text).replace("\t", " "))
