"""What a cell of a roster says: several values, addresses and numbers, yes or no, a sum, a note."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from store.roster.name_keys import name_key
from store.roster.words import roster_words

_SEVERAL = re.compile(r"[;；、\n]+")
_SEVERAL_ADDRESSES = re.compile(r"[;；、,，\s|/\\]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+=?^`{}~-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", re.ASCII)
_NAMED_ADDRESS = re.compile(r"[^;；、,，\n<>]*<([^<>]+)>")
_BLANK_AT = re.compile(r"(?:^|(?<=[\s;；、,，|/:<]))(?P<local>[^\s@;；、,，|/:<]+)\s*@\s*")
_BLANK_DOT = re.compile(r"(?<=[a-z0-9])\s*[.。]\s*(?=[a-z0-9])", re.IGNORECASE)
_AT_SPELT = re.compile(
    r"\s*[(（\[]\s*at\s*[)）\]]\s*|(?<=[\w-])#(?=(?:[a-z0-9-]+\.)+[a-z]{2,}$)", re.I
)
_LABEL = re.compile(r"^(?:e-?mail|mail|电子邮箱|电子信箱|邮箱|信箱|邮件)\s*[:：]\s*", re.IGNORECASE)
_QQ = re.compile(r"^(?:qq)?(?:号)?\s*[:：]?\s*([1-9]\d{4,10})$", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d.@\w-])(?:\+?86[- ]?)?(?:1\d{2}[- ]?\d{4}[- ]?\d{4}|(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}"
    r"(?:[-转]\d{1,6})?)(?![\d.@\w])",
    re.ASCII,
)
_EDGES = " /|\\,，;；、:：\n\t"
_SUM_TAIL = re.compile(
    r"^(?:共?\d+(?:个|家|支|名)?(?:党?支部)?(?:[\w]{0,6}\d+(?:个|家|支|名)?)*)?$"
)
_SUM_COUNT = re.compile(r"^共计?\d+(?:个|家|支)(?:党?支部|分党委|单位)?.{0,12}$")
_SUM_CHARS = 40


@dataclass(frozen=True, slots=True)
class Reachable:
    """What a cell says of how somebody is reached.

    Attributes:
        addresses: in small letters, each once.
        phone: the numbers, as they were written.
        wrong: parts that are neither.
    """

    addresses: tuple[str, ...]
    phone: str
    wrong: tuple[str, ...]


def one_line(text: str) -> str:
    """A cell that holds one value, whatever line breaks it was laid out with."""
    return text.replace("\n", "")


def several(text: str) -> tuple[str, ...]:
    """The values of a cell, each once, parted by a semicolon, 、 or a line break."""
    parts = (part.strip() for part in _SEVERAL.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def addresses(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of a cell in small letters, each once, and what of the cell is none."""
    plain = _NAMED_ADDRESS.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    plain = _BLANK_AT.sub(r"\g<local>@", _AT_SPELT.sub("@", plain))
    if "@" in plain:
        plain = _BLANK_DOT.sub(".", plain)
    good: dict[str, None] = {}
    bad: list[str] = []
    for part in _SEVERAL_ADDRESSES.split(plain):
        address = _LABEL.sub("", part).lower().removeprefix("mailto:").rstrip(".。")
        if _ADDRESS.fullmatch(address) and ".." not in address:
            good[address] = None
        elif address and not says_nothing(address):
            bad.append(part)
    return tuple(good), tuple(bad)


def reachable(text: str) -> Reachable:
    """Tell addresses and telephone numbers apart, whatever the column is called."""
    if says_nothing(text):
        return Reachable((), "", ())
    good, bad = addresses(text)
    if not good:
        return Reachable((), text, bad)
    numbers = [found[0] for found in _PHONE.finditer(unicodedata.normalize("NFKC", text))]
    left = [part for part in bad if name_key(part) and not any(char.isdigit() for char in part)]
    return Reachable(good, "；".join(dict.fromkeys(numbers)), tuple(left))


def only_phones(text: str) -> bool:
    """Whether a cell holds telephone numbers and nothing else but marks."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_PHONE.search(plain)) and not _PHONE.sub("", plain).strip(_EDGES + "()-")


def proposed_address(text: str) -> str:
    """What somebody may have meant with a part that is no address; "" where nobody can say."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    number = _QQ.match(plain)
    if number:
        return f"{number[1]}@qq.com"
    repaired = re.sub(r"[,;]", ".", plain)
    for wrong in (repaired, repaired + ".com", repaired.replace(".con", ".com")):
        if wrong != plain and _ADDRESS.fullmatch(wrong) and ".." not in wrong:
            return wrong
    return ""


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: 无, 暂无, a stroke."""
    key = name_key(text)
    return not key or key in roster_words().nothing.words


def yes_or_no(text: str) -> bool | None:
    """A yes or a no, None where it is neither; an empty cell is a no."""
    flags = roster_words().flags
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in flags.yes:
        return True
    return False if not plain or plain in flags.no else None


def is_sum(sub_committee: str, name: str) -> bool:
    """Whether a row adds up the others: 合计 for a unit or a branch, or a bare number for one."""
    return adds_up(sub_committee) or adds_up(name) or (bool(name) and name.strip().isdecimal())


def adds_up(text: str) -> bool:
    """Whether a cell adds up others: 合计, 总计：8 个, 共 8 个党支部."""
    if not text or len(text) > _SUM_CHARS:
        return False
    key = name_key(text)
    return bool(_SUM_COUNT.match(key)) or any(
        key.startswith(word) and bool(_SUM_TAIL.match(key.removeprefix(word)))
        for word in roster_words().sums.words
    )


def is_note(text: str) -> bool:
    """Whether a cell begins as a note below a table does: 注：, 填表人：, 联系电话 836…."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("*※")
    for word in roster_words().notes.words:
        if not plain.casefold().startswith(word):
            continue
        rest = plain[len(word) :].lstrip()
        if not rest or rest[0] in ":：.、" or rest[0].isdigit() or rest[0] in "(（":
            return True
    return False


def is_unit_like(text: str) -> bool:
    """Whether a text reads as the name of a sub-committee."""
    key = name_key(text)
    return any(key.endswith(ending) for ending in roster_words().unit_like.endings)
