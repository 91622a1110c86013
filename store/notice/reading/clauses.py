"""The text of a notice as sentences, each under its clause ("一.1"), whatever broke its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SECTION = re.compile(r"([一二三四五六七八九十]{1,3})、")
_POINT = re.compile(r"(?:(\d{1,2})[.、](?!\d)|[（(]([一二三四五六七八九十]{1,2}|\d{1,2})[)）])")
_ENDS = "。；：！？”》"
_NUMERALS = {character: number for number, character in enumerate("〇一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the clause that it stands in, "" before the first."""

    text: str
    clause: str


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a notice in order. White space within lines is dropped: it is layout."""
    found: list[Sentence] = []
    section = point = ""
    for paragraph in _paragraphs(text):
        body = paragraph
        if head := _SECTION.match(body):
            section, point = head[1], ""
            body = body[head.end() :]
        elif section and (head := _POINT.match(body)):
            point = head[1] or _arabic(head[2])
            body = body[head.end() :]
        clause = f"{section}.{point}" if section and point else section
        if _stands_alone(paragraph):
            clause = ""
        found += [
            Sentence(part, clause) for part in re.findall(r"[^。！？]+[。！？]?[”」）]?", body)
        ]
    return tuple(found)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs: a line goes on in the next one unless it ends a sentence or a head begins."""
    held = ""
    for raw in unicodedata.normalize("NFKC", text).splitlines():
        line = _chinese(re.sub(r"\s+", "", raw))
        if not line:
            continue
        begins = bool(_SECTION.match(line) or _POINT.match(line))
        ended = bool(held) and (held[-1] in _ENDS or held.endswith("通知") or _stands_alone(held))
        if held and (begins or ended or _stands_alone(line)):
            yield held
            held = ""
        held += line
    if held:
        yield held


def _stands_alone(line: str) -> bool:
    """A date, a number or an issuer of its own line: what surrounds it never runs into it."""
    return bool(
        re.fullmatch(r"(?:20\d\d|二[〇零○]\w\w)年\S{1,3}月\S{1,4}日", line)
        or re.fullmatch(r"\S{1,14}[〔\[(【]20\d\d[〕\])】]\d+号", line)
        or re.fullmatch(r"\S{2,24}(?:部|委员会|办公室|党委|文件)", line)
        or re.fullmatch(r"\S{2,40}：", line)
    )


def _chinese(line: str) -> str:
    """NFKC turns full-width punctuation into ASCII: put back what a notice is quoted with."""
    if not re.search(r"[\u4e00-\u9fff]", line):
        return line
    shown = line.replace(",", "，").replace(";", "；").replace("?", "？").replace("!", "！")
    shown = re.sub(r"(?<!\d):|:(?!\d)", "：", shown)
    return shown.replace("(", "（").replace(")", "）")


def _arabic(numeral: str) -> str:
    return numeral if numeral.isdigit() else str(number_of(numeral))


def number_of(text: str) -> int | None:
    """A whole number in digits or in Chinese numerals up to 99,999; None where it is neither."""
    if text.isdigit():
        return int(text)
    total = part = 0
    digit: int | None = None
    for character in text.replace("零", "〇").replace("两", "二"):
        if character in _NUMERALS:
            digit = _NUMERALS[character]
        elif character in "十百千":
            part += (1 if digit is None else digit) * 10 ** (" 十百千".index(character))
            digit = None
        elif character == "万":
            total, part, digit = (part + (digit or 0)) * 10_000, 0, None
        else:
            return None
    return total + part + (digit or 0)
