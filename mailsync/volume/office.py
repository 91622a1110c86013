"""LibreOffice, where it is present: a .docx to PDF, and on which pages its headings lie."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from mailsync.programs.environment import shown_environment
from store.files.passing import passing_folder

_TIME_LIMIT_S = 300.0


def to_pdf(office: str, content: bytes) -> bytes | None:
    """Convert a document; None where the program failed or took too long.

    It runs with a profile of its own, so that an open LibreOffice is left alone.
    """
    with passing_folder() as folder:
        source = folder / "volume.docx"
        source.write_bytes(content)
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}',
            "--outdir",
            str(folder),
            str(source),
        ]
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIME_LIMIT_S,
                check=True,
                env=shown_environment(),
                start_new_session=sys.platform != "win32",
            )
        except (subprocess.SubprocessError, OSError):
            return None
        made = folder / "volume.pdf"
        return made.read_bytes() if made.is_file() else None


def heading_pages(pdf: bytes, headings: Sequence[str]) -> tuple[int, ...]:
    """The page of each first-level heading in their order, the first chapter's page being 1.

    () where the bookmarks of the PDF are not these headings.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        marks = [
            (" ".join(mark.get_title().split()), dest.get_index())
            for mark in document.get_toc()
            if mark.level == 0 and (dest := mark.get_dest()) is not None
        ]
    wanted = [" ".join(heading.split()) for heading in headings]
    if [title for title, _ in marks] != wanted or any(page is None for _, page in marks):
        return ()
    first = marks[0][1] if marks else 0
    return tuple(page - first + 1 for _, page in marks)
