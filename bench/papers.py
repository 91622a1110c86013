"""Every paper that leaves an office, as a picture: docs/examples, from the demonstration.

Run as `python -m bench.papers [--keep FOLDER]`; with `--branches 12,40,500` as well those of
workspaces of such sizes are made as PDF in FOLDER, to be looked at page by page. Needs LibreOffice,
Chromium and the fonts of Noto CJK (`apt-get install --no-install-recommends libreoffice-writer
libreoffice-calc chromium fonts-noto-cjk`). The department's papers are those of a whole cohort, a
sub-committee's those of its own desk; each in Chinese and in English where there are both.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import msgspec
import pypdfium2
import time_machine
from PIL import Image

from mailsync.demo.documents import Author, plan
from mailsync.letters.planning import plan_now
from mailsync.submission.form import write_forms
from store.db.database import open_store
from store.db.decisions import Marking, live_decisions
from store.items.review import (
    Reviewer,
    Score,
    assign_all,
    assignment_of,
    record_scores,
    save_reviewers,
)
from store.items.sessions import Session, new_session_id, save_sessions, sessions_of
from store.items.volume import choose, recommend_videos
from store.keeping.freeze import freeze
from store.model import Branch, FileKind
from store.roster.stored import load_roster
from store.text.wording import LANGUAGES, load
from store.workspace.settings import LetterSettings
from store.workspace.workspace import Workspace, change_setting, open_workspace
from tests.making import DEADLINE
from tests.store.reports.made_reports import many
from tests.store.reports.programs import browser_pdf, office_pdfs
from tui.base.desk import utc_now
from tui.cli import main

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
# Pixels of a picture's width, of a page's that stands alone, and between pages; how many pages of a
# paper are shown, and in how many colours.
_WIDTH, _ALONE, _GAP, _MOST_PAGES, _COLOURS = 1000, 700, 4, 4, 64
# Where a video of a few kilobytes lies, and how many chapters a volume of ours has.
_CLIP = files("mailsync.demo") / "clips" / "mp4-1920x1080-372s-voice.mp4"
_CHAPTERS = 10
# Whose desk it is in a workspace of one sub-committee.
_UNIT = "第0学院党委"
# Which report under which name; the statement is written once its list is frozen.
_REPORTS = {
    "circular": ("docx", ".docx"),
    "page": ("html", ".html"),
    "ledger": ("xlsx", ".xlsx"),
    "units": ("unit", ".html"),
    "missing-document": ("missing", ".docx"),
    "missing-sheet": ("missing", ".xlsx"),
    "calls-document": ("calls", ".docx"),
    "calls-sheet": ("calls", ".xlsx"),
    "statement-document": ("statement", ".docx"),
    "statement-sheet": ("statement", ".xlsx"),
}


def sized(folder: Path, branches: int, scope: str) -> tuple[Workspace, datetime]:
    """A workspace of so many branches two days before the deadline, with sessions and reviews."""
    units = 1 if scope else max(1, min(40, branches * 3 // 10))
    workspace, store = many(folder, branches, units=units, scope=scope, sent=_sent)
    if scope:
        # It hands on to another mailbox than its own.
        workspace = change_setting(workspace, "mail.user", "xueyuan@neu.example")
    now = DEADLINE - timedelta(days=2)
    notice = workspace.notice
    with contextlib.closing(store):
        roster = load_roster(store)
        day, form = notice.dates.day(now), notice.sessions.forms[0]
        sessions = [
            Session(
                new_session_id(), unit.id, day - timedelta(days=3), "会议室", form, "held",
                {one.id: "secretary" for one in roster.active if one.sub_committee_id == unit.id},
            )
            for unit in roster.sub_committees[: units // 2 or 1]
        ]  # fmt: skip
        save_sessions(store, sessions, notice, marking=Marking(now, "示例"))
        if not scope:
            panel = [
                Reviewer(f"R{place}", f"专家{place}", kind, address=f"r{place}@neu.example")
                for place, kind in enumerate(notice.review.kinds * 2)
            ]
            save_reviewers(store, panel, notice, marking=Marking(now, "示例"))
            assign_all(store, notice.review.reviewers_per_branch, marking=Marking(now, "示例"))
            points = {one.id: one.points * 0.8 for one in notice.criteria_for(second_year=False)}
            scores = [
                Score(reader, branch, points, "做法实，数据足，可以推广。")
                for branch, readers in assignment_of(live_decisions(store)).items()
                for reader in readers
                if reader != panel[-1].id
            ]
            record_scores(store, scores, notice, marking=Marking(now, "示例"))
            arrived = [one.id for one in roster.active if int(one.id[1:]) % 3 != 2][:_CHAPTERS]
            choose(store, arrived, "selected", marking=Marking(now, "示例"))
            recommend_videos(store, arrived[1:4], True, marking=Marking(now, "示例"))
    return workspace, now


def _sent(kind: FileKind, branch: Branch) -> bytes:
    """A plan as branches write them, or a video."""
    if kind is FileKind.VIDEO:
        return _CLIP.read_bytes() + branch.id.encode()
    author = Author(branch.name, "", branch.secretary, "先锋领航")
    return plan(random.Random(branch.id), author, chars=1200, pictures=1)


def papers(workspace: Workspace, folder: Path, office: str, now: datetime) -> Iterator[Path]:
    """Write everything that an office writes; the names begin with its own."""
    at = workspace.settings.deadline + timedelta(hours=1)
    with contextlib.closing(open_store(workspace.database)) as store:
        freeze(store, workspace, at)
    place = str(workspace.folder)
    for language in LANGUAGES:
        short = language[:2]
        for name, (report, suffix) in _REPORTS.items():
            path = folder / f"{office}-{name}-{short}{suffix}"
            moment = ["--as-of", (at if report == "statement" else now).isoformat()]
            main(["--workspace", place, "export", report, str(path), "--lang", language, *moment])
            yield path
        yield from _letters(workspace, folder, office, language, now)
        yield from _form(workspace, folder, office, language)
    yield from (_handed_on if workspace.settings.scope else _review)(place, folder, office)


def _letters(
    workspace: Workspace, folder: Path, office: str, language: str, now: datetime
) -> Iterator[Path]:
    """The longest letter that is due, and the longest to a reviewer, as their pages."""
    letters = msgspec.convert(
        {**msgspec.structs.asdict(workspace.settings.letters), "language": language}, LetterSettings
    )
    settings = msgspec.structs.replace(workspace.settings, letters=letters)
    spoken = replace(workspace, settings=settings)
    with contextlib.closing(open_store(workspace.database)) as store:
        due = plan_now(spoken, store, now=now, round_name="all").letters
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


def _review(place: str, folder: Path, office: str) -> Iterator[Path]:
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
            path = folder / f"{office}-{title}-zh{suffix}"
            path.write_bytes(archive.read(next(one for one in names if one.endswith(suffix))))
            yield path
    main(["--workspace", place, "volume", "build", str(volume)])
    main(["--workspace", place, "volume", "training", "--to-folder", str(course)])
    for made, title in ((volume, "volume"), (course, "course")):
        # Where nothing was chosen there is neither.
        found = made.iterdir() if made.exists() else ()
        source = next((one for one in found if one.suffix in (".docx", ".xlsx")), None)
        if source is None:
            continue
        path = folder / f"{office}-{title}-zh{source.suffix}"
        shutil.copyfile(source, path)
        yield path


def _handed_on(place: str, folder: Path, office: str) -> Iterator[Path]:
    """The list of what is handed on."""
    out = folder / "handed-on"
    out.mkdir()
    handing = ["submit", "--to-folder", str(out), "--anyway", "示例"]
    main(["--lang", "zh_CN", "--workspace", place, *handing])
    for source in out.rglob("*报送目录*.docx"):
        path = folder / f"{office}-handed-on-zh.docx"
        shutil.copyfile(source, path)
        yield path


def picture(pdf: Path, target: Path) -> None:
    """The first pages of a PDF as a small PNG: upright ones in pairs, else one below another."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = [document[number] for number in range(min(len(document), _MOST_PAGES))]
        wide = [page.get_width() > page.get_height() for page in shown]
        across = 1 if any(wide) or len(shown) == 1 else 2
        upright = _ALONE if across == 1 else (_WIDTH - _GAP) // 2
        pages = [
            page.render(scale=(_WIDTH if lies else upright) / page.get_width()).to_pil()
            for page, lies in zip(shown, wide, strict=True)
        ]
    places, top = [], 0
    for first in range(0, len(pages), across):
        row = pages[first : first + across]
        places += [(number * (upright + _GAP), top) for number in range(len(row))]
        top += max(page.height for page in row) + _GAP
    right = max(place[0] + page.width for place, page in zip(places, pages, strict=True))
    sheet = Image.new("RGB", (right, top - _GAP), "#808080")
    for page, place in zip(pages, places, strict=True):
        sheet.paste(page, place)
    # Few colours, those of states among them.
    few = sheet.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE)
    few.save(target, optimize=True)


def _pdfs(made: list[Path], out: Path) -> dict[Path, Path]:
    """Each paper as the PDF that LibreOffice or Chromium makes of it."""
    documents = [path for path in made if path.suffix != ".html"]
    found = dict(zip(documents, office_pdfs(documents, out / "pdf"), strict=True))
    pages = (path for path in made if path.suffix == ".html")
    return found | {page: browser_pdf(page, out / "pdf" / f"{page.stem}.pdf") for page in pages}


def _asked(sizes: str) -> Iterator[tuple[str, int]]:
    """Offices with their number of branches, 0 for the demonstration: its department has 40."""
    for office in ("department", "sub-committee"):
        yield from ((office, int(size)) for size in sizes.split(",") if size)
        if not sizes:
            yield office, 0
    if not sizes:
        yield "sub-committee", 40


def make_all() -> int:
    """Make workspaces, their papers, and a picture of each, or the PDFs alone."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--branches", default="", help="sizes, with commas between")
    options.add_argument("--keep", type=Path, help="a folder for what is made on the way")
    asked = options.parse_args()
    if not shutil.which("soffice") or not shutil.which("chromium"):
        print("needs LibreOffice and Chromium")
        return 2
    EXAMPLES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sixones-papers-") as name:
        work = asked.keep or Path(name)
        os.environ["SIXONES_CONFIG"] = str(work / "config")
        for office, size in _asked(asked.branches):
            title = f"{office}-{size}" if size else office
            made_in, out = work / f"demo-{title}", work / title
            out.mkdir(parents=True)
            if size:
                workspace, now = sized(made_in, size, "" if office == "department" else _UNIT)
            else:
                option = "--whole" if office == "department" else "--sub-committee"
                main(["--lang", "zh_CN", "demo", option, "--headless", "--keep", str(made_in)])
                workspace, now = open_workspace(made_in), utc_now()
            # A workspace of any size lies in the year of its notice.
            with time_machine.travel(now, tick=True) if size else contextlib.nullcontext():
                made = list(papers(workspace, out, title, now))
            for path, pdf in _pdfs(made, out).items():
                if not size or (not asked.branches and path.stem.endswith("-zh")):
                    picture(pdf, EXAMPLES / f"{path.stem}.png")
                print(path.stem, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(make_all())
