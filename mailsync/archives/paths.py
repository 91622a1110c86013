"""Names of files as paths of attachments: readable, never pointing anywhere, never equal."""

from __future__ import annotations

import re

_DRIVE = re.compile(r"[A-Za-z]:[\\/]?")
_ROOTED = re.compile(r"(?:[A-Za-z]:)?[\\/]")
# Names of single volumes: only the first of them is an archive by its content.
_VOLUME = re.compile(r"\.(?:(?:7z|zip|rar)\.\d{3}|z\d\d|r\d\d|part\d{1,4}\.rar)$", re.IGNORECASE)
# Deeper or longer than any person files things; what is cut off is folders, not the name.
_MOST_FOLDERS = 40
_LONGEST_PART = 400


def part_name(name: str, fallback: str) -> str:
    """One part of a path from the name that a sender gave to a file.

    A path of the sender's machine is cut to its last part; any other slash is part of the name
    (2021/2022学年.docx) and is shown full-width.
    """
    name = name.strip()
    if _ROOTED.match(name) or ".." in re.split(r"[\\/]", name):
        name = re.split(r"[\\/]", name)[-1]
    elif "\\" in name:
        name = name.rpartition("\\")[2]
    name = name.replace("/", "／").strip()
    return _short(name) if name.strip(". ") else fallback


def member_path(name: str) -> str | None:
    """The path of an archive's member below the archive; None where it points outside.

    Both slashes part folders: old Windows programs write the other one.
    """
    name = name.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name):
        return None
    parts = [part for part in name.split("/") if part.strip() not in ("", ".")]
    # Windows drops dots and blanks at the end: "... " is a way up too.
    if not parts or any(not part.strip(". ") for part in parts):
        return None
    if len(parts) > _MOST_FOLDERS:
        parts = [*parts[: _MOST_FOLDERS - 1], parts[-1]]
    return "/".join(_short(part) for part in parts)


def is_volume_name(name: str) -> bool:
    """Whether a name is that of one volume of an archive cut in pieces."""
    return _VOLUME.search(name) is not None


def distinct(path: str, taken: set[str]) -> str:
    """A path that is not in `taken`, to which it is added: 方案.docx, then 方案 (2).docx."""
    number = 1
    candidate = path
    while candidate in taken:
        number += 1
        folder, slash, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if not stem:
            stem, dot, suffix = name, "", ""
        candidate = f"{folder}{slash}{stem} ({number}){dot}{suffix}"
    taken.add(candidate)
    return candidate


def _short(part: str) -> str:
    if len(part) <= _LONGEST_PART:
        return part
    stem, dot, suffix = part.rpartition(".")
    if not dot or len(suffix) > 10:
        return part[: _LONGEST_PART - 1] + "…"
    return f"{stem[: _LONGEST_PART - len(suffix) - 2]}…{dot}{suffix}"
