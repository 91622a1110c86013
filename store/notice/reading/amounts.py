"""Limits in a notice: so many characters of the plan, so many minutes of the video."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.notice.reading.clauses import Sentence, number_of

CN = "〇零一二两三四五六七八九十百千万"
_ABOUT = re.compile(r"左右|上下|大约|约为|为宜|为佳|余[字分]|前后|约$")
_AT_LEAST = re.compile(
    r"不(?:得|能|可|应|要|宜)?(?:少于|低于|短于|小于)|至少|最少|最短|下限|以上|[≥>]"
)
_LOWER = re.compile(rf"{_AT_LEAST.pattern}|多于|大于|超过")
_UPPER = re.compile(
    r"不(?:得|能|可|应|要|宜)?(?:超过|多于|超出|大于|长于|高于|突破)|以内|之内|以下|控制在|限"
    r"|至多|最多|最长|上限|[≤<]|\|内"
)
_SOFT = re.compile(r"一般|原则上|尽量|尽可能|力求|建议|最好|提倡|宜|鼓励")
# What stands before such a word was so until now.
CHANGED = re.compile(
    r"(?:延[长期后]?|推迟|顺延|调整|变更|改|提前|更正|修改|放宽|缩短|增加|减少|提高)(?:至|到|为)"
)
_BREAKS = "，；。（）、"


@dataclass(frozen=True, slots=True)
class SaidValue:
    """One value for a figure, where it stands, and whether it may mean something else."""

    value: str
    sentence: Sentence
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """What kind of amount is looked for.

    Attributes:
        pattern: with the groups `low` for the beginning of a range and `n`, or `s` in seconds.
        subjects: the nearest of these words before it says that it is meant.
        others: the nearest of these says that another thing is meant.
        beside: as `others`, where the word stands between the same commas.
        suspect: words of a limit that may be said in another way.
        least: what is smaller is never meant.
    """

    pattern: re.Pattern[str]
    subjects: re.Pattern[str]
    others: re.Pattern[str]
    beside: re.Pattern[str]
    suspect: re.Pattern[str]
    least: int


CHARS = Amount(
    pattern=re.compile(
        rf"(?:(?P<low>\d{{2,5}}|[{CN}]{{2,7}})字?[-—–~～至到]+)?"
        rf"(?P<n>\d+(?:\.\d+)?[千万]?|[{CN}]{{1,7}})[余多]?个?汉?字(?P<signs>符)?"
        r"(?![号面母体样幕])(?P<after>左右|以内|以上|以下|之内|上下|内)?"
    ),
    subjects=re.compile(r"方案|案例|文字材料|材料|总结|正文|报告|字数|全文|篇幅|文稿"),
    others=re.compile(
        r"摘要|简介|标题|题目|题名|新闻|报道|推文|说明|事迹|评语|感言|推荐语|意见|提纲|脚本|解说"
        r"|文案|概述|心得|寄语|关键词|图注|简报|讲稿|发言"
    ),
    beside=re.compile(r"图片|照片|视频|推荐表|申报表|登记表|评价表|汇总表"),
    suspect=re.compile(r"字数|篇幅"),
    least=100,
)
MINUTES = Amount(
    pattern=re.compile(
        rf"(?:(?P<low>\d{{1,3}}|[{CN}]{{1,3}})(?:分钟|分)?[-—–~～至到]+)?"
        rf"(?P<n>\d{{1,3}}(?:\.\d+)?|[{CN}]{{1,4}})[多余]?"
        r"(?:分钟|分(?=\d{1,2}秒)|(?i:min(?:ute)?s?)(?![a-z]))"
        rf"(?:(?P<rest>\d{{1,2}}|[{CN}]{{1,3}})秒)?(?P<after>左右|以内|以上|以下|之内|上下|内)?"
        rf"|(?P<s>\d{{2,4}}|[{CN}]{{2,6}})秒钟?(?P<afters>左右|以内|以上|以下|之内|内)?"
    ),
    subjects=re.compile(r"视频|影像|录像|短片|微片|片长|录制"),
    others=re.compile(
        r"交流|汇报|发言|宣讲|答辩|会议|报告会|每人|每位|路演|点评|音频|录音|片头|片尾|答疑"
    ),
    beside=re.compile(r"讲解|介绍|解说|展示(?!视频)|字幕"),
    suspect=re.compile(r"时长|片长"),
    least=1,
)


def amounts(told: Sequence[Sentence], amount: Amount) -> Iterator[SaidValue]:
    """Upper limits: a range counts by its end; "about" and what is no upper limit is a doubt."""
    aside: list[SaidValue] = []
    lower: list[SaidValue] = []
    some = False
    for place, one in enumerate(told):
        for match in _still_said(one.text, amount):
            meant = _is_meant(told, place, match, amount)
            found = _value(one, match)
            small = found.value.isdecimal() and int(found.value) < amount.least
            if small:
                continue
            if meant is False:
                aside.append(found)
            elif found.value == _LOW:
                lower.append(found)
            else:
                some = True
                yield SaidValue(found.value, one, found.doubt or meant is None)
    if some:
        return
    # Only what is at least, or of something else: whether there is a limit must be asked.
    for found in (*lower, *aside[:1]):
        yield SaidValue("" if found.value == _LOW else found.value, found.sentence, doubt=True)
    if not lower and not aside:
        hint = next((one for one in told if amount.suspect.search(one.text)), None)
        if hint is not None:
            yield SaidValue("", hint, doubt=True)


def _still_said(text: str, amount: Amount) -> Iterator[re.Match[str]]:
    """The amounts of a sentence, without those that stood until now."""
    ends = (found.end() for found in CHANGED.finditer(text))
    changed = max((end for end in ends if amount.pattern.search(text, end)), default=0)
    return amount.pattern.finditer(text, changed)


def at_least(told: Sequence[Sentence], amount: Amount) -> Iterator[SaidValue]:
    """Lower limits: the beginning of a range, or what is said to be the least; what may be of
    something else is a doubt only where it is said plainly to be a least one."""
    for place, one in enumerate(told):
        for match in _still_said(one.text, amount):
            meant = _is_meant(told, place, match, amount)
            ranged = bool(match["low"]) and _rises(match)
            if meant is False or not (ranged or _value(one, match).value == _LOW):
                continue
            value = _least_of(match) if ranged else _number(match)
            if value.isdecimal() and int(value) < amount.least:
                continue
            said = around(one.text, match.start(), match.end())
            sure = ranged or bool(_AT_LEAST.search(said))
            yield SaidValue(value, one, not sure or meant is None or bool(_ABOUT.search(said)))


def _least_of(match: re.Match[str]) -> str:
    """The beginning of a range, which has the unit of its end."""
    low = number_of(match["low"])
    return "" if low is None else f"{low}"


def values_in(text: str, amount: Amount) -> set[str]:
    """Every value that stands in words, the beginnings of ranges too."""
    found = set()
    for match in amount.pattern.finditer(text):
        found |= {_number(match), _least_of(match) if match["low"] else ""}
    return found


def says_least(text: str) -> bool:
    """Whether words are of a lower limit only."""
    return bool(_AT_LEAST.search(text)) and not _UPPER.search(text)


def is_soft(text: str) -> bool:
    """Whether a limit is said with 一般 and the like."""
    return bool(_SOFT.search(text))


_LOW = "low"


def _value(one: Sentence, match: re.Match[str]) -> SaidValue:
    segment = around(one.text, match.start(), match.end())
    before = segment[: segment.find(match[0])]
    after = segment[segment.find(match[0]) + len(match[0]) :]
    value = _number(match)
    tail = match["afters" if _in_seconds(match) else "after"] or ""
    said = f"{before}|{tail}{after[:4]}"
    # A number in two parts, such as 1 500, may be one.
    broken = re.search(r"\d[ ,，']$", one.text[: match.start()]) is not None
    if _LOWER.search(said) and not _UPPER.search(said):
        return SaidValue(_LOW, one)
    plain = bool(match["low"]) or bool(_UPPER.search(said))
    about = bool(_ABOUT.search(said)) or bool(re.search(r"[余多]个?[字分]", match[0]))
    if "signs" in match.re.groupindex and match["signs"]:
        about = True
    if match["low"] and not _rises(match):
        about = True
    doubt = broken or about or not plain or not value or "按" in before[-2:]
    return SaidValue(value, one, doubt)


def _rises(match: re.Match[str]) -> bool:
    low, high = number_of(match["low"]), number_of(match["n"])
    return low is None or high is None or low < high


def _in_seconds(match: re.Match[str]) -> bool:
    return "s" in match.re.groupindex and bool(match["s"])


def _number(match: re.Match[str]) -> str:
    if _in_seconds(match):
        seconds = number_of(match["s"])
        return f"{seconds / 60:g}" if seconds else ""
    text = match["n"]
    unit = {"千": 1000, "万": 10_000}.get(text[-1], 1) if text[0].isdigit() else 1
    digits = text.rstrip("千万") if unit > 1 else text
    if "." in digits:
        whole = float(digits) * unit
    else:
        number = number_of(digits)
        if number is None:
            return ""
        whole = number * unit
    rest = match["rest"] if "rest" in match.re.groupindex else None
    if rest:
        seconds = number_of(rest)
        if seconds is None:
            return ""
        whole += seconds / 60
    return f"{round(whole, 4):.10g}" if whole else ""


def _is_meant(
    told: Sequence[Sentence], place: int, match: re.Match[str], amount: Amount
) -> bool | None:
    """Whether an amount is of what is looked for; None where the text does not say."""
    one = told[place]
    lead = one.text[: match.start()]
    segment = around(one.text, match.start(), match.end())
    near = segment[: segment.find(match[0])]
    subject, other = _last(amount.subjects, lead), _last(amount.others, lead)
    beside = _last(amount.beside, near)
    if beside >= 0 and _last(amount.subjects, near) < beside:
        return False
    if subject >= 0 or other >= 0:
        return subject > other
    after = one.text[match.end() : match.end() + 14].split("，")[0]
    if amount.subjects.search(after):
        return True
    if amount.others.search(after):
        return False
    # The head of the clause, or what it said before.
    for earlier in reversed(told[:place]):
        if earlier.clause != one.clause or not one.clause:
            break
        subject, other = _last(amount.subjects, earlier.text), _last(amount.others, earlier.text)
        if subject >= 0 or other >= 0:
            return subject > other
    return None


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=-1)


def softness(told: Sequence[Sentence], amount: Amount) -> Iterator[SaidValue]:
    """Whether a limit is said with 一般 and the like (soft), or without (hard)."""
    read = list(amounts(told, amount))
    unclear = any(one.doubt for one in read) or len({one.value for one in read}) > 1
    for found in read:
        if unclear:
            yield SaidValue("", found.sentence, doubt=True)
            continue
        text = found.sentence.text
        for match in amount.pattern.finditer(text):
            if _value(found.sentence, match).value != found.value:
                continue
            segment = around(text, match.start(), match.end())
            start = text.find(segment)
            before = text[max(0, start - 14) : start]
            after = text[start + len(segment) : start + len(segment) + 8]
            if _SOFT.search(segment):
                yield SaidValue("soft", found.sentence)
            else:
                vague = re.search(r"(?:一般|原则上)[，：]?[^，；。]{0,8}[，（]?$", before)
                odd = vague or re.match(r"（(?:一般|原则上|建议)", after)
                yield SaidValue("" if odd else "hard", found.sentence, doubt=bool(odd))


def around(text: str, start: int, end: int, breaks: str = _BREAKS) -> str:
    """What stands around a place, between commas and the like."""
    first = max(text.rfind(mark, 0, start) for mark in breaks) + 1
    ends = [found for mark in breaks if (found := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))]
