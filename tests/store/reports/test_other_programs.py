"""What we write is opened by programs that we did not write: office, browser, unzip, 7-Zip."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from store.db.database import Store
from store.reports.archive.plan import archive_plan
from store.reports.archive.write import write_archive
from store.reports.export import write_report
from store.workspace.workspace import Workspace
from tests.store.reports.made_reports import hostile, many, small, source_of
from tests.store.reports.programs import (
    browser_pdf,
    last_ink_mm,
    office_pdfs,
    page_sizes_mm,
    pages,
    seven_zip,
)

pytestmark = [
    pytest.mark.sweep,
    pytest.mark.skipif(
        not all(map(shutil.which, ("soffice", "chromium", "unzip"))),
        reason="LibreOffice, Chromium or unzip is not installed",
    ),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The PDFs that LibreOffice made, by name."""
    folder = tmp_path_factory.mktemp("office")
    paths: list[Path] = []
    for name, made in (
        ("small", small(folder / "small")),
        ("hostile", hostile(folder / "hostile")),
        ("four", many(folder / "four", 4, units=1)),
        ("twelve", many(folder / "twelve", 12, units=3)),
        ("forty", many(folder / "forty", 40, units=12)),
        ("seventy", many(folder / "seventy", 70, units=20)),
        ("many", many(folder / "many", 300, units=20)),
    ):
        workspace, store = made
        for language in ("zh_CN", "en"):
            source = source_of(workspace, store, language=language)
            for report, suffix in (("docx", ".docx"), ("xlsx", ".xlsx"), ("missing", ".docx")):
                paths.append(folder / f"{name}-{report}-{language}-{suffix[1:]}{suffix}")
                write_report(source, store, report, paths[-1])
        store.close()
    return {pdf.stem: pdf for pdf in office_pdfs(paths, folder / "pdf")}


def test_the_office_opens_every_document_and_workbook(opened: Mapping[str, Path]) -> None:
    assert len(opened) == 42
    for name, pdf in opened.items():
        assert pages(pdf), name


def test_the_circular_is_a4_with_its_title_on_page_one(opened: Mapping[str, Path]) -> None:
    pdf = opened["small-docx-zh_CN-docx"]
    found = pages(pdf)
    assert page_sizes_mm(pdf) == {(210, 297)}
    assert "工作进展情况的通报" in found[0]
    assert "—1—" in found[0]
    assert any("各党支部完成情况表" in page for page in found)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_circular_of_forty_branches_has_four_pages(
    opened: Mapping[str, Path], language: str
) -> None:
    found = pages(opened[f"forty-docx-{language}-docx"])
    assert len(found) <= 4
    signed = next(place for place, page in enumerate(found) if "组织部2027" in page)
    assert len(found[signed]) > 40


@pytest.mark.parametrize("name", ["small", "four", "twelve", "forty", "seventy"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_page_of_a_circular_is_half_empty(
    opened: Mapping[str, Path], name: str, language: str
) -> None:
    filled = [place / 225 for place in last_ink_mm(opened[f"{name}-docx-{language}-docx"])]
    assert all(share > 0.5 for share in filled), filled


def test_the_head_of_the_matrix_is_on_each_of_its_pages(opened: Mapping[str, Path]) -> None:
    found = pages(opened["many-docx-zh_CN-docx"])
    matrix = [page for page in found if "教工党支部已完成已完成" in page]
    assert len(matrix) > 3
    assert all("党支部1方案2视频" in page for page in matrix)


def test_hostile_names_are_shown_and_not_computed(opened: Mapping[str, Path]) -> None:
    for name in ("hostile-docx-zh_CN-docx", "hostile-xlsx-zh_CN-xlsx"):
        text = "".join(pages(opened[name]))
        assert "=cmd|'/C" in text
        assert "@SUM(A1)" in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_browser_prints_the_page(tmp_path: Path, language: str) -> None:
    workspace, store = small(tmp_path / "made")
    source = source_of(workspace, store, language=language)
    write_report(source, store, "html", tmp_path / "a.html")
    store.close()
    text = "".join(pages(browser_pdf(tmp_path / "a.html", tmp_path / "a.pdf")))
    assert "自动化研究所教工党支部" in text
    assert ("各项完成情况" if language == "zh_CN" else "Howfareachitemis") in text
    assert ("截止4月14日" if language == "zh_CN" else "due4/14") in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("scope", ["", "第0学院党委"])
def test_the_list_of_a_printed_page_begins_under_its_charts_and_never_with_its_head_alone(
    tmp_path: Path, scope: str, language: str
) -> None:
    workspace, store = many(tmp_path / "made", 40, units=1 if scope else 12, scope=scope)
    source = source_of(workspace, store, language=language)
    write_report(source, store, "html", tmp_path / "a.html")
    store.close()
    found = pages(browser_pdf(tmp_path / "a.html", tmp_path / "a.pdf"))
    assert len(found) == 3
    title = "各党支部完成情况表" if language == "zh_CN" else "Everybranch"
    assert "第0教工党支部" in next(page for page in found if title in page)
    assert "第39教工党支部" in found[2]


@pytest.fixture
def zipped(tmp_path: Path) -> Iterator[tuple[Workspace, Store, Path]]:
    workspace, store = hostile(tmp_path / "made")
    target = tmp_path / "a.zip"
    for _ in write_archive(source_of(workspace, store), store, target):
        pass
    yield workspace, store, target
    store.close()


def test_unzip_and_7_zip_find_the_archive_whole(zipped: tuple[Workspace, Store, Path]) -> None:
    workspace, store, target = zipped
    for command in (["unzip", "-t", str(target)], [seven_zip(), "t", str(target)]):
        ran = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stdout.decode(errors="replace")
    out = target.parent / "out"
    subprocess.run([seven_zip(), "x", f"-o{out}", str(target)], check=True, capture_output=True)
    for entry in archive_plan(source_of(workspace, store), reserved=set()):
        assert (out / entry.path).is_file(), entry.path
