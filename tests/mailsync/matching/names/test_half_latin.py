"""Names half in pinyin are read as wholly as those in Chinese."""

from __future__ import annotations

import pytest

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import normalise
from tests.mailsync.matching.conftest import branch_id

MECHANICS = "机械工程与自动化学院党委"


@pytest.mark.parametrize(
    "text",
    [
        "机械学院yanjiusheng1dangzhibu",
        "机械学院yanjiusheng第一党支部",
        "机械学院研究生diyizhibu",
        "机械学院研究生1dzb",
        "机械学院-yanjiusheng-yi-zhibu",
        "jixiexueyuan研究生第一党支部",
        "jixie研究生第一党支部",
        "jixiexueyuanyanjiusheng第一党支部",
        "机械学院yjs第一党支部",
    ],
)
def test_one_branch_is_left(roster: Roster, text: str) -> None:
    (found,) = read_mentions(roster, normalise(text + "工作案例").text)
    assert roster.only(found.mask) == branch_id(MECHANICS, "研究生第一党支部")
    assert found.standing is Standing.CLEAR


def test_the_span_is_of_what_was_written(roster: Roster) -> None:
    text = normalise("2020机械学院yanjiusheng1dangzhibu（成果展示）").text
    (found,) = read_mentions(roster, text)
    assert text[found.start : found.end] == "机械学院yanjiusheng1dangzhibu"


@pytest.mark.parametrize("text", ["方案final", "支部zhibu活动", "机械学院方案di2版", "案例V2党建"])
def test_other_letters_make_no_name(roster: Roster, text: str) -> None:
    assert read_mentions(roster, normalise(text).text) == ()
