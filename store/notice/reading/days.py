"""The deadline of a notice and its clock time, among all the days that a notice names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from store.notice.reading.amounts import CHANGED, SaidValue
from store.notice.reading.clauses import Sentence, number_of
from store.notice.reading.heads import issued

_N = r"(?:\d{1,2}|[〇零一二三四五六七八九十]{1,3})"
_WEEK = r"(?:[（(]?(?:星期|周|礼拜)(?P<week>[一二三四五六日天])[）)]?)?"
_CLOCK = (
    r"(?P<clock>(?:下班)?[（]?(?P<half_day>上午|下午|晚上?|中午|凌晨)?"
    rf"(?P<hour>{_N})(?::(?P<minute>\d\d)(?::\d\d)?|[点时](?P<rest>半|一刻|三刻|整|\d{{1,2}}分?)?)[）]?"
    r"|下班(?:时间)?|正午|中午)"
)
_DAY = re.compile(
    rf"(?<![\d.])(?:(?P<year>20\d\d)(?:年|[-./]))?(?P<month>{_N})(?:月|[-./](?=\d{{1,2}}))"
    rf"(?P<day>{_N})(?:[日号](?!常)|(?![\d.]))"
    rf"(?:[-—–~～至到]+(?:(?P<month2>{_N})月)?(?P<day2>{_N})[日号])?"
    rf"{_WEEK}[（，]?{_CLOCK}?(?:（北京时间）)?[）]?{_WEEK.replace('week', 'week2')}"
    r"(?P<after>之?前|以前|截止|截至|为止|止|内)?"
)
_VAGUE = re.compile(
    rf"{_N}月(?:底|初|末|中旬|上旬|下旬)(?:之?前|以前)?"
    r"|[\d一二三四五六七八九十两]+个?(?:日|天|周|星期|工作日|月)(?:之内|以内|内)"
)
_CITED = re.compile(r"《[^》]*》|[（〔][^）〕]{0,20}20\d\d[^）〕]{0,4}[）〕]第?\d+号")
_HAND_IN = re.compile(
    r"发送|报送|提交|上报|送至|送到|邮箱|报至|报到|交至|交到|上交|递交|汇总|反馈|发至|发到|寄至|寄送|"
    r"报(?:党委)?组织部|报我部|报学校|交(?:党委)?组织部|截止|截稿|受理|报分党委"
)
_LIMIT_BEFORE = re.compile(
    r"(?:截止(?:时间|日期|日)?|截至|时限|期限|不晚于|不迟于|不得?晚于|不得?迟于|最迟|最晚|时间)(?:均?为|是|至|到|于|：)?$"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    value: str
    clock: str
    sentence: Sentence
    limit: bool
    handed_in: bool
    doubt: bool


def deadlines(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """Every day that may be the deadline; one that may be another's makes it a question."""
    mentions = list(_mentions(told))
    sure = [one for one in mentions if one.limit and one.handed_in]
    rest = [one for one in mentions if one not in sure and (one.limit or one.handed_in)]
    for one in (*sure, *rest):
        yield SaidValue(one.value, one.sentence, doubt=one.doubt or (not sure))


def clocks(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The clock times of the deadline; none where the day itself is a question."""
    days = list(deadlines(told))
    if any(one.doubt for one in days) or len({one.value for one in days}) != 1:
        return
    for one in _mentions(told):
        if one.clock:
            yield SaidValue("" if one.clock == _ODD else one.clock, one.sentence, one.clock == _ODD)


def limits(one: Sentence, told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The days by which something is to be done that a sentence of a notice names."""
    year = _year(told)
    plain = _CITED.sub(lambda cited: "※" * len(cited[0]), one.text)
    for match in _DAY.finditer(plain):
        if _is_day(match):
            found = _mention(match, one, plain, False, year, changed=False)
            if found.limit:
                yield SaidValue(found.value, one, found.doubt)
    for match in _VAGUE.finditer(plain):
        if not _DAY.match(plain, match.start()) and "前" in match[0]:
            yield SaidValue("", one, doubt=True)


_ODD = "?"


def _mentions(told: Sequence[Sentence]) -> Iterator[_Mention]:
    year = _year(told)
    for one in told:
        if one.alone or re.search(r"印发$|关于.*通知$", one.text):
            continue
        # The titles and numbers of other documents hold days that are nobody's deadline.
        plain = _CITED.sub(lambda cited: "※" * len(cited[0]), one.text)
        ends = (found.end() for found in CHANGED.finditer(plain))
        changed = max((end for end in ends if _DAY.search(plain, end)), default=0)
        handed_in = bool(_HAND_IN.search(one.text))
        for match in _DAY.finditer(plain):
            if not _is_day(match):
                continue
            # What was until now, where the sentence says what is from now on.
            if match.start() < changed:
                continue
            yield _mention(match, one, plain, handed_in, year, changed=bool(changed))
        if handed_in:
            for match in _VAGUE.finditer(plain):
                if not _DAY.match(plain, match.start()):
                    yield _Mention("", "", one, True, True, True)


def _is_day(match: re.Match[str]) -> bool:
    """Whether it is a day, not a clause or a size: 4.14 alone is one only before 前."""
    written = "月" in match[0] or bool(match["year"])
    return written or bool(match["after"])


def _mention(
    match: re.Match[str], one: Sentence, plain: str, handed_in: bool, year: int, *, changed: bool
) -> _Mention:
    month = number_of(match["month2"] or match["month"])
    day = number_of(match["day2"] or match["day"])
    before = plain[max(0, match.start() - 8) : match.start()]
    limit = bool(match["after"] or match["day2"] or _LIMIT_BEFORE.search(before) or changed)
    try:
        written = date(year, month or 0, day or 0)
    except ValueError:
        return _Mention("", "", one, True, handed_in, True)
    weekday = match["week"] or match["week2"]
    wrong_week = bool(weekday) and written.weekday() != "一二三四五六日".find(
        weekday.replace("天", "日")
    )
    wrong_year = bool(match["year"]) and int(match["year"]) != year
    return _Mention(
        f"{written:%m-%d}", _clock(match), one, limit, handed_in, wrong_week or wrong_year
    )


def _clock(match: re.Match[str]) -> str:
    said = match["clock"]
    if not said:
        return ""
    if not match["hour"]:
        return "下班" if said.startswith("下班") else "12:00"
    hour = number_of(match["hour"])
    if hour is None:
        return _ODD
    part, rest = match["half_day"] or "", match["rest"] or ""
    if (part in ("下午", "晚", "晚上") and hour < 12) or (part == "中午" and hour < 3):
        hour += 12
    named = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}
    minute = int(match["minute"]) if match["minute"] else named.get(rest)
    if minute is None:
        minute = int(rest.rstrip("分"))
    odd = (
        hour > 23 or minute > 59 or (part in ("晚", "晚上") and hour in (12, 24)) or part == "凌晨"
    )
    return _ODD if odd else f"{hour:02d}:{minute:02d}"


def _year(told: Sequence[Sentence]) -> int:
    """The year that days are in: that of the issue, else of the first year that is named."""
    found = [one.value for one in issued(told) if one.value]
    if found:
        return int(found[0][:4])
    named = next((year for one in told if (year := re.search(r"20\d\d", one.text))), None)
    return int(named[0]) if named else 2000
