"""Words every problem in both languages, as a screen would."""

from __future__ import annotations

from collections.abc import Iterable

from store.model import Problem
from store.text.wording import LANGUAGES, load


def word_all(problems: Iterable[Problem]) -> list[str]:
    """The sentences of problems; a code or a param that a catalog lacks raises KeyError."""
    sentences: list[str] = []
    for problem in problems:
        for language in LANGUAGES:
            wording = load(language)
            own = f"problem.{problem.code}"
            code = own if wording.has(own) else problem.code
            sentences.append(wording.say(code, **problem.params))
    return sentences
