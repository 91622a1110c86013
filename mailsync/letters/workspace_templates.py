"""The templates of a workspace beside those of the program: put there, kept up to date, replaced.

A template that nobody edited follows the program. One that people edited stays theirs; where the
program's own changed since, both can be compared, and the new one taken.
"""

from __future__ import annotations

import difflib
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from mailsync.letters.templates import FOLDER, shipped, template_names, text_of_template
from store.errors import UsageError
from store.files.durable import sync_file, writing
from store.files.own_files import own_folder, refuse_link
from store.files.private import private_file
from store.notice.number import in_brackets, numbers_in
from store.text.wording import LANGUAGES
from store.workspace.settings_file import replace_file

# What the program put there last, by name: the sha256 of its text.
_ORIGINALS = f"{FOLDER}/originals.json"
_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A template of a workspace that is not the program's of today.

    `original` says of the program's own whether it changed since (`newer`), stayed as it was when
    this one was edited (`same`), or that nobody knows (`unknown`, of a workspace made before).
    `quoted` is the number of another notice that is typed into it, "" where there is none.
    """

    name: str
    quoted: str
    original: Literal["newer", "same", "unknown"]


def put_out(folder: Path) -> None:
    """Copy the templates that come with the program into a workspace: where they are missing, and
    where nobody edited what an earlier version put there.

    Raises:
        StoreError: `disk.*`.
    """
    before = _originals(folder)
    put = dict(before)
    for language in LANGUAGES:
        target = own_folder(folder, f"{FOLDER}/{language}")
        for name in template_names():
            key, path, text = f"{language}/{name}", target / name, shipped(language, name)
            own = _text_or_none(path)
            if own is None and path.exists():
                continue
            if own != text and (own is None or _digest(own) == before.get(key)):
                replace_file(path, text)
                own = text
            if own == text:
                put[key] = _digest(text)
    if put != before:
        _keep(folder, put)


def own_templates(folder: Path, number: str) -> tuple[OwnTemplate, ...]:
    """The templates that people edited, or that were left by an earlier version.

    Args:
        number: of the workspace's notice.
    """
    found, own = [], in_brackets(number)
    put = _originals(folder)
    for language in LANGUAGES:
        for name in template_names():
            key, ours = f"{language}/{name}", shipped(language, name)
            text = _text_or_none(folder / FOLDER / language / name)
            if text is None or text == ours or _digest(text) == put.get(key):
                continue
            # Words run into the front of a number, and a number may have odd signs there.
            others = (
                one for one in numbers_in(text) if not (one.endswith(own) or own.endswith(one))
            )
            known = put.get(key)
            original: Literal["newer", "same", "unknown"] = (
                "unknown" if known is None else "same" if known == _digest(ours) else "newer"
            )
            found.append(OwnTemplate(key, next(others, ""), original))
    return tuple(found)


def compared(folder: Path, name: str) -> str:
    """One's own template beside the program's, as `diff -u` has it; lines of the program's are +.

    Raises:
        UsageError: `templates.unknown` where there is no such template.
    """
    language, file = _parted(name)
    mine = _text_or_none(folder / FOLDER / language / file) or ""
    lines = difflib.unified_diff(
        mine.splitlines(),
        shipped(language, file).splitlines(),
        f"{FOLDER}/{name}",
        "sixones",
        lineterm="",
    )
    return "\n".join(lines)


def take_shipped(folder: Path, names: Sequence[str], *, at: datetime) -> Iterator[tuple[str, str]]:
    """Take the program's own templates in the place of edited ones; what stood there is kept.

    Yields:
        The name, and what the file that stood there is called now, "" where it was the program's.

    Raises:
        UsageError: `templates.unknown`; StoreError: `disk.*`.
    """
    parted = [_parted(name) for name in names]
    put = _originals(folder)
    for language, file in parted:
        target = own_folder(folder, f"{FOLDER}/{language}")
        path, ours, kept = target / file, shipped(language, file), ""
        if path.exists() and _text_or_none(path) != ours:
            stem, _, suffix = file.rpartition(".")
            kept = f"{stem}.before-{at:%Y%m%d-%H%M%S}.{suffix}"
            with writing(target):
                # Byte for byte: it may be in an encoding that we do not read.
                shutil.copyfile(path, private_file(target / kept))
                sync_file(target / kept)
        replace_file(path, ours)
        put[f"{language}/{file}"] = _digest(ours)
        yield f"{language}/{file}", f"{language}/{kept}" if kept else ""
    _keep(folder, put)


def _parted(name: str) -> tuple[str, str]:
    language, _, file = name.partition("/")
    if language not in LANGUAGES or file not in template_names():
        raise UsageError("templates.unknown", name=name)
    return language, file


def _text_or_none(path: Path) -> str | None:
    try:
        return text_of_template(path)
    except (OSError, UnicodeDecodeError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _originals(folder: Path) -> dict[str, str]:
    """What was put out, as far as that is known."""
    path = folder / _ORIGINALS
    refuse_link(path)
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_MOST_BYTES), type=dict[str, str])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _keep(folder: Path, put: dict[str, str]) -> None:
    text = msgspec.json.format(msgspec.json.encode(dict(sorted(put.items())))).decode()
    replace_file(folder / _ORIGINALS, text + "\n")
