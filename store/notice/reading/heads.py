"""What stands at the head and the foot of a notice: number, title, issuer, day, and the cohort."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.notice.number import in_brackets, numbers_in
from store.notice.reading.amounts import SaidValue
from store.notice.reading.clauses import (
    ISSUER_LINE,
    NUMBER_LINE,
    Sentence,
    number_of,
)
from store.notice.work import is_plain, work_in
from store.notice.year import COHORT, YEAR

_HEAD = 14
_DAY = re.compile(rf"({YEAR})年(\S{{1,3}}?)月(\S{{1,4}}?)日")
_SIGNS = r"(?:部|委员会|党委|办公室|党校)"


def number(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The number on a line of its own; one within a sentence may be another document's."""
    lines = [one for one in told if one.alone and NUMBER_LINE.fullmatch(one.text)]
    for one in lines[:1]:
        match = NUMBER_LINE.fullmatch(one.text)
        assert match is not None
        yield SaidValue(in_brackets(match[1]), one)
    if not lines:
        for one in told[:_HEAD]:
            for found in numbers_in(one.text):
                yield SaidValue(found, one, doubt=True)


def title(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The title, a paragraph of its own that begins with 关于 and ends with 通知."""
    cited = []
    for one in told[:_HEAD]:
        text = re.sub(rf"^.{{2,24}}{_SIGNS}(?=关于)", "", one.text)
        if re.fullmatch(r"关于.{2,120}?通知(?:（[^）]{1,12}）)?", text) and not _is_body(one.text):
            yield SaidValue(text, one)
            return
        if re.fullmatch(r"[^。，：]{6,60}(?:工作|验收|材料|成果)的?(?:补充)?通知", one.text):
            yield SaidValue(one.text, one)
            return
        cited += [(found, one) for found in re.findall(r"关于[^。《》]{4,80}?通知", one.text)]
    for found, one in cited[:1]:
        yield SaidValue(found, one, doubt=True)


def work(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """What the notice is about, by its title; a title that may be read otherwise is asked."""
    for one in title(told):
        if not one.doubt and (named := work_in(one.value)):
            yield SaidValue(named, one.sentence, doubt=not is_plain(one.value))


def _is_body(text: str) -> bool:
    return bool(re.match(r"根据|按照|为", text))


def cohort(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The year in the title; two of them are asked, and one of the text is a question."""
    found = False
    for one in title(told):
        if one.doubt:
            continue
        for match in COHORT.finditer(one.value):
            found = True
            year, later = digits(match[1]), match[2]
            yield SaidValue("" if later else year, one.sentence, doubt=bool(later))
    if not found:
        for sentence in told[:_HEAD]:
            for match in COHORT.finditer(re.sub(r"《[^》]*》", "", sentence.text)):
                if not sentence.alone:
                    yield SaidValue(digits(match[1]), sentence, doubt=True)


def issued(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The day on a line of its own, behind the issuer where there are several."""
    lines = [place for place, one in enumerate(told) if one.alone and _DAY.search(one.text)]
    signed = [place for place in lines if _signed(told, place)]
    for place in signed or lines:
        one = told[place]
        match = _DAY.search(one.text)
        value = day_of(match) if match else ""
        yield SaidValue(value, one, doubt=not value or not _fits(value, told))
    if not lines:
        for one in told[-6:]:
            for match in _DAY.finditer(one.text):
                yield SaidValue(day_of(match), one, doubt=True)


def _signed(told: Sequence[Sentence], place: int) -> bool:
    """Whether an issuer stands just before a day, or on its line."""
    own = re.match(ISSUER_LINE.pattern, told[place].text)
    before = told[place - 1] if place else None
    return bool(own) or bool(before and before.alone and ISSUER_LINE.fullmatch(before.text))


def _fits(value: str, told: Sequence[Sentence]) -> bool:
    """Whether the day is of the year of the number."""
    for one in number(told):
        if not one.doubt:
            return value[:4] in one.value
    return True


def issuer(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """Who signs above the day; several are asked, and the head stands for a missing one."""
    places = [place for place, one in enumerate(told) if one.alone and _DAY.search(one.text)]
    signed = [place for place in places if _signed(told, place)]
    for place in signed[:1]:
        own = re.match(rf"(.{{2,30}}{_SIGNS})(?={YEAR})", told[place].text)
        if own:
            yield SaidValue(own[1], told[place])
            return
        names = []
        for one in reversed(told[:place]):
            if not (one.alone and re.fullmatch(rf".{{2,30}}{_SIGNS}", one.text)):
                break
            names.append(one)
        for one in reversed(names):
            yield SaidValue(one.text, one, doubt=len(names) > 1)
        return
    for one in told[:6]:
        if one.alone and (match := re.fullmatch(rf"(.{{2,30}}{_SIGNS})文件", one.text)):
            yield SaidValue(match[1], one, doubt=True)
            return


def day_of(match: re.Match[str]) -> str:
    """A day in digits, "" where it is none."""
    month, day = number_of(match[2]), number_of(match[3])
    if not month or not day or month > 12 or day > 31:
        return ""
    return f"{digits(match[1])}-{month:02d}-{day:02d}"


def digits(year: str) -> str:
    """A year in digits, however it was written."""
    if year.isdecimal() and year.isascii():
        return year
    plain = re.sub("[○零Oo0]", "〇", year)
    return "".join(str(number_of(character)) for character in plain)
