"""From the selected cases to a volume: read, build, lay out, freeze its inputs, keep its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from mailsync.volume.case_parts import CaseStory
from mailsync.volume.case_reader import read_case
from mailsync.volume.office import heading_pages, to_pdf
from mailsync.volume.volume_book import Book, BookChapter, build_book
from store.db.database import Store
from store.errors import StoreError, UsageError
from store.items.volume import Chapter, Volume, new_volume_id, save_volume
from store.model import Problem
from store.text.wording import Wording
from store.views.items.volume import SelectionRow, SelectionView
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MadeVolume:
    """A volume as it was built: what is kept of it, its files, and what could not be taken over.

    `pdf` is None where there is no word processor, or it failed.
    """

    volume: Volume
    docx: Path
    pdf: Path | None
    problems: tuple[Problem, ...]


def make_volume(
    store: Store,
    workspace: Workspace,
    view: SelectionView,
    wording: Wording,
    *,
    folder: Path,
    office: str | None,
    at: datetime,
    who: str,
) -> MadeVolume:
    """Build the volume of the selected cases, in the order of the sub-committees.

    The files go into `folder`; they and the digests of every case are kept in the workspace.

    Args:
        wording: the language of the volume itself, Chinese.
        office: a LibreOffice program; with it the contents have page numbers, and a PDF is made.

    Raises:
        ConfigError: `notice.not_own`.
        UsageError: `volume.nothing_selected`.
        StoreError: the files cannot be written.
    """
    workspace.require_own_notice()
    rows = view.chosen("selected")
    if not rows:
        raise UsageError("volume.nothing_selected")
    blobs = workspace.blobs
    day = workspace.notice.dates.day(at)
    chapters, problems = _chapters(rows, blobs.path, day_of=_day_in(workspace))
    notice = workspace.notice
    book = Book(
        title=notice.volume_title,
        subtitle=wording.say("volume.subtitle", year=workspace.settings.cohort),
        issuer=notice.issuer,
        day=day,
        chapters=tuple(chapters),
    )
    docx, pdf = _laid_out(book, wording, office)
    volume = Volume(
        id=new_volume_id(),
        title=notice.volume_title,
        chapters=tuple(
            Chapter(row.branch.id, chapter.heading, chapter.digest, chapter.file)
            for row, chapter in zip(rows, chapters, strict=True)
        ),
        output=blobs.put([docx]).digest,
        pdf=blobs.put([pdf]).digest if pdf is not None else "",
    )
    stem = f"{notice.volume_title}-{day.isoformat()}-{volume.id}"
    docx_file = _written(folder, f"{stem}.docx", docx)
    pdf_file = _written(folder, f"{stem}.pdf", pdf) if pdf is not None else None
    save_volume(store, volume, at=at, who=who)
    return MadeVolume(volume, docx_file, pdf_file, tuple(problems))


def _chapters(
    rows: Sequence[SelectionRow],
    content: Callable[[str], Path],
    *,
    day_of: Callable[[datetime | None], date | None],
) -> tuple[list[BookChapter], list[Problem]]:
    chapters: list[BookChapter] = []
    problems: list[Problem] = []
    for row in rows:
        story, found = _story(row, content)
        problems.extend(
            Problem(one.code, {**one.params, "branch": row.branch.name}) for one in found
        )
        day = day_of(row.case.received_at) if row.case else None
        chapters.append(
            BookChapter(
                branch=row.branch.name,
                sub_committee=row.sub_committee.name,
                story=story,
                file=row.case.path.rsplit("/", 1)[-1] if row.case else "",
                digest=row.case.digest if row.case else "",
                received=day.isoformat() if day else "",
            )
        )
    return chapters, problems


def _story(
    row: SelectionRow, content: Callable[[str], Path]
) -> tuple[CaseStory | None, tuple[Problem, ...]]:
    if row.case is None:
        return None, (Problem("volume.no_case"),)
    if row.case.suffix != ".docx":
        return None, (Problem("volume.not_docx", {"suffix": row.case.suffix or "?"}),)
    found = read_case(content(row.case.digest))
    if isinstance(found, Problem):
        return None, (found,)
    return found, found.problems


def _laid_out(book: Book, wording: Wording, office: str | None) -> tuple[bytes, bytes | None]:
    """Build twice where pages can be laid out: the first time to learn the page numbers."""
    docx = build_book(book, wording)
    first = to_pdf(office, docx) if office is not None else None
    if office is None or first is None:
        return docx, None
    pages = heading_pages(first, [chapter.heading for chapter in book.chapters])
    if not pages:
        return docx, first
    docx = build_book(replace(book, pages=pages), wording)
    return docx, to_pdf(office, docx)


def _day_in(workspace: Workspace) -> Callable[[datetime | None], date | None]:
    dates = workspace.notice.dates
    return lambda moment: dates.day(moment) if moment else None


def _written(folder: Path, name: str, content: bytes) -> Path:
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    return target
