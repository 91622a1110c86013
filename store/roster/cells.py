"""What a cell of a roster says: several values, addresses and numbers, yes or no, a sum, a note."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from store.roster.name_keys import name_key
from store.roster.words import roster_words

_SEVERAL = re.compile(r"[;；、\n]+")
_SEVERAL_PARTS = re.compile(r"[;；、,，\n|/\\]+")
_ADDRESS = re.compile(
    r"[\w.!#$%&'*+=?^`{}~-]+@(?:[a-z0-9-]+\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)", re.ASCII
)
_ADDRESS_WITHIN = re.compile(
    r"(?<![a-z0-9._%+@-])[a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}(?=\d{7}|[^a-z0-9@-]|$)",
    re.ASCII | re.IGNORECASE,
)
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
_QUOTES = "'`’"
# A blank behind each character fills a column; it is no part of a name.
_SPACED_OUT = re.compile(r"(?:[\u4e00-\u9fff\d()（）] ){3,}[\u4e00-\u9fff\d()（）]")
_FLOAT = re.compile(r"\d{7,12}\.0+")
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d{1,2}", re.IGNORECASE)
_CONTACT_LABEL = re.compile(
    r"(?:联系)?(?:电话|手机|邮箱|方式|tel|phone|mobile|e-?mail|mail)[:：]?", re.IGNORECASE
)
_NAME_LETTERS = 4
_EDGES = " /|\\,，;；、:：\n\t"
_SUM_TAIL = re.compile(
    r"^(?:共?\d+(?:个|家|支|名)?(?:党?支部)?(?:[\w]{0,6}\d+(?:个|家|支|名)?)*)?$"
)
_SUM_COUNT = re.compile(r"^共计?\d+(?:个|家|支)(?:党?支部|分党委|单位)?.{0,12}$")
_BARE_COUNT = re.compile(r"^共?\d+(?:个|家|支)?(?:党?支部)?$")
_SUM_ENDINGS = ("小计", "合计", "总计", "共计")
_SUM_CHARS = 40


@dataclass(frozen=True, slots=True)
class Reachable:
    """What a cell says of how somebody is reached.

    Attributes:
        addresses: in small letters, each once.
        phone: the numbers, as they were written.
    """

    addresses: tuple[str, ...]
    phone: str


def one_line(text: str) -> str:
    """A cell that holds one value, whatever line breaks or blanks it was laid out with."""
    text = text.replace("\n", "")
    return text.replace(" ", "") if _SPACED_OUT.fullmatch(text) else text


_BRANCH_ENDS = ("支部", "总支")
_BETWEEN_BRANCHES = re.compile(
    r"[、，,;；\n]+|(?:^|(?<=支部)|(?<=总支)|\s)\s*[(（]?\d{1,2}[)）.\uff0e、]\s*"
)


def branches_in(text: str) -> tuple[str, ...]:
    """The branches that a cell names, one a line, behind numbers or commas; one where unsure."""
    whole = one_line(text)
    parts = tuple(one_line(part) for part in _BETWEEN_BRANCHES.split(text) if part and part.strip())
    sure = all(part.endswith(_BRANCH_ENDS) for part in parts) and "联合" not in whole
    return parts if len(parts) > 1 and sure else (whole,)


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
    for several_words in _SEVERAL_PARTS.split(plain):
        found, none = _addresses_of_one(several_words)
        good |= dict.fromkeys(found)
        bad += none
    return tuple(good), tuple(bad)


def _addresses_of_one(text: str) -> tuple[list[str], list[str]]:
    """The addresses of a part, and what of it is none; words beside an address say whose it is."""
    good: list[str] = []
    bad: list[str] = []
    for part in text.split():
        address = _LABEL.sub("", part).lower().removeprefix("mailto:").rstrip(".。")
        if _ADDRESS.fullmatch(address) and ".." not in address:
            good.append(address)
            continue
        within = [found[0].lower() for found in _ADDRESS_WITHIN.finditer(part)]
        if within and all(".." not in one for one in within):
            good += within
            left = _ADDRESS_WITHIN.sub(" ", part).split()
            bad += [one for one in left if any(char.isdigit() for char in one) or "@" in one]
        elif address and not says_nothing(address):
            bad.append(part)
    if good:
        bad = [part for part in bad if any(char.isascii() and char.isalnum() for char in part)]
    return good, bad


def reachable(text: str) -> Reachable:
    """Tell addresses and telephone numbers apart, whatever the column is called."""
    if says_nothing(text):
        return Reachable((), "")
    good, _ = addresses(text)
    if not good:
        return Reachable((), plain_phone(text))
    plain = _ADDRESS_WITHIN.sub(" ", unicodedata.normalize("NFKC", text))
    numbers = [found[0].strip() for found in _PHONE.finditer(plain)]
    return Reachable(good, "；".join(dict.fromkeys(numbers)))


def plain_phone(text: str) -> str:
    """A telephone number as a person writes it, where a spreadsheet made something else of it."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip(_QUOTES)
    if _FLOAT.fullmatch(plain):
        return plain.partition(".")[0]
    wide = any("０" <= char <= "９" for char in text)
    return plain if wide or text.lstrip()[:1] in _QUOTES else text


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet left only the first digits of a number: 1.38E+10."""
    return bool(_ROUNDED.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def person(text: str) -> str:
    """A person's name without the blanks that fill two letters up to three."""
    name = one_line(text).strip()
    letters = name.split()
    if 1 < len(letters) <= _NAME_LETTERS and all(_is_letter(one) for one in letters):
        return "".join(letters)
    return name


def person_and_rest(text: str) -> tuple[str, str]:
    """A person, and the addresses and numbers that were written behind the name."""
    plain = unicodedata.normalize("NFKC", text)
    rest = [found[0] for found in _ADDRESS_WITHIN.finditer(plain)]
    without = _ADDRESS_WITHIN.sub(" ", plain)
    rest += [found[0].strip() for found in _PHONE.finditer(without)]
    if not rest:
        return text, ""
    name = _CONTACT_LABEL.sub(" ", _PHONE.sub(" ", without))
    return " ".join(name.split()).strip(_EDGES + "()[]【】 "), "\n".join(rest)


def is_person(text: str) -> bool:
    """Whether a word may be somebody's name and not what is said of them."""
    return 1 < len(text) <= _NAME_LETTERS and all(map(_is_letter, text)) and not is_note(text)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and unicodedata.category(text) == "Lo"


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
    if name_key(sub_committee).endswith(_SUM_ENDINGS) or name_key(name).endswith(_SUM_ENDINGS):
        return True
    return adds_up(sub_committee) or adds_up(name) or bool(_BARE_COUNT.match(name_key(name)))


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
