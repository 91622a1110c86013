"""The evaluation form of a session as a document: what is known is written in, the rest is blank.

The notice gives no layout: ours is a plain table that says so. `templates/evaluation-form.docx` in
the workspace takes its place; its fields stand in content controls (by tag or title) or as
`{{ name }}` in the text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from store.errors import ConfigError
from store.files.own_files import refuse_link
from store.notice.notice import Notice
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import add_table, heighten
from store.text.wording import Wording

TEMPLATE = "evaluation-form.docx"
# What a template may have; each is one line, but `speakers` and `branches` have one a branch.
FIELDS = (
    "title", "unit", "date", "place", "form", "branches", "speakers", "attendance", "precautions",
    "notice", "number",
)  # fmt: skip
_HELD = ("unit", "date", "place", "form", "attendance", "precautions", "speakers")
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LONGEST = 20_000_000
# What one page has for boxes to write in, a line of names, and how high a box may be.
_BOXES_TWIPS, _LINE_TWIPS, _LEAST_TWIPS, _MOST_TWIPS = 8800, 250, 680, 1100


def form_docx(
    fields: Mapping[str, str],
    notice: Notice,
    wording: Wording,
    *,
    second_year: bool,
    template: Path | None,
) -> bytes:
    """Write it.

    Args:
        fields: by the names of `FIELDS`.
        second_year: whether a branch takes part for the second year (notice 二.4).
        template: the workspace's own, None where it has none.

    Raises:
        ConfigError: `template.form_unreadable`, `template.form_field`.
    """
    if template is not None:
        return _filled(template, fields)
    say = wording.say
    document = official_document(
        chinese=wording.language == "zh_CN", title=fields["title"], author=fields["unit"]
    )
    document.add_paragraph(fields["title"], style="Title")
    document.add_paragraph()
    rows = [(say(f"form.field.{name}"), fields[name]) for name in _HELD]
    rows += [
        (say("form.box.aspect", name=aspect.name), "")
        for aspect in notice.aspects
        if second_year or not aspect.second_year_only
    ]
    rows += [(say(f"form.box.{name}"), "") for name in ("effect", "opinion", "signed")]
    heads = (say("form.head.label"), say("form.head.value"))
    add_table(document, Table("", heads, (Section("", tuple(rows)),), (24, 76)))
    for row in document.tables[0].rows:
        for cell in row.cells:
            _with_line_breaks(cell.paragraphs[0])
    speakers = fields["speakers"].count("\n") + 1
    _heighten(document.tables[0], first=len(_HELD) + 1, taken=speakers)
    document.add_paragraph(say("form.note", notice=fields["notice"]), style="Table Text")
    return _saved(document)


def template_of(folder: Path) -> Path | None:
    """The workspace's own form, checked; None where it has none.

    Raises:
        ConfigError: as `form_docx`.
    """
    path = folder / "templates" / TEMPLATE
    refuse_link(path.parent)
    refuse_link(path)
    if not path.exists():
        return None
    _check(path, _opened(path))
    return path


def _opened(path: Path) -> Any:
    try:
        if path.stat().st_size > _LONGEST:
            raise ConfigError("template.form_unreadable", file=str(path), reason="20 MB")
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as err:
        raise ConfigError("template.form_unreadable", file=str(path), reason=str(err)) from err


def _check(path: Path, document: Any) -> None:
    """A field that there is not would leave its mark in an official paper."""
    for name in _names(document):
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            raise ConfigError("template.form_field", file=str(path), field=name, known=known)


def _names(document: Any) -> Iterator[str]:
    for paragraph in _paragraphs(document):
        yield from _PLACEHOLDER.findall(paragraph.text)
    for control in _controls(document):
        # Controls of somebody's own, such as a date to pick, stay what they are.
        name = _name_of(control)
        if name in FIELDS:
            yield name


def _filled(path: Path, fields: Mapping[str, str]) -> bytes:
    document = _opened(path)
    _check(path, document)
    for control in _controls(document):
        name = _name_of(control)
        if name in FIELDS:
            _fill_control(control, fields[name])
    for paragraph in _paragraphs(document):
        if _PLACEHOLDER.search(paragraph.text):
            text = _PLACEHOLDER.sub(lambda found: fields[found[1]], paragraph.text)
            first, *rest = paragraph.runs
            first.text = text
            for run in rest:
                run.text = ""
    return _saved(document)


def _parts(document: Any) -> Iterator[Any]:
    yield document.element.body
    for section in document.sections:
        for part in (section.header, section.footer):
            yield part._element


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    for part in _parts(document):
        for element in part.iter(qn("w:p")):
            yield Paragraph(element, document)


def _controls(document: Any) -> Iterator[Any]:
    for part in _parts(document):
        yield from part.iter(qn("w:sdt"))


def _name_of(control: Any) -> str:
    """The tag of a content control, else its title."""
    for tag in ("w:tag", "w:alias"):
        found = control.find(f"{qn('w:sdtPr')}/{qn(tag)}")
        if found is not None and found.get(qn("w:val"), "").strip() in FIELDS:
            return str(found.get(qn("w:val"))).strip()
    return ""


def _fill_control(control: Any, text: str) -> None:
    hint = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if hint is not None:
        hint.getparent().remove(hint)
    paragraphs = list(control.iter(qn("w:p"))) or [control.find(qn("w:sdtContent"))]
    runs = [run for one in paragraphs if one is not None for run in one.iter(qn("w:r"))]
    if not runs:
        return
    for run in runs[1:]:
        run.getparent().remove(run)
    _set_text(runs[0], text)


def _set_text(run: Any, text: str) -> None:
    for child in list(run):
        if child.tag != qn("w:rPr"):
            run.remove(child)
    run.text = text


def _with_line_breaks(paragraph: Paragraph) -> None:
    """What has several lines shows them: our tables write a text as it is."""
    for run in paragraph.runs:
        if "\n" in run.text:
            run.text = run.text


def _heighten(table: Any, *, first: int, taken: int) -> None:
    """Room to write in the boxes: as much as there is on one page, where `taken` lines name who
    spoke."""
    boxes = table.rows[first:]
    room = (_BOXES_TWIPS - taken * _LINE_TWIPS) // len(boxes)
    for row in boxes:
        heighten(row, max(_LEAST_TWIPS, min(room, _MOST_TWIPS)))


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
