"""The fields of a filled form, as they stand in its table: labels and values, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from mailsync.examine.documents.text import Line

# Documents of that name are forms (notice 一.4, 三.4, and what people make of the titles).
_FORM = re.compile(r"(?:评价|评估|考评|测评)[^\n]{0,6}表")
_LOOKED_AT = 8
_LABEL_CHARS = 16
_FIELDS_CAP = 120
_VALUE_CHARS = 300
_COUNTERS = frozenset(("序号", "编号"))
# What stands in a form before anybody wrote in it.
_TICKED = re.compile(r"[√☑■✓✔☒●▣]")
_PREPRINTED = re.compile(r"(?:盖章|签字|签名|公章|负责人|[年月日\s_\uff3f—\-./:：（）()])*")
_SPLIT = re.compile(r"^([^：:\n]{1,16})[：:](.*)$", re.DOTALL)

Row = tuple[str, ...]


def form_fields(lines: Sequence[Line]) -> list[tuple[str, str]] | None:
    """Read the fields of a form: label and value in reading order, "" for what is left blank.

    None where the document is not titled as a form, or has no table. A row of two cells is a
    label and its value, one of four cells two of them; longer rows are a grid under its heads.
    """
    written = [line.text for line in lines if line.text.strip()]
    if not any(_FORM.search(text) for text in written[:_LOOKED_AT]):
        return None
    rows = _rows(lines)
    if not rows:
        return None
    found: list[tuple[str, str]] = []
    for length, block in groupby(rows, key=len):
        found.extend(_fields(length, list(block)))
    return [(label, value[:_VALUE_CHARS]) for label, value in found[:_FIELDS_CAP]]


def _rows(lines: Sequence[Line]) -> list[Row]:
    rows = []
    in_table = (line for line in lines if line.in_table)
    for _, row in groupby(in_table, key=lambda line: line.row):
        cells = [
            "\n".join(filter(None, (line.text.strip() for line in cell)))
            for _, cell in groupby(row, key=lambda line: line.cell)
        ]
        if any(cells):
            rows.append(tuple(cells))
    return rows


def _fields(length: int, block: list[Row]) -> Iterator[tuple[str, str]]:
    if length == 1:
        for (text,) in block:
            if split := _SPLIT.match(text):
                yield split[1].strip(), _value(split[2])
    elif length % 2 == 0 and _in_pairs(block):
        for row in block:
            for label, value in zip(row[::2], row[1::2], strict=True):
                if label:
                    yield _plain(label), _value(value)
    else:
        heads, *filled = block
        for row in filled:
            for head, value in zip(heads[1:], row[1:], strict=True):
                yield _plain(f"{row[0]} {head}"), _value(value)


def _in_pairs(block: list[Row]) -> bool:
    """Whether every other cell is a label."""
    if len(block[0]) == 2:
        return _plain(block[0][0]) not in _COUNTERS
    labels = [cell for row in block for cell in row[::2]]
    return _plain(block[0][0]) not in _COUNTERS and all(
        label and len(label) <= _LABEL_CHARS for label in labels
    )


def _plain(label: str) -> str:
    return " ".join(label.split()).rstrip("：:")


def _value(text: str) -> str:
    """A value as written; "" where only what was printed before stands there."""
    text = text.strip()
    if _PREPRINTED.fullmatch(text):
        return ""
    if "□" in text and not _TICKED.search(text):
        return ""
    return text
