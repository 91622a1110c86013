"""The figures of a notice, read from its sentences: found, asked where unclear, or missing.

A figure is only found where the text says it once and plainly. Everything else that could mean
it is a doubt, and a doubt is asked: what is wrong in a notice is wrong in every letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from store.notice.reading.amounts import (
    CHARS,
    MINUTES,
    Amount,
    SaidValue,
    amounts,
    around,
    at_least,
    says_least,
    softness,
    values_in,
)
from store.notice.reading.clauses import Sentence, sentences
from store.notice.reading.days import clocks, deadlines
from store.notice.reading.heads import cohort, issued, issuer, number, title, work
from store.notice.reading.item_dates import item_dates
from store.notice.reading.named import channels, forms, items, volume

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PIXELS = re.compile(r"(?<!\d)(\d{3,4})(?:像素)?[×xX*＊✕乘](\d{3,4})(?!\d)")
_LINES = re.compile(r"(?i)(?<!\d)(720|1080|1440|2160)(?:[pi]|线)|(?<![A-Za-z0-9])([248])k(?![a-z])")
_SIDES = {"720": "1280×720", "1080": "1920×1080", "1440": "2560×1440", "2160": "3840×2160",
          "2": "", "4": "3840×2160", "8": ""}  # fmt: skip
_BREAKS = "，；。（"
_FORMATS = re.compile(
    r"(?i)(?<![A-Za-z0-9])(mp4|mov|avi|wmv|flv|mkv|mpe?g(?:-?[124])?|m4v|rmvb|vob|webm)(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value as text, "" where there is none; what it was read from.

    `others` are the values that the text may mean, where it is unclear which one it does.
    """

    key: str
    value: str
    sentence: str
    clause: str
    others: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The part of the sentence that says it, as it is quoted: between its commas."""
        needle = _NEEDLES.get(self.key)
        border = "；" if self.key == "deadline" else r"[，；（）。]"
        parts = [part for part in re.split(border, self.sentence) if needle and needle.search(part)]
        if amount := AMOUNTS.get(self.key):
            said = [part for part in parts if self.value in values_in(part, amount)] or parts
            least = self.key in _LEAST
            parts = [part for part in said if says_least(part) == least] or said
        return next(iter(parts), self.sentence)

    @property
    def sure(self) -> bool:
        """Whether the text gives this figure once and plainly."""
        return bool(self.value)

    @property
    def unclear(self) -> bool:
        """Whether the text speaks of it and does not say it once and plainly."""
        return not self.value and bool(self.sentence)


Read = Callable[[Sequence[Sentence]], Iterable[SaidValue]]


def figures(text: str) -> tuple[Figure, ...]:
    """Read every figure of a notice; equal values are one, differing ones are asked."""
    told = sentences(text)
    return tuple(_figure(key, read(told)) for key, read in _READERS.items())


def _figure(key: str, found: Iterable[SaidValue]) -> Figure:
    listed = list(found)
    if not listed:
        return Figure(key, "", "", "")
    values = list(dict.fromkeys(one.value for one in listed if one.value))
    doubts = [one for one in listed if one.doubt]
    first = next((one for one in listed if not one.doubt), listed[0]).sentence
    if doubts or (len(values) != 1 and key not in _LISTS):
        return Figure(key, "", first.text, first.clause, tuple(values))
    return Figure(key, "、".join(values), first.text, first.clause)


def _mailbox(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    for one in told:
        for match in _EMAIL.finditer(one.text):
            # What follows may be its rest, on another line.
            goes_on = re.match(r" [A-Za-z0-9]", one.text[match.end() :])
            before = re.search(r"[A-Za-z0-9] $", one.text[: match.start()])
            yield SaidValue(match[0], one, doubt=bool(goes_on or before))
        hidden = r"[A-Za-z0-9](?:#|（at）|\[at\])[a-z0-9]"
        if "@" not in one.text and re.search(hidden, one.text):
            yield SaidValue("", one, doubt=True)


def _most(amount: Amount) -> Read:
    return lambda told: amounts(told, amount)


def _least(amount: Amount) -> Read:
    return lambda told: at_least(told, amount)


def _softness(amount: Amount) -> Read:
    return lambda told: softness(told, amount)


def _format(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    for one in told:
        for match in _FORMATS.finditer(one.text):
            name = match[1].lower()
            segment = around(one.text, match.start(), match.start(), _BREAKS)
            vague = re.search(
                r"不得|不接受|禁止|[请切]?勿|不要|建议|最好|推荐|优先|一般|原则", segment
            )
            unsure = bool(vague) or not name.isalnum() or name.startswith("mpe")
            yield SaidValue(name, one, doubt=unsure)


def _resolution(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    for one in told:
        for match in (*_PIXELS.finditer(one.text), *_LINES.finditer(one.text)):
            if match.re is _PIXELS:
                value = f"{match[1]}×{match[2]}"
            else:
                value = _SIDES[match[1] or match[2]]
            lead = one.text[: match.start()]
            pictures = max(map(lead.rfind, ("照片", "图片", "海报", "封面", "截图", "课件")))
            video = max(map(lead.rfind, ("视频", "影像", "画面", "短片")))
            segment = around(one.text, match.start(), match.start(), _BREAKS)
            vague = re.search(
                r"不超过|不高于|以下|左右|建议|推荐|最好|一般|原则上|宜|优先", segment
            )
            if pictures > video:
                if video >= 0:
                    yield SaidValue(value, one, doubt=True)
                continue
            yield SaidValue(value, one, doubt=bool(vague) or not value)


# In the order in which a person is asked.
_READERS: dict[str, Read] = {
    "number": number,
    "title": title,
    "work": work,
    "issuer": issuer,
    "issued": issued,
    "cohort": cohort,
    "items": items,
    "deadline": deadlines,
    "clock": clocks,
    "dues": item_dates,
    "mailbox": _mailbox,
    "chars": _most(CHARS),
    "chars_rule": _softness(CHARS),
    "chars_min": _least(CHARS),
    "minutes": _most(MINUTES),
    "minutes_rule": _softness(MINUTES),
    "minutes_min": _least(MINUTES),
    "format": _format,
    "resolution": _resolution,
    "channels": channels,
    "forms": forms,
    "volume": volume,
}
_NEEDLES = {
    "deadline": re.compile(r"[月.]\s*\S{1,3}[日号]?\S{0,12}[前止]|截止|截至|延"),
    "chars": CHARS.pattern,
    "minutes": MINUTES.pattern,
    "chars_min": CHARS.pattern,
    "minutes_min": MINUTES.pattern,
    "format": _FORMATS,
    "resolution": re.compile(f"{_PIXELS.pattern}|{_LINES.pattern.removeprefix('(?i)')}", re.I),
    "forms": re.compile(r"《[^》]+表》"),
}
# Which kind of amount a figure is.
AMOUNTS = {"chars": CHARS, "minutes": MINUTES, "chars_min": CHARS, "minutes_min": MINUTES}
# Those that are said with 不少于 and the like.
_LEAST = frozenset({"chars_min", "minutes_min"})
_LISTS = frozenset({"channels", "dues", "forms", "items"})
KEYS = tuple(_READERS)
