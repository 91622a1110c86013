from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from store.errors import ConfigError, StoreError
from store.files.durable import writing
from store.files.lock import exclusive
from store.text.reasons import _WORDS, reason_code
from store.text.wording import LANGUAGES, load


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({f"reason.{word}" for word in _WORDS.values()}))
def test_every_listed_reason_has_its_words(language: str, code: str) -> None:
    assert load(language).has(code)


def test_chinese_reasons_hold_no_english() -> None:
    chinese = load("zh_CN")
    for code in (code for code in chinese.codes if code.startswith("reason.")):
        params = dict.fromkeys(("seconds", "line", "column", "host", "names", "zone"), "1")
        params |= dict.fromkeys(("value", "known", "day", "clock"), "1")
        said = chinese.say(code, **params)
        assert not re.search("[A-Za-z]{3}", said.replace("true", "").replace("false", "")), code


@pytest.mark.parametrize(
    "number",
    [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ECONNREFUSED, errno.ENETUNREACH, errno.ENOENT],
)
def test_what_this_system_says_is_known(number: int) -> None:
    assert reason_code(os.strerror(number)) is not None


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("Connection refused", "对方没有开放这个端口"),
        ("no answer for 60 s", "60 秒没有答复"),
        ("TOML parse error\ninvalid value at line 50 column 8", "第 50 行第 8 列"),
        ("Expected `int`, got `str`", "现在写的是文字"),
        (
            "Hostname mismatch, certificate is not valid for 'imap.163.com'.",
            "证书不是发给 imap.163.com 的",
        ),
        ("something that nobody has listed", "something that nobody has listed"),
        ("Expected `int`, got `marvel`", "Expected `int`, got `marvel`"),
    ],
)
def test_a_reason_is_worded_where_it_is_known(text: str, chinese: str) -> None:
    told = ConfigError("settings.unreadable", file="a.toml", reason=text)
    assert chinese in load("zh_CN").error(told)


def test_a_lock_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(StoreError, match=r"disk\.write"),
        exclusive(tmp_path / "file" / "sync.lock", code="sync.locked"),
    ):
        raise AssertionError("the lock was never taken")


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk.full"), (errno.EDQUOT, "disk.full"), (errno.EROFS, "disk.write")],
)
def test_what_a_disk_refuses_says_whether_it_is_full(number: int, code: str) -> None:
    def refused() -> None:
        with writing(Path("w")):
            raise OSError(number, os.strerror(number))

    with pytest.raises(StoreError) as caught:
        refused()
    assert caught.value.code == code
