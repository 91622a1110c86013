"""What goes out to each reviewer: a zip with letter, score sheets and numbered cases."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mailsync.review.pack_layout import CASES, LETTER, LIST, sheet_name
from mailsync.review.score_sheet import NO_TIME, Case, sheet_text, write_docx, write_xlsx
from store.items.review import Reviewer
from store.items.score_checks import NOT_ASKED, blind_code
from store.notice.notice import Notice
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import sign
from store.text.wording import Wording
from store.views.items.volume import CaseFile

# Names that every file system takes: no reserved characters, and short enough for Windows.
_RESERVED = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*]")
_NAME_CHARS = 40
_CHUNK = 1 << 20
_INDENT = "\u3000"
# So many missing cases are named in a letter; of more the list says which.
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class PackedCase:
    """One case with its files; None where it has none in use."""

    case: Case
    plan: CaseFile | None
    video: CaseFile | None


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack as it was written: the file, and the letter that lies in it."""

    reviewer: Reviewer
    file: Path
    size_bytes: int
    letter: str
    cases: int
    without_plan: tuple[str, ...]


def write_pack(
    folder: Path,
    reviewer: Reviewer,
    cases: Sequence[PackedCase],
    notice: Notice,
    wording: Wording,
    *,
    content: Callable[[str], Path],
    mailbox: str = "",
    return_by: date | None = None,
    dated: date | None = None,
    with_videos: bool = False,
    blind: bool = False,
) -> Pack:
    """Write the pack of one reviewer into `folder`; it has nothing of another reviewer.

    The same cases give the same bytes whenever it is written: no clock time is in it.

    Args:
        content: where a stored content lies, by digest.
        mailbox: where scores are to be sent; "" for the notice's.
        return_by: the day that the letter asks for, None for no day.
        dated: the day below the letter; None for a pack that goes along with a mail, which has a
            date of its own: made again it is the same bytes, and is not sent again.
        blind: name no branch and no unit in sheet, list, letter and file names.
        with_videos: put the videos in (a stick); else a list names them.
    """
    text = sheet_text(reviewer, [one.case for one in cases], notice, wording, blind=blind)
    without = tuple(one.case for one in cases if one.plan is None)
    letter = letter_text(
        reviewer,
        len(cases),
        notice,
        wording,
        without=[_shown(reviewer, case, blind=blind) for case in without],
        mailbox=mailbox,
        return_by=return_by,
    )
    if dated is not None:
        day = wording.say("report.day", year=dated.year, month=dated.month, day=dated.day)
        letter = f"{letter.rstrip()}\n{day}\n"
    target = folder / f"{safe_name(f'函评材料-{reviewer.id}-{reviewer.name}')}.zip"
    temporary = target.with_suffix(".part")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, document in (
                (LETTER, letter_docx(letter, notice, signed=2 if dated else 1)),
                (sheet_name(reviewer.id, ".xlsx"), write_xlsx(text)),
                (sheet_name(reviewer.id, ".docx"), write_docx(text)),
                (
                    LIST,
                    _list_xlsx(reviewer, cases, wording, with_videos=with_videos, blind=blind),
                ),
            ):
                archive.writestr(_entry(name), timeless(document))
            for one in cases:
                stem = _stem(reviewer, one.case, blind=blind)
                _add(archive, stem, one.plan, "工作案例", content)
                if with_videos:
                    _add(archive, stem, one.video, "展示视频", content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return Pack(
        reviewer=reviewer,
        file=target,
        size_bytes=target.stat().st_size,
        letter=letter,
        cases=len(cases),
        without_plan=tuple(case.branch.name for case in without),
    )


def letter_text(
    reviewer: Reviewer,
    cases: int,
    notice: Notice,
    wording: Wording,
    *,
    without: Sequence[str] = (),
    mailbox: str = "",
    return_by: date | None,
) -> str:
    """The covering letter of a pack, as plain text; `without` are the cases that have no file."""
    enclosed = cases - len(without)
    missing = ""
    if len(without) > _MOST_NAMED:
        missing = wording.say("review.letter_missing_many", n=len(without))
    elif without:
        names = wording.say("letters.joined").join(without)
        missing = wording.say("review.letter_missing", n=len(without), names=names)
    when = (
        wording.say("review.letter_by", month=return_by.month, day=return_by.day)
        if return_by
        else wording.say("review.letter_no_day")
    )
    return wording.say(
        "review.letter",
        name=reviewer.name,
        title=notice.title,
        number=notice.number,
        work=notice.work,
        n=cases,
        enclosed=wording.say("review.letter_enclosed", n=enclosed) if enclosed else "",
        missing=missing,
        code=reviewer.id,
        when=when,
        mailbox=mailbox or notice.mailbox,
        issuer=notice.issuer,
    )


def letter_docx(letter: str, notice: Notice, *, signed: int = 1) -> bytes:
    """The covering letter as a document; its last `signed` lines say who signs, and when."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = official_document(chinese=True, title=notice.short_title, author=notice.issuer)
    # What parts paragraphs of plain text, a style does on paper.
    lines = [line for line in letter.split("\n") if line.strip()]
    for line in lines[:-signed]:
        text = line.lstrip(_INDENT)
        paragraph = document.add_paragraph(text, style="Normal" if text == line else "Body Text")
        # An address that goes to the next line would stretch the one before.
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    document.add_paragraph()
    sign(document, lines[-signed], lines[-1] if signed > 1 else "")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def safe_name(text: str) -> str:
    """A name for a file, without what file systems refuse and cut to a fair length."""
    plain = _RESERVED.sub("_", text).strip(" .")[:_NAME_CHARS].strip(" .")
    return plain or "_"


def timeless(document: bytes) -> bytes:
    """An office document with the clock times of its parts taken out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as read,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            written.writestr(_entry(name, zipfile.ZIP_DEFLATED), read.read(name))
    return out.getvalue()


def _entry(name: str, how: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """An entry of no time; videos and office files are packed already, so they are stored."""
    info = zipfile.ZipInfo(name)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    return info


def _shown(reviewer: Reviewer, case: Case, *, blind: bool) -> str:
    """What a case is called to its reviewer."""
    number = f"{case.number:02d}"
    code = blind_code(reviewer.id, case.branch.id)
    return f"{number} {code}" if blind else f"{number} {case.branch.name}"


def _stem(reviewer: Reviewer, case: Case, *, blind: bool) -> str:
    """A file name: 37-机械工程学院党委-第二党支部; a blind one has its code only."""
    if blind:
        return f"{case.number:02d}-{blind_code(reviewer.id, case.branch.id)}"
    unit, branch = case.sub_committee.name, case.branch.name
    named = [branch] if branch.startswith(unit) else [unit, branch]
    return "-".join((f"{case.number:02d}", *map(safe_name, named)))


def _add(
    archive: zipfile.ZipFile,
    stem: str,
    file: CaseFile | None,
    kind: str,
    content: Callable[[str], Path],
) -> None:
    if file is None:
        return
    name = f"{CASES}{stem}-{kind}{_RESERVED.sub('_', file.suffix)}"
    with (
        content(file.digest).open("rb") as source,
        archive.open(_entry(name), "w", force_zip64=True) as out,
    ):
        shutil.copyfileobj(source, out, _CHUNK)


def _list_xlsx(
    reviewer: Reviewer,
    cases: Sequence[PackedCase],
    wording: Wording,
    *,
    with_videos: bool,
    blind: bool,
) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": NO_TIME})
    sheet = book.add_worksheet("案例清单")
    head = book.add_format({"bold": True, "border": 1})
    cell = book.add_format({"border": 1, "text_wrap": True})
    heads = ("序号", "编号", "分党委", "党支部", "连续两年", "工作案例", "展示视频")
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, head)
    for number, one in enumerate(cases, 1):
        case = one.case
        packed, none = wording.say("review.list_packed"), wording.say("review.list_none")
        apart = wording.say("review.list_apart")
        row = (
            str(case.number),
            blind_code(reviewer.id, case.branch.id) if blind else case.branch.id,
            NOT_ASKED if blind else case.sub_committee.name,
            NOT_ASKED if blind else case.branch.name,
            wording.say("review.list_yes") if case.branch.consecutive_years else "",
            packed if one.plan else none,
            none if one.video is None else packed if with_videos else apart,
        )
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, cell)
    for column, width in enumerate((6, 10, 34, 52, 10, 16, 12)):
        sheet.set_column(column, column, width)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    # Whose list it is on every page.
    sheet.set_header(f"&C{sheet.name}  {reviewer.id.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")
    book.close()
    return stream.getvalue()
