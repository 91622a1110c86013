"""Addresses that are not what they look like: letters of other scripts, doubles of a domain."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

# Letters of other scripts that are drawn as Latin ones, and Latin ones drawn as another.
_PAIRS = (
    "аa ьb сc ԁd еe һh іl јj кk ӏl мm ոn оo рp ԛq ѕs тt уu хx ѵv ԝw ᴦr ɡg"  # noqa: RUF001
    " αa βb γy εe ηn ιl κk νv οo ρp τt υu χx ıl łl øo đd ħh ŧt 0o 1l il"  # noqa: RUF001
)
_DRAWN_AS = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_DRAWN_TOGETHER = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# Where people of an office have their mailboxes, beside the school's own.
_KNOWN_DOMAINS = (
    "163.com",
    "126.com",
    "yeah.net",
    "qq.com",
    "vip.qq.com",
    "foxmail.com",
    "sina.com",
    "sina.cn",
    "sohu.com",
    "139.com",
    "189.cn",
    "aliyun.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
)
_PUNYCODE = "xn--"


@dataclass(frozen=True, slots=True)
class ForeignLetters:
    """An address with letters that are not ASCII, as it is written and as it is shown."""

    address: str
    shown: str
    scripts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Double:
    """Addresses of a domain that is drawn as another one."""

    domain: str
    other: str
    addresses: tuple[str, ...]


def foreign_letters(addresses: Iterable[str]) -> list[ForeignLetters]:
    """The addresses that are not plain ASCII, also where they are written as such (xn--)."""
    found = []
    for address in dict.fromkeys(address.strip().lower() for address in addresses):
        shown = _shown(address)
        if not shown.isascii() or f".{_PUNYCODE}" in f".{_domain(address)}":
            found.append(ForeignLetters(address, shown, _scripts(shown)))
    return found


def doubles(addresses: Iterable[str]) -> list[Double]:
    """The domains that are drawn as another of the roster that is used more, or as a known one."""
    using: dict[str, list[str]] = defaultdict(list)
    for address in dict.fromkeys(address.strip().lower() for address in addresses):
        using[_domain(address)].append(address)
    alike: dict[str, list[str]] = defaultdict(list)
    for domain in dict.fromkeys((*using, *_KNOWN_DOMAINS)):
        alike[_drawn(domain)].append(domain)
    found = []
    for same in alike.values():
        # The true one is known, else plain, else the one that more addresses have.
        true, *others = sorted(
            same,
            key=lambda one: (
                one not in _KNOWN_DOMAINS,
                _PUNYCODE in one or not one.isascii(),
                -len(using[one]),
                one,
            ),
        )
        found += [Double(one, true, tuple(using[one])) for one in others if using[one]]
    return found


def _domain(address: str) -> str:
    if address.isascii():
        return address.rpartition("@")[2].rstrip(".")
    return unicodedata.normalize("NFKC", address.rpartition("@")[2]).lower().rstrip(".")


def _shown(address: str) -> str:
    """An address as its reader sees it."""
    local, at, domain = address.rpartition("@")
    return local + at + ".".join(map(_label_shown, domain.split(".")))


def _label_shown(label: str) -> str:
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _scripts(text: str) -> tuple[str, ...]:
    """The scripts of the letters, by the first word of their names: Latin, Cyrillic, CJK."""
    names = (unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha())
    return tuple(dict.fromkeys(name if name == "CJK" else name.title() for name in names if name))


def _drawn(domain: str) -> str:
    """What a domain is drawn as, so that two that look alike are the same."""
    shown = ".".join(map(_label_shown, domain.split(".")))
    # Accents and forms go first, then letters of other scripts.
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", shown).lower()
        if not unicodedata.combining(char)
    ).translate(_DRAWN_AS)
    for two, one in _DRAWN_TOGETHER:
        plain = plain.replace(two, one)
    return plain
