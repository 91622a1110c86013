"""The look of our documents: Chinese fonts set where Word looks for them, A4, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

BODY_FONT, HEAD_FONT, QUOTE_FONT = "宋体", "黑体", "楷体"
LATIN_FONT = "Times New Roman"
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def new_document(*, title: str, landscape: bool = False) -> Document:
    """An empty A4 document in our fonts; nothing of a theme is left in its styles."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    width, height = Cm(21.0), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    style_fonts(document.styles["Normal"], BODY_FONT, size_pt=12)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    # The template's titles have a blue rule.
    title_style = document.styles["Title"].element.get_or_add_pPr()
    for rule in title_style.findall(qn("w:pBdr")):
        title_style.remove(rule)
    document.core_properties.title = title
    document.core_properties.author = ""
    return document


def style_fonts(
    style: Any, east_asian: str, *, size_pt: float | None = None, bold: bool | None = None
) -> None:
    """Set the fonts of a style: Word reads Chinese from `w:eastAsia` only."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:ascii"), LATIN_FONT)
    fonts.set(qn("w:hAnsi"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), east_asian)
    style.font.color.rgb = RGBColor(0, 0, 0)
    if size_pt is not None:
        style.font.size = Pt(size_pt)
    if bold is not None:
        style.font.bold = bold


def add_field(paragraph: Any, instruction: str, shown: str = "") -> None:
    """Append a complex field with what it shows until a word processor updates it."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    run._r.append(_text_element("w:instrText", f" {instruction} "))
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def field_start(paragraph: Any, instruction: str) -> None:
    """Open a field whose result spans several paragraphs."""
    _mark(paragraph, "begin")
    paragraph.add_run()._r.append(_text_element("w:instrText", f" {instruction} "))
    _mark(paragraph, "separate")


def field_end(paragraph: Any) -> None:
    """Close a field that spans several paragraphs."""
    _mark(paragraph, "end")


def page_number_footer(section: Any) -> None:
    """Put the page's number in the middle of the footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(paragraph, "PAGE", "1")


def _mark(paragraph: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _text_element(tag: str, text: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element
