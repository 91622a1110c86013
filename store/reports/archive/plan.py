"""Which file goes where in an archive: sub-committee, branch, and a name by one rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.model import Branch, FileKind, SubCommittee
from store.reports.content.safe_names import (
    LONGEST_FOLDER,
    distinct,
    safe_name,
    same_place,
    suffix_of,
    without_suffix,
)
from store.reports.content.source import ReportSource
from store.text.wording import Wording
from store.views.report_types import FileLine

# Kinds whose files are versions of one thing; the others keep the sender's name behind theirs.
_VERSIONED = (FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM)


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One content under its path within the archive; slashes part folders."""

    path: str
    line: FileLine

    @property
    def digest(self) -> str:
        """The sha256 of the content."""
        return self.line.digest

    @property
    def size_bytes(self) -> int:
        """The size of the content."""
        return self.line.size_bytes or 0


def archive_plan(source: ReportSource, *, reserved: set[str]) -> tuple[ArchiveEntry, ...]:
    """Name every content credited to a branch, each once a branch and kind.

    Links whose content is elsewhere have no file; the index lists them.

    Args:
        reserved: paths of the archive's own, which no folder may take.
    """
    return tuple(_entries(source, reserved))


def _entries(source: ReportSource, reserved: set[str]) -> Iterator[ArchiveEntry]:
    folders = _Folders({same_place(path) for path in reserved})
    taken: set[str] = set()
    seen: set[tuple[str, FileKind, str]] = set()
    for line in source.view.files:
        key = (line.branch.id, line.kind, line.digest)
        if line.url is not None or not line.digest or key in seen:
            continue
        seen.add(key)
        folder = folders.of(line.sub_committee, line.branch)
        yield ArchiveEntry(distinct(f"{folder}/{file_name(source, line)}", taken), line)


def file_name(source: ReportSource, line: FileLine) -> str:
    """The name of one file of an archive."""
    named = title_by_rule(source.wording, line.kind, line.name, line.version)
    return safe_name(named, suffix=suffix_of(line.name))


def title_by_rule(wording: Wording, kind: FileKind, name: str, version: int) -> str:
    """What a file is called wherever we name it: `1-创建工作方案_第2稿`, `1-支撑材料_照片`."""
    title = wording.say(f"archive.kind.{kind}")
    if kind in _VERSIONED:
        return wording.say("archive.version", title=title, n=version)
    return wording.say("archive.named", title=title, name=without_suffix(name))


class _Folders:
    """The folders given so far: the same one for the same branch, another for another."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._units: dict[str, str] = {}
        self._branches: dict[str, str] = {}

    def of(self, unit: SubCommittee, branch: Branch) -> str:
        """The folder of a branch."""
        if branch.id not in self._branches:
            if unit.id not in self._units:
                self._units[unit.id] = self._name(unit.name, unit.id, "")
            above = self._units[unit.id]
            self._branches[branch.id] = f"{above}/{self._name(branch.name, branch.id, above)}"
        return self._branches[branch.id]

    def _name(self, name: str, identifier: str, above: str) -> str:
        safe = safe_name(name, most=LONGEST_FOLDER)
        path = f"{above}/{safe}" if above else safe
        if same_place(path) in self._taken:
            # The id never changes, so the folder stays the same in the next archive.
            safe = safe_name(f"{name} {identifier}", most=LONGEST_FOLDER)
            path = distinct(f"{above}/{safe}" if above else safe, self._taken)
        else:
            self._taken.add(same_place(path))
        return path.rpartition("/")[2]
