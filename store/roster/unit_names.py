"""The sub-committee that a cell, a line above a table or a sheet's name speaks of."""

from __future__ import annotations

import re
import unicodedata

from store.roster.cells import is_note, one_line
from store.roster.name_keys import name_key
from store.roster.words import roster_words

_NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)]?\s*[、.:\uff0e\uff1a]\s*(?!\d)"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*)"
)
_COUNTED = re.compile(
    r"\s*(?:[（(【\[]\s*共?计?\s*\d+\s*(?:个|家|支)?(?:教工|学生)?(?:党?支部)?\s*[）)】\]]"
    r"|[:：]?\s*共?计?\s*\d+\s*(?:个|家|支)(?:教工|学生)?(?:党?支部)?)$"
)
_LABELLED = re.compile(r"^(?P<label>[^:：]{1,20})[:：]\s*(?P<rest>.+)$")
_IN_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]?$")
_LIST = re.compile(
    r"(?:\d{4}年?度?)?(?:教工|学生|师生)?(?:特色|样板|先进|优秀|参与|参加|申报|创建|基层|所属)*的?"
    r"(?:党?支部|党组织)(?:特色)?(?:创建|建设|申报|参与|参评|基本|信息|情况|工作|统计|汇总|登记|联系)*"
    r"(?:名单|名册|一览表?|花名册|汇总表?|统计表?|登记表?|信息表?|明细表?|情况表?|清单|表)$"
)
_YEAR = re.compile(r"^(?:\d{4}\s*(?:年度?|[-—~/]\s*\d{4}\s*学?年度?)\s*)+")
_WHOLE_SCHOOL = re.compile(r"(?:大学|学校|校|学院总?校)(?:党委|党总支|委员会)$|^校?党委$")


def unit_without_count(text: str) -> str:
    """A sub-committee's name without the number before it and the count of branches behind."""
    name = one_line(text)
    plain = _COUNTED.sub("", _NUMBERED.sub("", name)).strip(" :：")
    return plain if plain and name_key(plain) else name


def is_unit_like(text: str) -> bool:
    """Whether a text reads as the name of a sub-committee."""
    key = name_key(text)
    return not _WHOLE_SCHOOL.search(key) and any(
        key.endswith(ending) for ending in roster_words().unit_like.endings
    )


def is_surely_unit(text: str) -> bool:
    """Whether a text ends as no branch's name does: 党委, 党总支."""
    key = name_key(text)
    return not _WHOLE_SCHOOL.search(key) and any(
        key.endswith(kind) and key != kind for kind in roster_words().unit.kinds
    )


def unit_told(text: str) -> str:
    """The name in 一、信息学院党委（3 个）, 单位：信息学院党委（联系人：甲）; "" for a note.

    What is left need not be a sub-committee's name: see `is_unit_like`.
    """
    name = _NUMBERED.sub("", unicodedata.normalize("NFC", one_line(text))).strip()
    labelled = _LABELLED.match(name)
    if labelled is not None:
        if is_unit_label(labelled["label"]):
            name = labelled["rest"].split("  ")[0].strip()
        elif is_unit_like(unit_without_count(_IN_BRACKETS.sub("", labelled["label"]))):
            name = labelled["label"]
    if is_note(name):
        return ""
    bare = unit_without_count(name)
    if not is_unit_like(bare) and is_unit_like(_IN_BRACKETS.sub("", bare)):
        bare = _IN_BRACKETS.sub("", bare)
    listed = _LIST.sub("", _YEAR.sub("", bare))
    if listed != bare and is_unit_like(listed):
        bare = listed
    return bare.strip(" :：")


def is_unit_label(text: str) -> bool:
    """Whether a text is what stands before a sub-committee's name: 分党委, 填报单位（盖章）."""
    key = name_key(_IN_BRACKETS.sub("", text))
    words = roster_words()
    return key in {
        name_key(word)
        for listed in (words.branch_heads, words.branch_synonyms)
        for word in listed["sub_committee"]
    } | {name_key(word) for word in words.unit_labels.words}


def unit_in_title(text: str) -> str:
    """The sub-committee that a line above a table names; "" where it names none."""
    name = unit_told(text)
    return name if is_unit_like(name) else ""
