from __future__ import annotations

from bench.make_pinyin import table
from store.text.pinyin import readings


def test_the_table_is_what_the_script_makes_of_pypinyin() -> None:
    for known, chars in table().items():
        for char in chars:
            assert readings(char) == tuple(known.split()), char


def test_what_is_not_chinese_has_no_reading() -> None:
    assert readings("a") == readings("#") == readings("") == ()
    assert readings("女") == ("nv", "ru")
