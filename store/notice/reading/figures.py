"""The figures of a notice, read from its sentences: found, asked where unclear, or missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from store.notice.reading.clauses import Sentence, number_of, sentences

_CN = "〇零一二两三四五六七八九十百千"
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（【]20\d\d[〕\]）】]\d+号")
_DAY = re.compile(
    rf"(?:(20\d\d)年)?(\d{{1,2}}|[{_CN}]{{1,3}})月(\d{{1,2}}|[{_CN}]{{1,3}})日(?:（[^）]{{1,8}}）)?"
    r"(?P<clock>下班|中午|(?P<hour>\d{1,2})(?:[:：](?P<minute>\d\d)|[点时](?P<half>半|\d{1,2}分)?))?"
    r"(?:之?前|以前|截止|为止|止)"
)
_CHARS = re.compile(
    rf"(?:(?:\d{{2,5}}|[{_CN}]{{2,7}})字?[-—~～至到]+)?(?P<n>\d{{3,5}}|[{_CN}]{{2,7}})字(?!号)(?P<after>左右|以内|以上)?"
)
_MINUTES = re.compile(
    rf"(?:(?:\d{{1,3}}|[{_CN}]{{1,3}})(?:分钟)?[-—~～至到]+)?(?P<n>\d{{1,3}}(?:\.\d)?|[{_CN}]{{1,3}})分钟(?P<after>左右|以内|以上)?"
)
_PIXELS = re.compile(r"(\d{3,4})[×xX*＊](\d{3,4})")
_LINES = {"720p": "1280×720", "1080p": "1920×1080", "1080i": "1920×1080"}
_FORMATS = re.compile(r"\b(mp4|mov|avi|wmv|flv|mkv|mpg|mpeg|m4v)\b", re.I)
_FORM = re.compile(r"《([^》]{2,40}评价表)》")
_VOLUME = re.compile(r"《([^》]{2,40}(?:汇编|文集|案例集|选编|案例选))》")
_CHANNEL = re.compile(
    r"“([^”]{2,16})”(?:专题)?(?:微信公众号|公众号|网站|平台|视频号)|(全国高校思想政治工作网|校园网)"
)
_DATE = re.compile(r"(20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年(\S{1,3})月(\S{1,3})日")
# The border between Latin letters or digits and Chinese characters, so that \b finds a word's end.
_BORDER = re.compile(r"(?<=[a-zA-Z0-9])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value as text, "" where it must be asked; what it was read from.

    `others` are the values that the text gives as well, where it is unclear which one is meant.
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
        parts = re.split(border, self.sentence)
        return next((part for part in parts if needle and needle.search(part)), self.sentence)

    @property
    def sure(self) -> bool:
        """Whether the text gives this figure once and plainly."""
        return bool(self.value)


Read = Callable[[Sequence[Sentence]], Iterable[tuple[str, Sentence]]]


def figures(text: str) -> tuple[Figure, ...]:
    """Read every figure of a notice; equal values are one, differing ones are asked."""
    found = sentences(text)
    return tuple(_figure(key, read(found)) for key, read in _READERS.items())


def _figure(key: str, values: Iterable[tuple[str, Sentence]]) -> Figure:
    listed = list(values)
    plain = list(dict.fromkeys(value for value, _ in listed))
    if not listed:
        return Figure(key, "", "", "")
    first = listed[0][1]
    if key in _LISTS:
        return Figure(key, "、".join(plain), first.text, first.clause)
    if len(plain) > 1 or plain == [""]:
        return Figure(key, "", first.text, first.clause, tuple(filter(None, plain)))
    return Figure(key, plain[0], first.text, first.clause)


def _title(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in found[:12]:
        if match := re.search(r"关于[^。]{4,80}?通知", one.text):
            yield match[0], one
            return


def _number(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in found[:12]:
        if match := _NUMBER.search(one.text):
            yield match[0].translate(str.maketrans("[]（）【】", "〔〕〔〕〔〕")), one
            return


def _issued(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in reversed(found[-6:]):
        if match := _DATE.search(one.text):
            digits = match[1].replace("○", "〇").replace("零", "〇")
            year = digits if digits.isdecimal() else "".join(str(number_of(c)) for c in digits)
            month, day = number_of(match[2]), number_of(match[3])
            if month and day:
                yield f"{year}-{month:02d}-{day:02d}", one
                return


def _issuer(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in reversed(found[-6:]):
        if re.fullmatch(r"[\u4e00-\u9fff]{4,30}(?:组织部|委员会|党委|办公室)", one.text):
            yield one.text, one
            return


def _cohort(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for _, one in _title(found):
        years = re.findall(r"(20\d\d)(?:[-—~～至](20\d\d))?(?:学年|年度?)", one.text)
        yield from ((("" if later else year), one) for year, later in years)


def _deadline(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in _about(found, r"发送|报送|提交|上报|送至|邮箱|报至"):
        for match in _DAY.finditer(one.text):
            month, day = number_of(match[2]), number_of(match[3])
            if month and day and month <= 12 and day <= 31:
                yield f"{month:02d}-{day:02d}", one


def _clock(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in _about(found, r"发送|报送|提交|上报|送至|邮箱|报至"):
        for match in _DAY.finditer(one.text):
            if match["clock"] == "下班":
                yield "下班", one
            elif match["clock"] == "中午":
                yield "12:00", one
            elif match["hour"]:
                minute = match["minute"] or (match["half"] or "0").replace("半", "30").rstrip("分")
                yield f"{int(match['hour']):02d}:{int(minute):02d}", one


def _mailbox(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in found:
        yield from ((match[0], one) for match in _EMAIL.finditer(one.text))


def _chars(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    yield from _most(_about(found, r"方案|案例|材料|总结"), _CHARS, r"摘要|简介|标题|题目")


def _minutes(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    yield from _most(_about(found, r"视频|影像|录制|时长"), _MINUTES, r"交流|汇报|发言|宣讲")


def _most(
    found: Iterable[Sentence], pattern: re.Pattern[str], not_this: str
) -> Iterable[tuple[str, Sentence]]:
    """Upper limits: a range counts by its end, "about" and "at least" are no upper limit."""
    for one in found:
        for match in pattern.finditer(one.text):
            before = one.text[max(0, match.start() - 12) : match.start()]
            if re.search(not_this, before):
                continue
            number = match["n"] if "." in match["n"] else number_of(match["n"])
            vague = match["after"] in ("左右", "以上") or re.search(r"不少于|不低于|不短于", before)
            yield ("" if vague or number is None else str(number)), one


def _softness(key: str) -> Read:
    """Whether a limit is said with 一般 (soft) or without (hard)."""

    def read(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
        pattern = _CHARS if key == "chars" else _MINUTES
        for value, one in _READERS[key](found):
            if match := next((m for m in pattern.finditer(one.text) if value), None):
                before = one.text[max(0, match.start() - 10) : match.start()]
                yield ("soft" if re.search(r"一般|原则上|尽量", before) else "hard"), one

    return read


def _format(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in _about(found, r"格式|视频"):
        names = _FORMATS.findall(_BORDER.sub(" ", one.text))
        yield from ((name.lower(), one) for name in names)


def _resolution(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
    for one in found:
        yield from ((f"{match[1]}×{match[2]}", one) for match in _PIXELS.finditer(one.text))
        for name, pixels in _LINES.items():
            if name in one.text.lower():
                yield pixels, one


def _named(pattern: re.Pattern[str]) -> Read:
    def read(found: Sequence[Sentence]) -> Iterable[tuple[str, Sentence]]:
        for one in found:
            for match in pattern.finditer(one.text):
                yield next(group for group in match.groups() if group), one

    return read


def _about(found: Sequence[Sentence], words: str) -> Iterable[Sentence]:
    return (one for one in found if re.search(words, one.text))


# In the order in which a person is asked.
_READERS: dict[str, Read] = {
    "number": _number,
    "title": _title,
    "issuer": _issuer,
    "issued": _issued,
    "cohort": _cohort,
    "deadline": _deadline,
    "clock": _clock,
    "mailbox": _mailbox,
    "chars": _chars,
    "chars_rule": _softness("chars"),
    "minutes": _minutes,
    "minutes_rule": _softness("minutes"),
    "format": _format,
    "resolution": _resolution,
    "channels": _named(_CHANNEL),
    "forms": _named(_FORM),
    "volume": _named(_VOLUME),
}
_NEEDLES = {
    "deadline": _DAY,
    "chars": _CHARS,
    "minutes": _MINUTES,
    "format": re.compile(r"(?i)mp4|mov|avi|wmv|flv|mkv|mpe?g|m4v"),
    "resolution": re.compile(r"(?i)\d{3,4}[×x*]\d{3,4}|720p|1080[pi]"),
    "forms": _FORM,
}
_LISTS = frozenset({"channels", "forms"})
KEYS = tuple(_READERS)
