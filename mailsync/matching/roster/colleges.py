"""Short forms of a college's name: derived by rule, then checked against every other college."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import Protocol

_PARTY = re.compile(
    r"(?:直属|基层)*(?:分党委|党委|党总支部?|党工委|总支部?|直属党支部|党组|党委员会|委员会)$"
)
_SUFFIXES = (
    "国家重点实验室",
    "重点实验室",
    "研究中心",
    "工作处",
    "管理处",
    "办公室",
    "实验室",
    "研究院",
    "研究所",
    "分校",
    "校区",
    "学院",
    "学部",
    "书院",
    "医院",
    "中心",
    "集团",
    "公司",
    "处",
    "部",
    "室",
    "馆",
    "院",
    "系",
    "所",
)
_DISPENSABLE = re.compile(
    r"(?:科学与工程|科学与技术|与工程|与技术|与自动化|工程|科学|技术|与管理)$"
)
_JOINTS = re.compile(r"[与和及]|科学(?=与)")
# What no rule yields: a word of the full name, and the short forms people use for it.
_CUSTOMARY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("创新创业", ("双创学院", "双创", "双创中心")),
    ("离退休", ("老干部处", "离退处", "老干处", "离退休党委")),
    ("网络安全", ("网信办", "网信中心", "网安办")),
    ("信息化", ("信息办", "信息化办")),
    ("轧制技术", ("ral", "轧制国重")),
    ("国家重点实验室", ()),
    ("后勤", ("后勤服务中心", "后勤处", "后勤集团", "后勤管理处")),
    ("国防教育", ("国防生学院", "国防学院")),
    ("医学与生物", ("生医学院", "中荷学院", "中荷", "医工学院", "医学院", "医工")),
    ("机关", ("校机关", "机关党委")),
    ("马克思", ("马院", "马克思学院")),
    ("图书馆", ("图书",)),
    ("资产与实验室", ("实验室处", "资实处")),
)
_MAX_SUBSEQUENCE_SOURCE = 14


class Tier(IntEnum):
    """How a form is known: the lower the surer."""

    NAME = 0
    LISTED = 1
    DERIVED = 2
    GUESSED = 3
    # A short form of a name that is no longer borne; any present bearer comes before.
    OUTDATED = 4


class _Add(Protocol):
    """The shape of the callback that notes a form."""

    def __call__(self, text: str, tier: Tier) -> None: ...


@dataclass(frozen=True, slots=True)
class ShortForm:
    """One way to write a college; a bare one lacks the word that says what it is."""

    text: str
    tier: Tier
    bare: bool


def college_of(sub_committee: str) -> str:
    """The unit that a sub-committee's name names: 机械学院党委 is 机械学院."""
    plain = sub_committee.removeprefix("中共").removeprefix("东北大学")
    return _PARTY.sub("", plain) or plain


def is_bare(form: str) -> bool:
    """Whether a form lacks 学院, 处 or another word that says what it is."""
    return not form.endswith(_SUFFIXES) and not form.endswith(("党委", "党总支", "国重", "办"))


def derive_short_forms(college: str) -> tuple[ShortForm, ...]:
    """Every form that rules yield for a college's full name; the surest tier of each."""
    found: dict[str, Tier] = {college: Tier.NAME}

    def add(text: str, tier: Tier) -> None:
        if len(text) >= 2 and text not in found:
            found[text] = tier

    suffix = next((s for s in _SUFFIXES if college.endswith(s) and len(college) > len(s)), "")
    body = college.removesuffix(suffix)
    ends: tuple[str, ...] = (suffix, "院") if suffix == "学院" else (suffix,)
    if suffix.endswith("国家重点实验室"):
        ends = ("实验室", "国重", suffix)
    elif suffix in ("工作处", "管理处"):
        ends = ("处", suffix)
    elif suffix == "办公室":
        ends = ("办", suffix)
    if suffix == "学院" and len(body) == 1:
        found[body] = Tier.DERIVED
        add(body + "学", Tier.DERIVED)
    parts = [part for part in _JOINTS.split(body) if part]
    core = _DISPENSABLE.sub("", body) or body
    first = parts[0] if parts else body
    shortest = _DISPENSABLE.sub("", first)
    for stem in dict.fromkeys((core, first, shortest, body)):
        for end in ends:
            add(stem + end, Tier.DERIVED)
        add(stem, Tier.DERIVED)
    for word, forms in _CUSTOMARY:
        if word in college:
            for form in forms:
                add(form, Tier.DERIVED)
    add(body[:2] + ends[0], Tier.DERIVED)
    if suffix == "学院":
        add(body[0] + "院", Tier.DERIVED)
        add(body[:2] + "院", Tier.DERIVED)
    if suffix in ("分校", "校区"):
        add(suffix, Tier.DERIVED)
        add(body[0] + suffix[0], Tier.GUESSED)
    _add_joined_parts(parts, ends, add)
    _add_guesses(body, suffix, ends, add)
    for text in [t for t in found if is_bare(t)]:
        add(text + "党委", found[text])
    return tuple(ShortForm(t, tier, is_bare(t)) for t, tier in found.items())


def _add_joined_parts(parts: list[str], ends: tuple[str, ...], add: _Add) -> None:
    if len(parts) < 2:
        return
    for first, second in combinations(parts, 2):
        for length in (1, 2, 3):
            joined = first[:length] + second[:length]
            for end in ends:
                add(joined + end, Tier.DERIVED if first is parts[0] else Tier.GUESSED)
            add(joined, Tier.DERIVED if first is parts[0] else Tier.GUESSED)


def _add_guesses(body: str, suffix: str, ends: tuple[str, ...], add: _Add) -> None:
    for length in range(2, len(body)):
        for end in ends:
            add(body[:length] + end, Tier.GUESSED)
        add(body[:length], Tier.GUESSED)
    for start in range(1, len(body) - 1):
        if body[start] not in "与和及" and not _DISPENSABLE.fullmatch(body[start:]):
            add(body[start:] + suffix, Tier.GUESSED)
            add(body[start:], Tier.GUESSED)
    for end in ends:
        add(body[:2] + body[-2:] + end, Tier.GUESSED)
    letters = body[:_MAX_SUBSEQUENCE_SOURCE]
    for count in (1, 2):
        for later in combinations(range(1, len(letters)), count):
            picked = letters[0] + "".join(letters[at] for at in later)
            for end in ends:
                add(picked + end, Tier.GUESSED)
            if count == 1:
                add(picked, Tier.GUESSED)
