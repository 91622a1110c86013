"""Every paper that leaves an office, as a picture: docs/examples, from the demonstration.

Run as `python -m bench.papers`. Needs LibreOffice, Chromium and the fonts of Noto CJK
(`apt-get install --no-install-recommends libreoffice-writer libreoffice-calc chromium
fonts-noto-cjk`). The department's papers are those of a whole cohort, a sub-committee's those of
its own desk; each in Chinese and in English where there are both.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pypdfium2

from mailsync.letters.planning import plan_now
from mailsync.submission.form import write_forms
from store.db.database import open_store
from store.db.decisions import live_decisions
from store.items.sessions import sessions_of
from store.keeping.freeze import freeze
from store.text.wording import LANGUAGES, load
from store.workspace.settings import LetterSettings
from store.workspace.workspace import Workspace, open_workspace
from tests.store.reports.programs import browser_pdf, office_pdfs
from tui.base.desk import utc_now
from tui.cli import main

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
# Pixels of a page's width, and how many pages of a paper are shown beside each other.
_WIDTH, _MOST_PAGES = 520, 4
# So few levels of each colour that a picture stays small; text is still read.
_LEVELS = 16
# Which report under which name; the statement is written once its list is frozen.
_REPORTS = {
    "circular": ("docx", ".docx"),
    "page": ("html", ".html"),
    "ledger": ("xlsx", ".xlsx"),
    "units": ("unit", ".html"),
    "missing-document": ("missing", ".docx"),
    "missing-sheet": ("missing", ".xlsx"),
    "statement-document": ("statement", ".docx"),
    "statement-sheet": ("statement", ".xlsx"),
}


def papers(workspace: Workspace, folder: Path, office: str) -> Iterator[Path]:
    """Write everything that an office writes; the names begin with its own."""
    at = workspace.settings.deadline + timedelta(hours=1)
    with contextlib.closing(open_store(workspace.database)) as store:
        freeze(store, workspace, at)
    place = str(workspace.folder)
    for language in LANGUAGES:
        short = language[:2]
        for name, (report, suffix) in _REPORTS.items():
            path = folder / f"{office}-{name}-{short}{suffix}"
            moment = ["--as-of", at.isoformat()] if report == "statement" else []
            main(["--workspace", place, "export", report, str(path), "--lang", language, *moment])
            yield path
        yield from _letters(workspace, folder, office, language)
        yield from _form(workspace, folder, office, language)
    yield from (_review(place, folder) if office == "department" else _handed_on(place, folder))


def _letters(workspace: Workspace, folder: Path, office: str, language: str) -> Iterator[Path]:
    """The longest letter that is due, and the longest to a reviewer, as their pages."""
    letters = msgspec.convert(
        {**msgspec.structs.asdict(workspace.settings.letters), "language": language}, LetterSettings
    )
    settings = msgspec.structs.replace(workspace.settings, letters=letters)
    spoken = replace(workspace, settings=settings)
    with contextlib.closing(open_store(workspace.database)) as store:
        due = plan_now(spoken, store, now=utc_now(), round_name="all").letters
    for name, mine in (
        ("letter", [one for one in due if one.sub_committee_id]),
        ("reviewer-letter", [one for one in due if not one.sub_committee_id]),
    ):
        if mine:
            path = folder / f"{office}-{name}-{language[:2]}.html"
            path.write_text(max(mine, key=lambda one: len(one.text)).html, encoding="utf-8")
            yield path


def _form(workspace: Workspace, folder: Path, office: str, language: str) -> Iterator[Path]:
    """The evaluation form of the first session that was held."""
    with contextlib.closing(open_store(workspace.database)) as store:
        held = [one for one in sessions_of(live_decisions(store)).values() if one.speakers]
        for session in held[:1]:
            out = folder / f"form-{language}"
            out.mkdir()
            write_forms(
                workspace, store, session, load(language), folder=out, at=utc_now(), who="示例"
            )
            path = folder / f"{office}-form-{language[:2]}.docx"
            shutil.copyfile(next(out.iterdir()), path)
            yield path


def _review(place: str, folder: Path) -> Iterator[Path]:
    """A pack's papers, the volume, the course's list."""
    packs, volume, course = folder / "packs", folder / "volume", folder / "course"
    by = (utc_now() + timedelta(days=20)).date().isoformat()
    main(["--workspace", place, "review", "packs", str(packs), "--by", by])
    first = sorted(packs.iterdir())[0]
    with zipfile.ZipFile(first) as archive:
        for begin, suffix, title in (
            ("00", ".docx", "pack-letter"),
            ("01", ".xlsx", "score-sheet"),
            ("01", ".docx", "score-sheet-word"),
            ("02", ".xlsx", "pack-list"),
        ):
            names = (one for one in archive.namelist() if one.startswith(begin))
            path = folder / f"department-{title}-zh{suffix}"
            path.write_bytes(archive.read(next(one for one in names if one.endswith(suffix))))
            yield path
    main(["--workspace", place, "volume", "build", str(volume)])
    main(["--workspace", place, "volume", "training", "--to-folder", str(course)])
    for made, title in ((volume, "volume"), (course, "course")):
        source = next(one for one in made.iterdir() if one.suffix in (".docx", ".xlsx"))
        path = folder / f"department-{title}-zh{source.suffix}"
        shutil.copyfile(source, path)
        yield path


def _handed_on(place: str, folder: Path) -> Iterator[Path]:
    """The list of what is handed on."""
    out = folder / "handed-on"
    out.mkdir()
    handing = ["submit", "--to-folder", str(out), "--anyway", "示例"]
    main(["--lang", "zh_CN", "--workspace", place, *handing])
    for source in out.rglob("*报送目录*.docx"):
        path = folder / "sub-committee-handed-on-zh.docx"
        shutil.copyfile(source, path)
        yield path


def picture(pdf: Path, target: Path) -> None:
    """The first pages of a PDF beside each other, as a small PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = min(len(document), _MOST_PAGES)
        pages = []
        for number in range(shown):
            page = document[number]
            bitmap = page.render(scale=_WIDTH / page.get_width(), rev_byteorder=True)
            pages.append((bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)))
    height = max(each[1] for each in pages)
    rows = bytearray()
    for line in range(height):
        rows.append(0)
        for place, (width, mine, stride, raw) in enumerate(pages):
            start = line * stride
            rows += b"\x80\x80\x80" * 4 if place else b""
            rows += raw[start : start + width * 3] if line < mine else b"\x80" * (width * 3)
    width = sum(each[0] for each in pages) + 4 * (shown - 1)
    step = 256 // _LEVELS
    fewer = bytes(
        min(255, round(value / step) * step) if value < 255 - step // 2 else 255
        for value in range(256)
    )
    # The byte that begins a row is no colour, and 0 stays 0.
    target.write_bytes(_png(bytes(rows).translate(fewer), width, height))


def _png(rows: bytes, width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


def make_all() -> int:
    """Make both demonstrations, their papers, and a picture of each."""
    if not shutil.which("soffice") or not shutil.which("chromium"):
        print("needs LibreOffice and Chromium")
        return 2
    EXAMPLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sixones-papers-") as name:
        work = Path(name)
        os.environ["SIXONES_CONFIG"] = str(work / "config")
        for office, option in (("department", "--whole"), ("sub-committee", "--sub-committee")):
            demo, out = work / f"demo-{office}", work / office
            out.mkdir()
            main(["--lang", "zh_CN", "demo", option, "--headless", "--keep", str(demo)])
            made = list(papers(open_workspace(demo), out, office))
            documents = [path for path in made if path.suffix != ".html"]
            pdfs = dict(zip(documents, office_pdfs(documents, out / "pdf"), strict=True))
            for path in made:
                pdf = pdfs.get(path) or browser_pdf(path, out / f"{path.stem}.pdf")
                picture(pdf, EXAMPLES / f"{path.stem}.png")
                print(f"docs/examples/{path.stem}.png")
    return 0


if __name__ == "__main__":
    sys.exit(make_all())
