"""The reports' one door: taken from the store, written whole."""

from __future__ import annotations

from pathlib import Path

from store.db.database import Store
from store.errors import StoreError, UsageError
from store.files.whole_file import whole_file
from store.reports.content.source import ReportSource
from store.reports.reports import REPORTS
from store.text.wording import Wording
from store.views.board.columns import board_columns
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace


def report_source(
    store: Store, workspace: Workspace, scope: ReportScope, wording: Wording
) -> ReportSource:
    """Take the snapshot that a report is made from.

    Raises:
        UsageError: `report.sub_committee`.
    """
    return ReportSource(report_view(store, workspace, scope), workspace, wording)


def write_report(source: ReportSource, store: Store, name: str, path: Path) -> None:
    """Write one report to a file; the old file stands until the new one is whole.

    The archive is written by `store.reports.archive.write.write_archive`.

    Raises:
        UsageError: `report.suffix`.
        ConfigError: `notice.not_own`.
        StoreError: `report.folder`, `statement.none`, `frozen.*`, `disk.*`.
    """
    check_path(name, path)
    report = REPORTS[name]
    if report.quotes_notice:
        source.workspace.require_own_notice()
    if path.is_dir():
        raise StoreError("report.folder", path=str(path))
    write = report.writers[path.suffix.lower()]
    if write is None:
        raise UsageError("report.suffix", path=str(path), format=name, known="")
    read = report.read(source, store)
    with whole_file(path) as out:
        write(source, read, out)


def check_path(name: str, path: Path) -> None:
    """Refuse a path whose suffix tells another format.

    Raises:
        UsageError: `report.suffix`.
    """
    suffixes = REPORTS[name].suffixes
    if "" not in suffixes and path.suffix.lower() not in suffixes:
        raise UsageError("report.suffix", path=str(path), format=name, known=" ".join(suffixes))


def columns_of(names: str, workspace: Workspace, wording: Wording) -> tuple[str, ...]:
    """The columns that a person names: `1,2`, `plan,video`, `方案，视频`; "" means all.

    Raises:
        UsageError: `report.items`.
    """
    chosen = []
    for word in names.replace("，", ",").replace("、", ",").split(","):
        if not word.strip():
            continue
        found = _column(word.strip().casefold(), workspace, wording)
        if found is None:
            raise UsageError("report.items", item=word.strip(), known=", ".join(board_columns()))
        chosen.append(found)
    return tuple(name for name in board_columns() if name in chosen)


def _column(word: str, workspace: Workspace, wording: Wording) -> str | None:
    notice = workspace.notice
    names = {"eval_form": {notice.eval_form.short}}
    for item in notice.items:
        names[item.id.value] = {f"{item.number}", item.title, item.short}
    for column in board_columns():
        mine = {*names.get(column, ()), column, wording.say(f"item_title.{column}")}
        if word in {name.casefold() for name in mine}:
            return column
    return None
