"""A body's own words and what it quotes, without a gap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.mime.quotes import body_parts


def cut(body: str) -> list[tuple[bool, str]]:
    return [(part.quoted, body[part.start : part.end]) for part in body_parts(body)]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("老师好：\n请查收。\n", [(False, "老师好：\n请查收。\n")]),
        (
            "请查收。\n\n---原始邮件---\n发件人：李\n旧的\n",
            [(False, "请查收。\n\n"), (True, "---原始邮件---\n发件人：李\n旧的\n")],
        ),
        (
            "好的\n> 引用\n> 还是\n我的话",
            [(False, "好的\n"), (True, "> 引用\n> 还是"), (False, "\n我的话")],
        ),
        ("> 只有引用", [(True, "> 只有引用")]),
        ("", []),
    ],
)
def test_quotes_are_told_from_own_words(body: str, parts: list[tuple[bool, str]]) -> None:
    assert cut(body) == parts


@given(
    st.lists(
        st.sampled_from(["> 旧", "新", "", "在昨天写道：", "Ⅲ\u200b", "---原始邮件---"]), max_size=9
    )
)
def test_nothing_of_a_body_is_lost_or_doubled(lines: list[str]) -> None:
    body = "\n".join(lines)
    assert "".join(text for _, text in cut(body)) == body
