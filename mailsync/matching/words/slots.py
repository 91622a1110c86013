"""The closed slots of a branch name, read right to left: kind, ordinal, stage, grade.

They are never compared loosely: twins differ in exactly these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Whom a branch gathers; NONE is a name without such a word."""

    NONE = ""
    STAFF = "staff"
    UNDERGRADUATE = "undergraduate"
    POSTGRADUATE = "postgraduate"
    MASTER = "master"
    DOCTOR = "doctor"
    STUDENT = "student"
    RETIRED = "retired"


STAGE_WORDS: dict[str, Stage] = {
    **dict.fromkeys(
        ("离退休教职工", "离退休教工", "离退休教师", "离退休", "退休教职工", "退休教工", "退休"),
        Stage.RETIRED,
    ),
    **dict.fromkeys(
        ("教职员工", "教职工", "教工", "教师", "教职员"),
        Stage.STAFF,
    ),
    **dict.fromkeys(("硕士研究生", "硕士生", "硕士", "硕"), Stage.MASTER),
    **dict.fromkeys(("博士研究生", "博士生", "博士", "博"), Stage.DOCTOR),
    **dict.fromkeys(("研究生", "研"), Stage.POSTGRADUATE),
    **dict.fromkeys(("本科学生", "本科生", "本科", "本"), Stage.UNDERGRADUATE),
    **dict.fromkeys(("学生",), Stage.STUDENT),
}
_STAGES_BY_LAST = {
    last: tuple(sorted((w for w in STAGE_WORDS if w[-1] == last), key=len, reverse=True))
    for last in {word[-1] for word in STAGE_WORDS}
}
# One character means a stage only right before an ordinal or after a college or unit.
SHORT_STAGES = frozenset(word for word in STAGE_WORDS if len(word) == 1)

# What a generic word may stand for when nobody bears it exactly.
GENERIC: dict[Stage, frozenset[Stage]] = {
    Stage.STUDENT: frozenset(
        (
            Stage.STUDENT,
            Stage.UNDERGRADUATE,
            Stage.POSTGRADUATE,
            Stage.MASTER,
            Stage.DOCTOR,
        )
    ),
    Stage.POSTGRADUATE: frozenset((Stage.POSTGRADUATE, Stage.MASTER, Stage.DOCTOR)),
}

_DIGIT_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_TENS = frozenset("十拾")
_CHINESE = "零〇一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
_ORDINAL = re.compile(
    rf"(?:第|(?<![a-z])no\.?|#)?[ _·-]?"
    rf"(?:\((?:第)?(?P<inner>\d{{1,3}}|[{_CHINESE}]{{1,4}}|[ivx]{{1,4}})\)"
    rf"|(?<!\d)(?<!\d\.)(?P<digits>\d{{1,3}})"
    rf"|(?P<chinese>[{_CHINESE}]{{1,4}})"
    rf"|(?<![a-z])(?P<roman>[ivx]{{1,4}}))"
    r" ?[号#]?$"
)
_ORDINAL_REACH = 12
_GRADE = re.compile(r"(?<!\d)(?:20)?(?P<year>\d\d)级$|(?P<full>20\d\d)级$")

_DANG = "档挡当荡裆谠"
_ZHI = "只枝之知芝肢汁织直值址止"
# By sound, and by shape.
_BU = "步布簿怖埠郡"
_NOT_SUPPORT = "(?![撑持援付队教出架])"
# What a stage or a unit ends with.
_ENDS = "系所室处关工生士师休"
# A kind word carries no identity, so its misspellings by sound may be taken.
_KIND_END = r"(?:委员会)?"
KIND = re.compile(
    r"(?<!特色)(?<!特色党)(?:"
    rf"党支部{_KIND_END}|党总支部?|党小支部|直属党?支部|支部{_KIND_END}|总支部?"
    rf"|党支{_NOT_SUPPORT}|党总[{_ZHI}](?!部)"
    rf"|[{_DANG}](?:支|总支)部?{_NOT_SUPPORT}|党总?[{_ZHI}]部|党总?支[{_BU}]|支[{_BU}]"
    rf"|(?<=[{_CHINESE}\d)号#{_ENDS}])(?:党总?[{_ZHI}](?![识道情家有要是能会])|[{_ZHI}]部(?![门队长署]))"
    rf"|党[宗综棕踪]支部?"
    r")"
)


@dataclass(frozen=True, slots=True)
class NameSlots:
    """The slots of one name. None is not written; an ordinal of 0 is not written."""

    unit: str | None = None
    grade: int | None = None
    stage: Stage = Stage.NONE
    ordinal: int = 0


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral below 200; 0 where it is none."""
    if text.startswith("百") or text.count("百") > 1:
        return 0
    if "百" in text:
        head, tail = text.split("百")
        return chinese_number(head) * 100 + (chinese_number(tail.lstrip("零〇")) if tail else 0)
    for ten in _TENS:
        if ten in text:
            head, _, tail = text.partition(ten)
            if len(head) > 1 or len(tail) > 1 or any(c in _TENS for c in head + tail):
                return 0
            return (_DIGIT_VALUES[head] if head else 1) * 10 + (_DIGIT_VALUES[tail] if tail else 0)
    value = 0
    for char in text:
        value = value * 10 + _DIGIT_VALUES[char]
    return value


def read_ordinal(text: str, end: int) -> tuple[int, int]:
    """The ordinal that ends at `end`, and where it starts; (0, end) where there is none."""
    found = _ORDINAL.search(text, max(0, end - _ORDINAL_REACH), end)
    if found is None:
        return 0, end
    number = found["inner"] or found["digits"] or found["chinese"] or found["roman"]
    if number[0].isdigit() and number.isdecimal():
        value = int(number)
    elif number in _ROMAN:
        value = _ROMAN[number]
    elif number[0] in _CHINESE:
        value = chinese_number(number)
    else:
        value = 0
    return (value, found.start()) if value else (0, end)


def read_stage(text: str, end: int) -> tuple[str, int]:
    """The stage word that ends at `end`, and where it starts; ("", end) where there is none."""
    if not end:
        return "", end
    for word in _STAGES_BY_LAST.get(text[end - 1], ()):
        if text.endswith(word, max(0, end - len(word)), end):
            return word, end - len(word)
    return "", end


def read_grade(text: str, end: int) -> tuple[int | None, int]:
    """The year of a 级 that ends at `end`, and where it starts; (None, end) where there is none."""
    if end < 3 or text[end - 1] != "级":
        return None, end
    found = _GRADE.search(text, max(0, end - 5), end)
    if found is None:
        return None, end
    return 2000 + int(found["year"] or found["full"][2:]), found.start()
