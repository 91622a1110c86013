"""Texts that are a document as markup: pages, mails, XML of office programs; not to be counted."""

from __future__ import annotations

import re

_HTML_TAGS = (
    "html|head|meta|title|body|div|table|thead|tbody|tr|td|th|p|span|br|style|font|h[1-6]|ul|ol|li"
    "|link|script|center|section|article"
)
_FIRST_TAG = re.compile(rf"<(?:!doctype\s+html|(?:{_HTML_TAGS})\b)", re.IGNORECASE)
_END_TAG = re.compile(rf"</(?:{_HTML_TAGS})\s*>", re.IGNORECASE)
# What may stand before the first tag: declarations, comments, marks of conditions.
_BEFORE = re.compile(r"(?:\s|\ufeff|<\?[^>]*\?>|<!--.*?-->|<!\[[^>]*>)*", re.DOTALL)
_XML_ROOT = re.compile(r"<(?!!)([\w.:-]+)")
# A first tag of any XML; a sentence between angle brackets has no end of a tag behind it.
_ANY_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*(?:\s[^<>]*)?>")
_ANY_END = re.compile(r"</[A-Za-z_][\w.:-]*\s*>|/>")
_MOST_TAGS = 8
_FIELD = re.compile(r"([!-9;-~]{2,60}):[ \t]?(.*(?:\n[ \t].*)*)\n?")
_FIELDS_CAP = 60
_PAGE_FIELDS = ("content-location", "snapshot-content-location")
_POST_FIELDS = frozenset(("to", "cc", "received", "message-id", "return-path", "delivered-to"))
_OFFICE_XML = (
    ("schemas.microsoft.com/office/2006/xmlPackage", "flat_office"),
    ("schemas.microsoft.com/office/word/2003/wordml", "word_xml"),
    ('progid="Word.Document"', "word_xml"),
    ("urn:schemas-microsoft-com:office:spreadsheet", "excel_xml"),
    ('progid="Excel.Sheet"', "excel_xml"),
    ("opendocument:xmlns:office", "flat_odf"),
    ("schemas.uof.org", "uof"),
    ("uof:UOF", "uof"),
    ("http://www.w3.org/2000/svg", "svg"),
)

MARKUP_CONTENTS = frozenset(
    ("html", "mht", "eml", "word_xml", "flat_office", "excel_xml", "flat_odf", "uof", "svg", "xml")
)


def markup_of(text: str) -> str:
    """What a text is where it is more than text, by its beginning; "" for a plain one.

    "mht" is a page saved with its pictures, "eml" a mail, "xml" any other XML.
    """
    start = _BEFORE.match(text)
    body = text[start.end() :] if start is not None else text
    declared = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    if body.startswith("<"):
        if _FIRST_TAG.match(body) or (declared and re.match(r"<!doctype\s+html", body, re.I)):
            return "html"
        if declared or _XML_ROOT.match(body):
            for mark, word in _OFFICE_XML:
                if mark in text:
                    return word
            if declared or (_ANY_ROOT.match(body) and _ANY_END.search(body)):
                return "xml"
    if rooted := _mail_or_page(text.lstrip("\ufeff\r\n")):
        return rooted
    return "html" if len(_END_TAG.findall(text)) >= _MOST_TAGS else ""


def _mail_or_page(text: str) -> str:
    fields: dict[str, str] = {}
    at = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(_FIELDS_CAP):
        field = _FIELD.match(text, at)
        if field is None:
            break
        fields.setdefault(field[1].lower(), field[2].lower())
        at = field.end()
    kind = fields.get("content-type", "")
    if not kind and "mime-version" not in fields:
        return "eml" if {"from", "subject", "date"} <= fields.keys() else ""
    rest = text[at:].lower()
    page = "multipart/related" in kind or any(f"\n{name}:" in rest for name in _PAGE_FIELDS)
    page = page or any(name in fields for name in _PAGE_FIELDS)
    if page and not _POST_FIELDS.intersection(fields):
        return "mht"
    return "eml" if _POST_FIELDS.intersection(fields) or "from" in fields else ""
