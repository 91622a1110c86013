"""The reports' one door: taken from the store, written whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from store.db.database import Store
from store.errors import StoreError, UsageError
from store.files.whole_file import whole_file
from store.notice.own_words import own_wording
from store.reports.content.source import ReportSource
from store.reports.reports import REPORTS
from store.text.wording import Wording
from store.views.board.columns import asked_columns
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace


def report_source(
    store: Store, workspace: Workspace, scope: ReportScope, wording: Wording
) -> ReportSource:
    """Take the snapshot that a report is made from.

    Raises:
        UsageError: `report.sub_committee`.
    """
    view = report_view(store, workspace, scope)
    return ReportSource(view, workspace, own_wording(wording, workspace.notice))


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
    if not path.suffix and report.pages is not None:
        _write_folder(path, report.pages(source))
        return
    if path.is_dir():
        raise StoreError("report.folder", path=str(path))
    write = report.writers.get(path.suffix.lower())
    if write is None:
        known = " ".join(filter(None, report.suffixes))
        raise UsageError("report.suffix", path=str(path), format=name, known=known)
    read = report.read(source, store)
    with whole_file(path) as out:
        write(source, read, out)


def _write_folder(folder: Path, pages: Iterable[tuple[str, bytes]]) -> None:
    """Each page as a file of its own name, whole."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    for name, content in pages:
        with whole_file(folder / name) as out:
            out.write(content)


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
    known, chosen = asked_columns(workspace.notice), []
    for word in names.replace("，", ",").replace("、", ",").split(","):
        if not word.strip():
            continue
        found = _column(word.strip().casefold(), workspace, wording)
        if found is None:
            raise UsageError("report.items", item=word.strip(), known=", ".join(known))
        chosen.append(found)
    return tuple(name for name in known if name in chosen)


def _column(word: str, workspace: Workspace, wording: Wording) -> str | None:
    notice = workspace.notice
    names: dict[str, set[str]] = {"eval_form": {notice.eval_form.short}}
    for item in notice.items:
        names[item.id.value] = {f"{item.number}", item.title, item.short}
    for own in notice.own_items:
        names[own.id] = {f"{own.number}", own.title, own.short}
    said = own_wording(wording, notice)
    for column in asked_columns(notice):
        mine = {*names.get(column, ()), column, said.say(f"item_title.{column}")}
        if word in {name.casefold() for name in mine}:
            return column
    return None
