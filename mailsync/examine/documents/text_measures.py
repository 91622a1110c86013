"""Measures of a document: from its text to plain values by name."""

from __future__ import annotations

from dataclasses import replace

from mailsync.examine.documents.branch_parts import branch_parts
from mailsync.examine.documents.counting import Count, count_all
from mailsync.examine.documents.form_table import form_fields
from mailsync.examine.documents.main_text import entries_of, main_text
from mailsync.examine.documents.outline import longest_dated_run, sections
from mailsync.examine.documents.sketch import sketch_of
from mailsync.examine.documents.text import NOT_COUNTABLE, DocumentText, Line, NotRead
from store.model import JsonValue

TITLE_TEXT_CHARS = 300
TITLE_CHARS = 100
_SECTIONS_CAP = 120
_PART_SECTIONS_CAP = 60
_HEADING_CHARS = 60
_SLIDES_CAP = 200
_CAPTION_CHARS = 30
_CAPTIONS_CHARS = 150
_UNREAD = {
    "chunk": "chunk",
    "other": "unread",
    "outlines": "outlines",
    "scan": "scanned",
    "garbled": "garbled",
}
# A file with a longer line is no list of files.
_ENTRY_CHARS = 60
_GARBLED_PART = 20

Measures = dict[str, JsonValue]


def measure_text(document: DocumentText) -> Measures:
    """Measure a document's text.

    `chars` rules (notice 一.1): title, headings, body and tables of the main text, up to 目录 or
    支撑材料; `chars_least` and `chars_most` bound it where that border is unsure.
    """
    main = main_text(document.lines)
    boxed = _stands_in_boxes(document)
    if boxed:
        main = replace(main, lines=main.lines + boxed)
    ruling = sum((line.counted for line in main.lines), Count())
    unsure = count_all(document.unsure).chars
    added = sum(line.counted.chars for line in boxed)
    boxes, notes, headers = (
        count_all(story).chars for story in (document.boxes, document.notes, document.headers)
    )
    all_lines = tuple(line.text for line in document.lines)
    written = [text.strip() for text in all_lines if text.strip()]
    measures: Measures = {
        "chars": ruling.chars,
        "chars_no_punctuation": ruling.no_punctuation,
        "chars_least": main.least + added,
        "chars_most": main.most + added + unsure,
        "chars_boxes": boxes,
        "chars_notes": notes,
        "chars_headers": headers,
        "chars_hidden": count_all(document.hidden).chars,
        "chars_deleted": count_all(document.deleted).chars,
        "chars_file": sum(line.counted.chars for line in document.lines)
        + boxes
        + notes
        + headers
        + unsure,
        "pictures": document.pictures,
        "title": (written[0] if written else "")[:TITLE_CHARS],
        "title_text": "\n".join(written)[:TITLE_TEXT_CHARS],
        "border": main.border[:_HEADING_CHARS],
        "sections": [
            {"heading": s.heading[:_HEADING_CHARS], "level": s.level, "chars": s.chars}
            for s in sections(main.lines)[:_SECTIONS_CAP]
        ],
        "dated_lines": longest_dated_run(main.lines),
    }
    if main.contents is not None:
        measures["contents"] = list(main.contents)
    elif all(len(text) <= _ENTRY_CHARS for text in written):
        measures["entries"] = list(entries_of(document.lines))
    parts = branch_parts(document.lines)
    if parts:
        measures["parts"] = [
            {
                "heading": part.heading,
                "chars": part.chars,
                "chars_least": part.least,
                "chars_most": part.most,
                "dated_lines": part.dated_lines,
                "ended": part.ended,
                "sections": [
                    {"heading": s.heading[:_HEADING_CHARS], "level": s.level, "chars": s.chars}
                    for s in part.sections[:_PART_SECTIONS_CAP]
                ],
            }
            for part in parts
        ]
    fields = form_fields(document.lines)
    if fields is not None:
        measures["form_fields"] = [{"label": label, "value": value} for label, value in fields]
    if sketch := sketch_of("\n".join(line.text for line in main.lines)):
        measures["sketch"] = sketch
    if document.stated_words:
        measures |= {
            "stated_words": document.stated_words,
            "chars_body": sum(line.counted.chars for line in document.lines),
        }
    if boxed:
        measures["boxes_counted"] = True
    if document.pages:
        measures["pages"] = document.pages
    if document.slide_titles:
        measures["slide_titles"] = [title[:_HEADING_CHARS] for title in document.slide_titles][
            :_SLIDES_CAP
        ]
    return measures | _nothing_to_count(document, written)


def _stands_in_boxes(document: DocumentText) -> tuple[Line, ...]:
    """The lines of text boxes where most of the text stands in them: then they count as well.

    Word counts boxes by default; a caption or a motto in one is no part of the 文字材料.
    """
    boxes = tuple(Line(text) for text in document.boxes if text.strip())
    boxed = sum(line.counted.chars for line in boxes)
    beside = sum(line.counted.chars for line in document.lines)
    return boxes if boxed > beside else ()


def _nothing_to_count(document: DocumentText, written: list[str]) -> Measures:
    text = "".join(written)
    in_boxes = any(box.strip() for box in document.boxes)
    if document.unread in ("chunk", "scan", "garbled"):
        return {"not_countable": _UNREAD[document.unread]}
    if not text and not in_boxes and not document.pictures:
        if any(note.strip() for note in document.notes):
            return {"not_countable": _UNREAD["other"]}
        if document.unread:
            return {"not_countable": _UNREAD[document.unread]}
        return {"empty": True}
    if len(text) < min(_CAPTION_CHARS * document.pictures, _CAPTIONS_CHARS) and not in_boxes:
        # Photographed or scanned pages, perhaps with a page number or a caption each.
        return {"not_countable": "scanned" if document.pages else "picture"}
    if (text.count("\ufffd") * _GARBLED_PART) > len(text):
        return {"not_countable": "garbled"}
    return {}


def not_read(reason: NotRead) -> Measures:
    """Measures of a document that gave no text.

    `unreadable` holds the finding's code; a whole one that is not counted is `not_countable`.
    """
    if reason.code == NOT_COUNTABLE:
        return {"not_countable": reason.reason}
    return {"unreadable": reason.code, "reason": reason.reason}
