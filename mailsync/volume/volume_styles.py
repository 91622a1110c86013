"""The uniform styles of the volume: one look for every case, whatever its author used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailsync.text.docx_styles import BODY_FONT, HEAD_FONT, QUOTE_FONT, style_fonts

if TYPE_CHECKING:
    from docx.document import Document

_HEADINGS = {1: 18.0, 2: 14.0, 3: 13.0, 4: 12.0, 5: 12.0}


def set_styles(document: Document) -> None:
    """Set the styles that a volume uses; every one names its Chinese font."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt

    centre, justified = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    for level, size in _HEADINGS.items():
        style = document.styles[f"Heading {level}"]
        style_fonts(style, HEAD_FONT, size_pt=size, bold=level == 1)
        style.paragraph_format.space_before = Pt(12 if level > 1 else 0)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = True
        if level == 1:
            style.paragraph_format.alignment = centre
    title = document.styles["Title"]
    style_fonts(title, HEAD_FONT, size_pt=28, bold=True)
    title.paragraph_format.alignment = centre
    subtitle = document.styles["Subtitle"]
    style_fonts(subtitle, QUOTE_FONT, size_pt=16)
    subtitle.font.italic = False
    subtitle.paragraph_format.alignment = centre
    body = _added(document, "Case Text", BODY_FONT, 12)
    body.paragraph_format.first_line_indent = Pt(24)
    body.paragraph_format.line_spacing = Pt(24)
    body.paragraph_format.alignment = justified
    listed = _added(document, "Case List", BODY_FONT, 12)
    listed.paragraph_format.line_spacing = Pt(24)
    byline = _added(document, "Byline", QUOTE_FONT, 12)
    byline.paragraph_format.alignment = centre
    byline.paragraph_format.space_after = Pt(12)
    front = _added(document, "Front Heading", HEAD_FONT, 18)
    front.font.bold = True
    front.paragraph_format.alignment = centre
    front.paragraph_format.space_after = Pt(18)
    picture = _added(document, "Case Picture", BODY_FONT, 12)
    picture.paragraph_format.alignment = centre
    picture.paragraph_format.space_before = Pt(6)
    caption = document.styles["Caption"]
    style_fonts(caption, QUOTE_FONT, size_pt=10.5, bold=False)
    caption.paragraph_format.alignment = centre
    caption.paragraph_format.space_after = Pt(8)
    cell = _added(document, "Cell Text", BODY_FONT, 10.5)
    cell.paragraph_format.line_spacing = Pt(16)
    # At least: a picture in a cell is as high as it is.
    cell.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    note = _added(document, "Case Note", BODY_FONT, 9)
    note.paragraph_format.line_spacing = Pt(14)
    contents = _added(document, "toc 1", BODY_FONT, 12)
    contents.paragraph_format.line_spacing = Pt(24)
    contents.paragraph_format.tab_stops.add_tab_stop(
        Cm(15.8), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )


def _added(document: Document, name: str, font: str, size_pt: float) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style_fonts(style, font, size_pt=size_pt)
    return style
