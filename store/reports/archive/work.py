"""What folder and zip share: the count, the archive's own pages."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from store.db.database import Store
from store.files.archive_manifest import DATABASE, FACTS, INDEX
from store.reports.archive.pages import (
    database_lines,
    facts_bytes,
    index_page,
    originals_bytes,
    originals_name,
)
from store.reports.archive.plan import ArchiveEntry
from store.reports.content.source import ReportSource

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveStep:
    """How far an archive is, in files and bytes."""

    files: int
    of_files: int
    size_bytes: int
    of_bytes: int


@dataclass(slots=True)
class ArchiveOutcome:
    """What became of the files: `aside` were moved aside, `damaged` are not what they were."""

    written: int = 0
    kept: int = 0
    aside: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


Steps = Generator[ArchiveStep, None, ArchiveOutcome]


class Counter:
    """Counts what is done."""

    def __init__(self, entries: Iterable[ArchiveEntry]) -> None:
        sizes = [entry.size_bytes for entry in entries]
        self.of_files, self.of_bytes = len(sizes), sum(sizes)
        self.files = self.size_bytes = 0

    def step(self) -> ArchiveStep:
        """Where it stands."""
        return ArchiveStep(self.files, self.of_files, self.size_bytes, self.of_bytes)

    def finished(self, entry: ArchiveEntry, before: int) -> ArchiveStep:
        """One more file."""
        self.files += 1
        self.size_bytes = before + entry.size_bytes
        return self.step()


def page_names(source: ReportSource) -> tuple[str, ...]:
    """The pages at the top of an archive, its manifest apart."""
    # The rows of the database are those of all; whoever gets a part gets none.
    rows = (DATABASE,) if source.view.whole else ()
    return (INDEX, originals_name(source), FACTS, *rows)


def page_bytes(
    name: str,
    source: ReportSource,
    store: Store,
    entries: tuple[ArchiveEntry, ...],
    paths: dict[str, str],
) -> Iterable[bytes]:
    """One of these pages.

    Args:
        paths: where each entry is that could be written, by its planned path.
    """
    if name == INDEX:
        return index_page(source, entries, paths)
    if name == FACTS:
        return (facts_bytes(source),)
    if name == DATABASE:
        return database_lines(store)
    return (originals_bytes(source, entries, paths),)
