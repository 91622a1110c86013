"""The first page of an office document, by a LibreOffice that is on the machine and shut in."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from mailsync.examine.first_page import first_page, thumbnail
from mailsync.examine.process.child import Child, kill_group
from mailsync.programs.environment import bare_environment
from mailsync.programs.launch import confined_office
from mailsync.programs.office import find_office_core
from store.files.passing import passing_folder

__all__ = ["OFFICE_CONTENTS", "find_office_core", "office_page"]
# The suffix by which the program knows each content, and which part of it reads that.
_READ_BY = {
    "docx": (".docx", "writer"), "doc": (".doc", "writer"), "rtf": (".rtf", "writer"),
    "word_xml": (".xml", "writer"), "xlsx": (".xlsx", "calc"), "xls": (".xls", "calc"),
    "pptx": (".pptx", "impress"), "ppt": (".ppt", "impress"),
}  # fmt: skip
# OpenDocument says its kind within the first bytes.
_ODF_READ_BY = {
    b"opendocument.presentation": (".odp", "impress"),
    b"opendocument.spreadsheet": (".ods", "calc"),
}
_ODF_OTHERWISE = (".odt", "writer")
_ODF_HEAD = 256
OFFICE_CONTENTS = frozenset((*_READ_BY, "odf"))
_FIRST_PAGE = 'pdf:{part}_pdf_Export:{{"PageRange":{{"type":"string","value":"1"}}}}'
_LARGEST_BYTES = 64 << 20
_TIME_LIMIT_S = 60.0
# Between two looks whether the page is still wanted.
_LOOK_S = 0.1
# How a new profile asks to be started again.
_START_AGAIN = 81


def office_page(
    path: Path, content: str, *, office: Path | None, child: Child, stop: Callable[[], bool]
) -> bytes | None:
    """The first page as a PNG: drawn by the program, else the picture that the file carries.

    None where there is neither, or where it is no more wanted.

    Args:
        office: as `mailsync.programs.office.find_office_core`.
        stop: asked ten times a second; True ends the drawing.
    """
    drawn = None if office is None else _drawn(path, content, office, child, stop)
    if drawn is None and not stop():
        return thumbnail(path, content, child=child)
    return drawn


def _drawn(
    path: Path, content: str, office: Path, child: Child, stop: Callable[[], bool]
) -> bytes | None:
    if path.stat().st_size > _LARGEST_BYTES:
        return None
    suffix, part = _READ_BY.get(content) or _odf_read_by(path)
    with passing_folder() as folder:
        source = folder / f"file{suffix}"
        shutil.copyfile(path, source)
        command = [
            str(office),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"-env:OSL_SOCKET_PATH={folder}",
            "--headless",
            "--norestore",
            "--convert-to",
            _FIRST_PAGE.format(part=part),
            "--outdir",
            str(folder),
            str(source),
        ]
        ends_at = time.monotonic() + _TIME_LIMIT_S
        late = lambda: stop() or time.monotonic() > ends_at  # noqa: E731  (one line, used twice)
        if _run(confined_office(folder, command), late) == _START_AGAIN:
            _run(confined_office(folder, command), late)
        made = source.with_suffix(".pdf")
        return first_page(made, "pdf", child=child) if made.is_file() else None


def _odf_read_by(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(_ODF_HEAD)
    return next((by for kind, by in _ODF_READ_BY.items() if kind in head), _ODF_OTHERWISE)


def _run(command: list[str], stop: Callable[[], bool]) -> int:
    """Run it to its end or until told to stop; its code."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
        start_new_session=True,
    ) as process:
        while True:
            try:
                return process.wait(_LOOK_S)
            except subprocess.TimeoutExpired:
                if stop():
                    kill_group(process)
