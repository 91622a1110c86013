"""Names half in pinyin: stage, number and kind word that stand behind Chinese, turned into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
_STAGES: Mapping[str, str] = {
    "jiaozhigong": "教职工",
    "jiaogong": "教工",
    "jiaoshi": "教师",
    "shuoshiyanjiusheng": "硕士研究生",
    "boshiyanjiusheng": "博士研究生",
    "yanjiusheng": "研究生",
    "shuoshisheng": "硕士生",
    "shuoshi": "硕士",
    "boshisheng": "博士生",
    "boshi": "博士",
    "benkesheng": "本科生",
    "benke": "本科",
    "xuesheng": "学生",
    "lituixiu": "离退休",
    "tuixiu": "退休",
    "yjs": "研究生",
    "bks": "本科生",
}
_NUMBERS: Mapping[str, str] = {
    "yi": "一",
    "er": "二",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
}
_KINDS: Mapping[str, str] = {
    "dangzongzhi": "党总支",
    "dangzhibu": "党支部",
    "zhibu": "支部",
    "dzb": "党支部",
}
_ALL = {**_STAGES, **_NUMBERS, **_KINDS, "di": "第"}
_STAGE = "|".join(_STAGES)
_NUMBER = rf"(?:di)?(?:{'|'.join(_NUMBERS)})"
_KIND = "|".join(_KINDS)
_GAP = "[ _-]?"
# Behind Chinese, up to a kind word in either script.
_TAIL = re.compile(
    rf"(?:(?<=[{_HAN}]){_GAP}(?P<stage>{_STAGE})?{_GAP}(?P<number>{_NUMBER})?"
    rf"(?P<digits>{_GAP}(?:di|第)?[ .(]?\d{{0,2}}[ )]?[{_HAN}]{{0,4}}?){_GAP}"
    rf"(?:(?P<kind>{_KIND})(?![a-z])|(?=党?总?支部?)))"
    # jixiexueyuanyanjiusheng第一党支部: the college too.
    rf"|(?<=[a-z])(?P<last>{_STAGE})(?=第?[{_HAN}\d]{{0,3}}党?支部?)"
)


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text with such names in Chinese, and where each of its characters stood."""

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as it was written."""
        if start >= end:
            return start, end
        return self.begins[start], self.ends[end - 1]


def respell(text: str) -> Respelt | None:
    """The text with pinyin behind Chinese turned into Chinese; None where there is none."""
    pieces: list[tuple[int, int, str]] = []
    for tail in _TAIL.finditer(text):
        for group in ("stage", "number", "kind", "last"):
            written = tail[group]
            if written:
                bare = written.removeprefix("di") if group == "number" else written
                meant = _ALL[bare] if bare == written else "第" + _ALL[bare]
                pieces.append((*tail.span(group), meant))
    if not pieces:
        return None
    out: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, meant in pieces:
        out.append(text[at:start] + meant)
        begins += [*range(at, start), *[start] * len(meant)]
        ends += [*range(at + 1, start + 1), *[end] * len(meant)]
        at = end
    out.append(text[at:])
    begins += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return Respelt("".join(out), tuple(begins), tuple(ends))
