"""The number of a notice as it stands in a text, such as 东大组字〔2021〕8号."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（【]20\d\d[〕\]）】]第?\d+号")


def numbers_in(text: str) -> Iterator[str]:
    """What looks like the number of a notice, with the words that run into its front."""
    for found in _NUMBER.finditer(text):
        yield in_brackets(found[0])


def in_brackets(number: str) -> str:
    """A number in the brackets that it is issued with, whatever it was typed with."""
    return number.translate(str.maketrans("[]（）【】", "〔〕〔〕〔〕"))
