"""The videos for the training course (notice 一.2): a list in running order and their copies."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.errors import UsageError
from store.files.durable import writing
from store.reports.content.safe_names import safe_name, suffix_of
from store.text.visible import visible
from store.text.wording import Wording
from store.views.items.volume import SelectionRow, SelectionView

_WIDTHS = (6, 26, 40, 10, 16, 10, 52)


@dataclass(frozen=True, slots=True)
class Showing:
    """One video as it is shown: its number, whose it is, its name in the folder, "" for one that
    is not here."""

    number: int
    row: SelectionRow
    name: str


def running_order(view: SelectionView, here: Callable[[str], bool]) -> tuple[Showing, ...]:
    """The recommended videos, the best reviewed first; what has no score follows in roster order.

    Args:
        here: whether a stored content is there, by digest.
    """
    wanted = [row for row in view.rows if row.video_recommended]
    wanted.sort(key=lambda row: -row.result.mean if row.result else 1.0)
    return tuple(
        Showing(number, row, _name(number, row, here)) for number, row in enumerate(wanted, 1)
    )


def _name(number: int, row: SelectionRow, here: Callable[[str], bool]) -> str:
    if row.video is None or not here(row.video.digest):
        return ""
    unit, branch = row.sub_committee.name, row.branch.name
    named = [branch] if branch.startswith(unit) else [unit, branch]
    stem = "-".join((f"{number:02d}", *named))
    return safe_name(stem, suffix=suffix_of(row.video.path))


def file_words(showing: Showing, wording: Wording) -> str:
    """The name of a video in the folder, or why there is none."""
    if showing.name:
        return showing.name
    return wording.say(
        "training.not_received" if showing.row.video is None else "training.not_here"
    )


def write_training(
    shown: Sequence[Showing],
    folder: Path,
    wording: Wording,
    *,
    content: Callable[[str], Path],
) -> Iterator[Path]:
    """Write the list and copies of the videos into a folder, one after the other.

    Raises:
        UsageError: `volume.none_recommended`.
        StoreError: `disk.*`.
    """
    if not shown:
        raise UsageError("volume.none_recommended")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / wording.say("training.file")
        target.write_bytes(_list(shown, wording))
    yield target
    for one in shown:
        if one.name and one.row.video is not None:
            target = folder / one.name
            half = target.with_name(target.name + ".part")
            with writing(folder):
                # A copy that broke off never bears the name of the video.
                shutil.copyfile(content(one.row.video.digest), half)
                half.replace(target)
            yield target


def _list(shown: Sequence[Showing], wording: Wording) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(wording.say("training.sheet"))
    head = book.add_format({"bold": True, "border": 1})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    heads = ("number", "unit", "branch", "secretary", "phone", "mean", "file")
    for column, (name, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        sheet.write_string(0, column, wording.say(f"training.col.{name}"), head)
        sheet.set_column(column, column, width)
    for number, one in enumerate(shown, 1):
        branch = one.row.branch
        told = (
            str(one.number),
            one.row.sub_committee.name,
            branch.name,
            branch.secretary,
            branch.phone,
            f"{one.row.result.mean:.1f}" if one.row.result else "",
            file_words(one, wording),
        )
        for column, text in enumerate(told):
            sheet.write_string(number, column, visible(text), cell)
    sheet.freeze_panes(1, 0)
    sheet.set_header(f"&C{Path(wording.say('training.file')).stem}")
    sheet.set_footer("&C&P / &N")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
