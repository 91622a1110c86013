"""Text from outside made safe to show, character by character."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from store.text.visible import visible, visible_body, visible_json

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_BLANK = "\u115f\u1160\u3164\uffa0\u034f"


@given(st.text(alphabet=st.characters()))
def test_only_what_cannot_be_seen_is_replaced(text: str) -> None:
    expected = "".join(
        f"<U+{ord(char):04X}>" if unicodedata.category(char) in _HIDDEN or char in _BLANK else char
        for char in text
    )
    assert visible(text) == expected


@given(st.text(alphabet="支部 　\u00a0\u115f\u3164\ufeff\n\t\x1b,aé"))
def test_names_with_blanks_and_letters_that_look_blank(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set("\u115f\u3164\ufeff\n\t\x1b")
    assert visible(shown) == shown


def test_a_body_keeps_its_lines() -> None:
    assert visible_body("a\r\nb\tc\x00") == "a\nb\tc<U+0000>"


@given(st.text())
def test_json_says_the_same_and_shows_nothing_hidden(text: str) -> None:
    plain = json.dumps({"name": text}, ensure_ascii=False, indent=1)
    shown = visible_json(plain)
    assert json.loads(shown) == json.loads(plain)
    assert visible(shown, keep=frozenset("\n")) == shown
