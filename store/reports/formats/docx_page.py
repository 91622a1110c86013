"""The look of every document of ours (GB/T 9704): page, grid, fonts, styles, page number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.reports.content.history import history_words

# Millimetres and points of GB/T 9704-2012: A4, 22 lines of 28 characters of 16 points.
PAGE_MM = (210, 297)
_MARGINS_MM = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
# The same leaf lying: its head is at the left edge, so that both are bound alike.
_LANDSCAPE_MM = {"top_margin": 28, "bottom_margin": 26, "left_margin": 35, "right_margin": 37}
LINES, CHARACTERS, BODY_PT, TITLE_PT, SMALL_PT = 22, 28, 16, 22, 9
TEXT_MM = (PAGE_MM[0] - 28 - 26, PAGE_MM[1] - 37 - 35)
LINE_PT = TEXT_MM[1] / 25.4 * 72 / LINES
# From the text's lower edge to that of the page number.
_FOOTER_MM = 11

TITLE_FONT, BODY_FONT, QUOTE_FONT = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312"
HEAD_FONT, SMALL_FONT = "黑体", "宋体"
# A font and what stands in for it where it is not installed.
STAND_INS = {
    TITLE_FONT: "方正小标宋_GBK,小标宋,宋体,SimSun,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    QUOTE_FONT: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    HEAD_FONT: "SimHei,STHeiti,Noto Sans CJK SC",
    SMALL_FONT: "SimSun,STSong,Noto Serif CJK SC",
}
LATIN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style: its fonts and how it stands."""

    name: str
    font: str
    size_pt: float
    line_pt: float | None
    centred: bool = False
    indent_characters: int = 0
    keep_with_next: bool = False
    bold: bool = False
    after_pt: float = 0


def styles(*, chinese: bool) -> tuple[Style, ...]:
    """The styles of a document; English has smaller type and no indents."""
    if not chinese:
        return _english_styles()
    line = LINE_PT
    return (
        Style("Normal", BODY_FONT, BODY_PT, line),
        Style("Body Text", BODY_FONT, BODY_PT, line, indent_characters=2),
        Style("Title", TITLE_FONT, TITLE_PT, None, centred=True),
        Style("Heading 1", HEAD_FONT, BODY_PT, line, indent_characters=2, keep_with_next=True),
        Style("Heading 2", QUOTE_FONT, BODY_PT, line, indent_characters=2, keep_with_next=True),
        Style("Caption", HEAD_FONT, 12, None, centred=True, keep_with_next=True),
        *_SMALL,
    )


_SMALL = (
    Style("Chart", SMALL_FONT, SMALL_PT, None, centred=True),
    Style("Table Text", SMALL_FONT, SMALL_PT, None),
    Style("Table Head", HEAD_FONT, SMALL_PT, None, centred=True, keep_with_next=True),
)


def _english_styles() -> tuple[Style, ...]:
    return (
        Style("Normal", BODY_FONT, 12, None),
        Style("Body Text", BODY_FONT, 12, None, after_pt=6),
        Style("Title", TITLE_FONT, 18, None, centred=True, bold=True),
        Style("Heading 1", HEAD_FONT, 12, None, keep_with_next=True, bold=True, after_pt=4),
        Style("Heading 2", QUOTE_FONT, 12, None, keep_with_next=True, bold=True, after_pt=2),
        Style("Caption", HEAD_FONT, 11, None, centred=True, keep_with_next=True, bold=True),
        *_SMALL,
    )


def official_document(
    *,
    chinese: bool,
    title: str,
    author: str,
    history: str = "",
    landscape: bool = False,
    numbered: bool = True,
    more: Sequence[Style] = (),
) -> Any:
    """An empty document with the page, the styles and the page numbers of an official one.

    Args:
        numbered: whether its first section has page numbers; see `number_pages`.
        more: styles of one kind of paper, which take the place of those of the same name.
    """
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm

    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.comments = history_words(history)
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, PAGE_MM[::-1] if landscape else PAGE_MM)
    margins = _LANDSCAPE_MM if landscape else _MARGINS_MM
    for name, size in margins.items():
        setattr(section, name, Mm(size))
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.footer_distance = Mm(margins["bottom_margin"] - _FOOTER_MM)
    _grid(section, chinese=chinese)
    _stand_ins(document)
    known = {style.name for style in document.styles}
    wanted = {style.name: style for style in (*styles(chinese=chinese), *more)}
    for style in wanted.values():
        if style.name not in known:
            document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        _apply(document.styles[style.name], style)
    document.settings.odd_and_even_pages_header_footer = True
    if numbered:
        number_pages(section)
    return document


def number_pages(section: Any) -> None:
    """Number the pages of a section; a single page's stands at the outer edge (GB/T 9704 7.5)."""
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _grid(section: Any, *, chinese: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    if not chinese:
        return
    # Lines only: programs read a grid of characters narrower than the type in different ways,
    # so the 28 characters are set by the style's spacing.
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), f"{LINE_PT * 20:.0f}")
    section._sectPr.append(grid)


def _apply(target: Any, style: Style) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    target.font.name = LATIN
    target.font.size = Pt(style.size_pt)
    target.font.bold, target.font.italic = style.bold, False
    target.font.color.rgb = RGBColor(0, 0, 0)
    if style.line_pt is not None:
        character_pt = TEXT_MM[0] / 25.4 * 72 / CHARACTERS
        _spacing(target, math.floor((character_pt - style.size_pt) * 20))
    fonts = target.element.rPr.rFonts
    # The theme's fonts win over named ones where they stand.
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), style.font)
    fonts.set(qn("w:hAnsi"), LATIN)
    shape = target.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(style.after_pt)
    shape.keep_with_next = style.keep_with_next
    shape.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER
        if style.centred
        else WD_ALIGN_PARAGRAPH.JUSTIFY
        if style.line_pt is not None and not style.keep_with_next
        else WD_ALIGN_PARAGRAPH.LEFT
    )
    if style.line_pt is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _off_grid(target)
    else:
        shape.line_spacing = Pt(round(style.line_pt, 2))
    for border in target.element.pPr.findall(qn("w:pBdr")):
        target.element.pPr.remove(border)
    if style.indent_characters:
        shape.first_line_indent = Pt(style.size_pt * style.indent_characters)
        target.element.pPr.ind.set(qn("w:firstLineChars"), f"{style.indent_characters * 100}")


def _spacing(target: Any, twips: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = target.element.rPr
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), f"{twips}")
    # The schema wants it before the size.
    properties.find(qn("w:sz")).addprevious(spacing)


def _off_grid(target: Any) -> None:
    """Small print is not stretched to the grid of the body."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = target.element.get_or_add_pPr()
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    # The schema wants it before spacing, ind and jc.
    spacing = properties.find(qn("w:spacing"))
    if spacing is None:
        properties.append(snap)
    else:
        spacing.addprevious(snap)


def _stand_ins(document: Any) -> None:
    """Name in the font table what stands in for each font."""
    part = next(
        rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable")
    )
    told = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in STAND_INS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", told.encode() + b"</w:fonts>")


def _page_number(footer: Any, side: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    run = (
        f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{SMALL_FONT}"/>'
        '<w:sz w:val="28"/></w:rPr>'
    )
    footer.is_linked_to_previous = False
    for old in list(footer.paragraphs):
        old._p.getparent().remove(old._p)
    footer._element.append(
        parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:ind w:{side}="280" w:{side}Chars="100"/>'
            f'<w:jc w:val="{side}"/></w:pPr>'
            f'<w:r>{run}<w:t xml:space="preserve">— </w:t></w:r>'
            f'<w:fldSimple w:instr=" PAGE "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
            f'<w:r>{run}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
        )
    )
