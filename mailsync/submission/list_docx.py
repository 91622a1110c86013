"""The 报送目录: what is handed on, branch by branch, as a document in the style of the house."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mailsync.submission.package import PackedFile
from store.letters.manifest import SubmittedFile
from store.model import Params
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import add_table
from store.text.sizes import size_text
from store.text.wording import Wording

_WIDTHS = (24, 16, 34, 18, 18, 26)


def list_docx(
    files: Sequence[PackedFile],
    ways: Mapping[str, str],
    *,
    unit: str,
    title: str,
    day: date,
    wording: Wording,
) -> bytes:
    """Write it.

    Args:
        ways: by the name of a file, how it comes where not with this one mail: 〔1/3〕, by stick.
    """
    say = wording.say
    chinese = wording.language == "zh_CN"
    document = official_document(chinese=chinese, title=title, author=unit)
    document.add_paragraph(title, style="Title")
    document.add_paragraph()
    told = say("submission.list.unit", unit=unit, day=day.isoformat())
    document.add_paragraph(told, style="Body Text")
    heads = tuple(
        say(f"submission.list.{name}")
        for name in ("branch", "item", "file_name", "measure", "vetted", "remarks")
    )
    sections = tuple(
        Section(branch, tuple(_row(line, file, ways, wording) for line, file in mine))
        for branch, mine in _by_branch(files)
    )
    add_table(document, Table("", heads, sections, _WIDTHS))
    document.add_paragraph(say("submission.list.note"), style="Table Text")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def measure_words(measures: Params, size_bytes: int, wording: Wording) -> str:
    """字数, or 时长 and 分辨率; of everything else the size."""
    say = wording.say
    seconds, chars = measures.get("duration_s"), measures.get("chars")
    if isinstance(seconds, int | float):
        length = say("submission.list.length", minutes=int(seconds) // 60, n=int(seconds) % 60)
        width, height = measures.get("width"), measures.get("height")
        return f"{length} {width}×{height}" if width and height else length
    if isinstance(chars, int):
        return say("submission.list.chars", n=chars)
    return size_text(size_bytes)


def vetted_words(line: SubmittedFile, wording: Wording) -> str:
    """By whom and when, or that nobody did."""
    if line.item == "eval_form":
        return ""
    if not line.vetted_on:
        return wording.say("submission.list.not_vetted")
    return " ".join(filter(None, (line.vetted_by, line.vetted_on)))


def _by_branch(
    files: Sequence[PackedFile],
) -> Iterator[tuple[str, list[tuple[SubmittedFile, PackedFile]]]]:
    found: dict[str, list[tuple[SubmittedFile, PackedFile]]] = {}
    for file in files:
        for line in file.lines:
            found.setdefault(line.branch, []).append((line, file))
    yield from found.items()


def _row(
    line: SubmittedFile, file: PackedFile, ways: Mapping[str, str], wording: Wording
) -> tuple[str, ...]:
    say = wording.say
    remarks = [ways.get(line.file, "")]
    if line.replaces:
        remarks.append(say("submission.list.replaces"))
    if line.anyway:
        remarks.append(say("submission.list.anyway", reason=line.anyway))
    return (
        line.branch,
        say(f"archive.kind.{line.item}"),
        line.file,
        measure_words(file.measures, file.size_bytes, wording),
        vetted_words(line, wording),
        say("letters.joined").join(filter(None, remarks)),
    )
