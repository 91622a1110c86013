"""The words of the catalogs: what docs/glossary.md bans stands in none, in either language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGS = ROOT / "store" / "catalogs"
BANNED = re.findall(
    r"^\| ([^|]+) \| [^|]+ \|$",
    (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("| not | but |\n|---|---|\n")[1],
    re.MULTILINE,
)


TEMPLATES = ROOT / "mailsync" / "letters" / "shipped"


def lines_of(language: str) -> dict[str, str]:
    """The lines of catalogs and letter templates, without titles and fields."""
    found = {
        path.name: re.sub(r"《[^》]*》|\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"))
        for path in sorted((TEMPLATES / language).glob("*.txt"))
    }
    for path in sorted((CATALOGS / language).glob("*.toml")):
        for code, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            forms = said.values() if isinstance(said, dict) else (said,)
            found[code] = re.sub(r"《[^》]*》|\{[^}]*\}", "", "\n".join(forms))
    return found


def test_the_glossary_bans_words_of_both_languages() -> None:
    assert "认领" in BANNED
    assert "mend" in BANNED


@pytest.mark.parametrize("banned", BANNED)
def test_no_line_has_a_banned_word(banned: str) -> None:
    language = "en" if banned.isascii() else "zh_CN"
    # "recommend" is no "mend".
    pattern = rf"\b{banned}\w*" if banned.isascii() else re.escape(banned)
    found = {
        code: said
        for code, said in lines_of(language).items()
        if re.search(pattern, said, re.IGNORECASE)
    }
    assert found == {}


def test_no_english_line_says_that_a_thing_is_no_other() -> None:
    found = {
        code: said
        for code, said in lines_of("en").items()
        if re.search(r"(?<!there )\bis no (?!longer\b|more\b)", said, re.IGNORECASE)
    }
    assert found == {}
