"""This year's notice in the first run: a document or pasted text, its figures, and its TOML."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from mailsync.examine.documents.shown_text import shown_text
from store.errors import UsageError
from store.files.passing import passing_folder
from store.notice.notice import parse_notice, shipped_notices
from store.notice.reading.figures import Figure, figures
from store.notice.reading.written import NONE, still_open, written

_TOML = ".toml"


def is_document(named: str) -> bool:
    """Whether it is a notice as issued: neither one of the program's nor one read before."""
    return bool(named) and named not in shipped_notices() and not named.lower().endswith(_TOML)


def text_of(file: str) -> str:
    """The text of a notice as issued.

    Raises:
        UsageError: `notice.read.no_text` with the file.
    """
    try:
        text = shown_text(Path(file).expanduser())
    except OSError as err:
        raise UsageError("notice.read.no_text", file=file) from err
    if text is None:
        raise UsageError("notice.read.no_text", file=file)
    return text


def read_figures(text: str) -> dict[str, Figure]:
    """The figures of a notice, by key."""
    return {one.key: one for one in figures(text)}


def notice_toml(text: str, typed: Mapping[str, str]) -> str:
    """The TOML of a notice whose figures were looked through.

    Raises:
        UsageError: `notice.read.asked` with the key of a figure that is unclear and empty.
        ConfigError: `notice.read.*`, `notice.invalid`.
    """
    found = read_figures(text)
    open_keys = still_open(typed, found)
    for key in found:
        if key in open_keys:
            raise UsageError("notice.read.asked", key=key)
    values = {key: "" if value in NONE else value for key, value in typed.items()}
    made = written(text, values, found).text
    parse_notice(made, file="notice.toml")
    return made


@contextlib.contextmanager
def notice_file(toml: str) -> Iterator[str]:
    """The TOML as a file, for as long as a workspace is made with it."""
    with passing_folder() as folder:
        path = folder / "notice.toml"
        path.write_text(toml, encoding="utf-8")
        yield str(path)
