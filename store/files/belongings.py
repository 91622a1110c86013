"""What belongs to a workspace beside its contents: one list for links, backups and archives."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

# How an archive calls what the program needs to open it again.
COPY, SETTINGS, NOTICE, DAYS, EARLIER = (
    "sixones-database.db",
    "sixones-settings.toml",
    "sixones-notice.toml",
    "sixones-days.toml",
    "sixones-earlier.json",
)


class Belonging(NamedTuple):
    """A file of a workspace, by its name or by a pattern of names.

    `archived` is its name in an archive, "*" the same one, "" none: an archive says nothing that
    names a program, a host or a template, and nobody imports a roster there.
    """

    name: str
    archived: str = ""

    @property
    def is_pattern(self) -> bool:
        """Whether several files may have its name."""
        return any(sign in self.name for sign in "*?")


BELONGINGS = (
    Belonging("sixones.db", COPY),
    Belonging("sixones.toml", SETTINGS),
    Belonging("notice.toml", NOTICE),
    Belonging("notice-????-??-??.toml"),
    Belonging("days.toml", DAYS),
    Belonging("views.toml"),
    Belonging("roster-answers.toml"),
    Belonging("earlier.json", EARLIER),
    Belonging("earlier-places.json"),
    Belonging("frozen-????-??-??-????.json", "*"),
    Belonging("frozen-????-??-??-????.json.sha256", "*"),
    Belonging("templates/evaluation-form.docx"),
    Belonging("templates/originals.json"),
    Belonging("templates/??*/*.txt"),
    Belonging("templates/??*/letter.html"),
)


def belongs(path: str) -> bool:
    """Whether a path within a workspace is that of one of these files."""
    return any(_matches(path, one.name) for one in BELONGINGS)


def belonging_files(folder: Path) -> Iterator[str]:
    """The paths of those that a workspace has, in the order of the list."""
    for one in BELONGINGS:
        for found in sorted(folder.glob(one.name)):
            if found.is_file() and not found.is_symlink():
                yield found.relative_to(folder).as_posix()


def name_in_archive(path: str) -> str:
    """How one of these files is called in an archive; "" where an archive has none of it."""
    for one in BELONGINGS:
        if one.archived and _matches(path, one.name):
            return path if one.archived == "*" else one.archived
    return ""


def name_in_workspace(archived: str) -> str:
    """How a file of an archive is called in a workspace; "" where it is none of these."""
    for one in BELONGINGS:
        if one.archived == archived:
            return one.name
        if one.archived == "*" and _matches(archived, one.name):
            return archived
    return ""


def _matches(path: str, pattern: str) -> bool:
    parts, wanted = PurePosixPath(path).parts, PurePosixPath(pattern).parts
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
