"""What a volume has beside the styles of the house: one look, whatever its authors used."""

from __future__ import annotations

from store.reports.formats.docx_page import (
    BODY_FONT,
    BODY_PT,
    HEAD_FONT,
    LINE_PT,
    QUOTE_FONT,
    TITLE_FONT,
    TITLE_PT,
    Style,
)

# A chapter's title is its first heading; a case has the two below, then bold ones.
VOLUME_STYLES = (
    Style("Cover", TITLE_FONT, 28, None, centred=True, after_pt=12),
    Style("Subtitle", QUOTE_FONT, BODY_PT, LINE_PT, centred=True, after_pt=12),
    Style("Heading 1", TITLE_FONT, TITLE_PT, None, centred=True, keep_with_next=True, after_pt=6),
    Style("Heading 2", HEAD_FONT, BODY_PT, LINE_PT, indent_characters=2, keep_with_next=True),
    Style("Heading 3", QUOTE_FONT, BODY_PT, LINE_PT, indent_characters=2, keep_with_next=True),
    *(
        Style(
            f"Heading {level}",
            BODY_FONT,
            BODY_PT,
            LINE_PT,
            indent_characters=2,
            keep_with_next=True,
            bold=True,
        )
        for level in (4, 5)
    ),
    Style("toc 1", BODY_FONT, BODY_PT, LINE_PT),
)
