"""Text of scans and photographs: recognised in the child, counted about, deciding nothing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from mailsync.examine.checked import CheckedFile, check_files
from mailsync.examine.ocr.scan import recognise, recogniser
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.filetype.magic import content_of
from store.notice.notice import load_notice
from store.rules.findings import RuleSettings
from tests.mailsync.examine.ocr.drawn import page

HEADING = "机械工程学院本科生第三党支部"
LINES = (HEADING, "特色党支部创建工作方案", "坚持把党支部建在教学科研一线。")


def checked(path: Path) -> CheckedFile:
    (one,) = check_files(
        [path],
        notice=load_notice("neu-2021-8"),
        settings=RuleSettings(),
        tools=FfmpegTools(),
        progress=lambda _name, _share: None,
    )
    return one


def test_a_photographed_plan_is_recognised_and_counted_about(tmp_path: Path) -> None:
    page(LINES).save(tmp_path / "创建工作方案.jpg", quality=80)
    one = checked(tmp_path / "创建工作方案.jpg")
    assert (one.measures["ocr"], one.measures["title"]) == ("read", HEADING)
    about = one.measures["chars_about"]
    assert isinstance(about, int)
    assert 37 <= about <= 41
    (finding,) = one.findings
    assert (finding.code, finding.severity) == ("document.not_countable", "hint")
    assert finding.params == {"reason": "picture", "about": about, "ocr": "read"}


def test_a_photograph_of_an_activity_is_not_read(tmp_path: Path) -> None:
    page(LINES).save(tmp_path / "主题党日照片.jpg")
    assert "ocr" not in checked(tmp_path / "主题党日照片.jpg").measures


def _scan(folder: Path) -> Path:
    first, second = page(LINES), page(["一、本年度的做法", "二、后续考虑"])
    first.save(folder / "a.pdf", save_all=True, append_images=[second], resolution=110)
    return folder / "a.pdf"


def _fax(folder: Path) -> Path:
    pages = [page(LINES).convert("1"), page(["一、本年度的做法"]).convert("1")]
    pages[0].save(folder / "a.tif", save_all=True, append_images=pages[1:], compression="group4")
    return folder / "a.tif"


def _lying(folder: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6
    page(LINES).rotate(90, expand=True).save(folder / "a.jpg", exif=exif)
    return folder / "a.jpg"


def _pasted(folder: Path) -> Path:
    document = docx.Document()
    for lines in (LINES, ("一、本年度的做法",)):
        picture = io.BytesIO()
        page(lines).save(picture, "PNG")
        picture.seek(0)
        document.add_picture(picture)
    document.save(str(folder / "a.docx"))
    return folder / "a.docx"


def _ofd(folder: Path) -> Path:
    picture = io.BytesIO()
    page(LINES).save(picture, "JPEG")
    spaces = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(folder / "a.ofd", "w") as out:
        out.writestr(
            "OFD.xml",
            f"<ofd:OFD {spaces}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
        )
        out.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document {spaces}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"'
            "/></ofd:Pages></ofd:Document>",
        )
        out.writestr(
            "Doc_0/Pages/Page_0/Content.xml",
            f'<ofd:Page {spaces}><ofd:Content><ofd:Layer><ofd:ImageObject ID="2" ResourceID="3"/>'
            "</ofd:Layer></ofd:Content></ofd:Page>",
        )
        out.writestr("Doc_0/Res/scan.jpg", picture.getvalue())
    return folder / "a.ofd"


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("made", "pages"), [(_scan, 2), (_fax, 2), (_lying, 1), (_pasted, 2), (_ofd, 1)]
)
def test_every_way_to_send_a_scan(tmp_path: Path, made: Callable[[Path], Path], pages: int) -> None:
    file = made(tmp_path)
    one = checked(file.rename(file.with_stem("创建工作方案")))
    assert (one.measures.get("title"), one.measures["ocr_pages"]) == (HEADING, pages)
    assert [finding.params.get("ocr") for finding in one.findings] == ["read"]


@pytest.mark.sweep
def test_what_cannot_be_recognised_is_no_fault(tmp_path: Path) -> None:
    whole = io.BytesIO()
    page(LINES).save(whole, "PNG")
    files = {
        "cut.png": whole.getvalue()[:2000],
        "no picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        "thousands of millions of pixels.png": _claims(whole.getvalue(), 90_000),
        "blank.png": b"",
    }
    Image.new("RGB", (600, 400), "white").save(tmp_path / "blank.png")
    with recogniser() as child:
        for name, content in files.items():
            if content:
                (tmp_path / name).write_bytes(content)
            found = recognise(tmp_path / name, content_of(tmp_path / name), child=child)
            assert found["ocr"] in ("nothing", "failed"), name
            assert "chars_about" not in found


def _claims(png: bytes, side: int) -> bytes:
    return png[:16] + side.to_bytes(4, "big") * 2 + png[24:]


WITHOUT = """
import sys
sys.path[:] = {paths!r}
from tui.cli import main
sys.argv = ["sixones", "--lang", "en", "check", "--json", {file!r}]
main()
"""


def test_without_the_extra_the_finding_says_how_to_get_it(tmp_path: Path) -> None:
    """In an environment that has everything but the recogniser."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for path in map(Path, sys.path):
        if path.name == "site-packages":
            for entry in path.iterdir():
                if not entry.name.startswith("rapidocr"):
                    (packages / entry.name).symlink_to(entry)
    paths = [str(packages) if path.endswith("site-packages") else path for path in sys.path]
    file = tmp_path / "创建工作方案.png"
    page(LINES).save(file)
    ran = subprocess.run(
        [sys.executable, "-S", "-c", WITHOUT.format(paths=paths, file=str(file))],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    (one,) = json.loads(ran.stdout)
    (finding,) = one["findings"]
    assert (finding["code"], finding["params"]["ocr"]) == ("document.not_countable", "missing")
    assert "sixones doctor" in finding["message"]
