from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.catalog_text import read_catalog

CATALOGS = sorted(Path("store/catalogs").glob("*/*.toml"))


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_catalog_is_read_as_toml(catalog: Path) -> None:
    text = catalog.read_text(encoding="utf-8")
    assert read_catalog(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        '"a" = "x"\n"a" = "y"',
        '"a" = "x',
        '"a" = "\\q"',
        '"a" = "tab\tand \x01"',
        "a = 3",
        '"a" = """\nlong\n"""',
        '["a"]\none = "1"\nother = "2"',
        '"a" = "\\U0001F600"',
        '"a" = "\\u4e00"\r\n',
    ],
)
def test_an_unusual_text_means_what_toml_says(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            read_catalog(text)
        return
    assert read_catalog(text) == expected


@given(st.lists(st.text(alphabet='"\\=#{} \nabn一one,', max_size=30), max_size=4))
def test_any_lines_mean_what_toml_says(lines: list[str]) -> None:
    text = "\n".join(f'"k{number}" = "{line}"' for number, line in enumerate(lines))
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert read_catalog(text) == expected
