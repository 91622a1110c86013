"""The text of a notice as sentences, each under its clause ("一.1"), whatever broke its lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from store.notice.year import YEAR

_SECTION = re.compile(
    r"(?:([一二三四五六七八九十]{1,3})、|第([一二三四五六七八九十]{1,3})部分[，：]?)"
)
_POINT = re.compile(r"(\d{1,2})(?:[.、](?!\d)|）(?=[\u4e00-\u9fff]))|（(\d{1,2})）")
_PART = re.compile(r"[（(]([一二三四五六七八九十]{1,3})[)）]")
_PAGE = re.compile(r"[-—–]+\d{1,3}[-—–]+|第\d{1,3}页(?:[，/]?共\d{1,3}页)?")
_ENDS = "。；：！？”》）"
_NUMERALS = {character: number for number, character in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
DATE_LINE = re.compile(
    rf"{YEAR}年[\d一二三四五六七八九十]{{1,3}}月[\d一二三四五六七八九十]{{1,3}}日"
)
NUMBER_LINE = re.compile(
    r"(?:发文字号：|文号：)?(\S{1,20}[〔\[（【]20\d\d[〕\]）】]第?\d+号)(?:签发人.*)?"
)
ISSUER_LINE = re.compile(
    r"(?!.*[请将由送报至各的])[\u4e00-\u9fff“”（）]{2,30}(?:部|委员会|办公室|党委|党校|文件)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the clause that it stands in, "" before the first.

    `alone` says that it is a line of its own that no text runs into: a date, a number, an issuer.
    """

    text: str
    clause: str
    alone: bool = False


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a notice in order. White space within lines is dropped: it is layout."""
    found: list[Sentence] = []
    section = part = point = ""
    for paragraph in _paragraphs(text):
        body = paragraph
        if head := _SECTION.match(body):
            section, part, point = head[1] or head[2], "", ""
            body = body[head.end() :]
        elif section and (head := _PART.match(body)):
            part, point = f"（{head[1]}）", ""
            body = body[head.end() :]
        elif section and (head := _POINT.match(body)):
            point = head[1] or head[2]
            body = body[head.end() :]
        clause = section + part
        if clause and point:
            clause += point if part else f".{point}"
        alone = _stands_alone(paragraph)
        found += [
            Sentence(one, "" if alone else clause, alone)
            for one in re.findall(r"[^。！？]+[。！？]?[”」）]?", body)
        ]
    return tuple(found)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs: a line goes on in the next one unless it ends a sentence or a head begins."""
    held = ""
    for raw in unicodedata.normalize("NFKC", text).splitlines():
        line = _chinese(_tight(raw))
        if not line or _PAGE.fullmatch(line):
            continue
        ended = bool(held) and (held[-1] in _ENDS or held.endswith("通知") or _stands_alone(held))
        if held and (_begins(line) or ended or _stands_alone(line)):
            yield held
            held = ""
        # Two Latin words on two lines are two words, and a number that goes on may be another.
        apart = bool(held) and _latin(held[-1]) and _latin(line[0])
        held += f" {line}" if apart else line
    if held:
        yield held


def _begins(line: str) -> bool:
    return bool(
        _SECTION.match(line)
        or _POINT.match(line)
        or _PART.match(line)
        or re.match(r"附件?\d*：|关于.*通知$", line)
    )


def _tight(line: str) -> str:
    """A line without its white space; between two Latin words or numbers one space stays."""
    return re.sub(r"(?<=[A-Za-z0-9]) (?![A-Za-z0-9])|(?<![A-Za-z0-9]) ", "", " ".join(line.split()))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _stands_alone(line: str) -> bool:
    """A date, a number or an issuer of its own line: what surrounds it never runs into it."""
    return bool(
        DATE_LINE.fullmatch(line)
        or NUMBER_LINE.fullmatch(line)
        or ISSUER_LINE.fullmatch(line)
        or re.fullmatch(rf"{ISSUER_LINE.pattern}{DATE_LINE.pattern}", line)
        or re.fullmatch(r"\S{2,40}：", line)
    )


def _chinese(line: str) -> str:
    """NFKC turns full-width punctuation into ASCII: put back what a notice is quoted with."""
    if not re.search(r"[\u4e00-\u9fff]", line):
        return line
    shown = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", line)
    shown = shown.replace(",", "，").replace(";", "；").replace("?", "？").replace("!", "！")
    shown = re.sub(r"(?<!\d):|:(?!\d)", "：", shown)
    return shown.replace("(", "（").replace(")", "）")


def number_of(text: str) -> int | None:
    """A whole number in digits or in Chinese numerals up to 99,999; None where it is neither,
    or where it is short for another one, as 一千五 is for 1500."""
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    plain = text.replace("零", "〇").replace("两", "二").replace("○", "〇")
    if re.search(r"[百千万][一二三四五六七八九]$", plain):
        return None
    total = part = 0
    digit: int | None = None
    for character in plain:
        if character in _NUMERALS:
            if digit:
                return None
            digit = _NUMERALS[character]
        elif character in _UNITS:
            part += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        elif character == "万":
            total, part, digit = (part + (digit or 0)) * 10_000, 0, None
        else:
            return None
    return total + part + (digit or 0) if plain else None
