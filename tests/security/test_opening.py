"""Only what is shown is opened: by the name that is made, by the content, after a question."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from store.errors import StoreError
from store.workspace.workspace import Workspace
from tests.store.workspaces import make
from tui.base import opening
from tui.base.opening import how_to_open, list_stored, mark_as_foreign, open_stored, save_stored

TEXT = "工作方案\n".encode()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
EXE = b"MZ" + bytes(range(200))
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def office(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            archive.writestr(name, "<x/>")
    return held.getvalue()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would have been given to the system."""
    given: list[Path] = []
    monkeypatch.setattr(opening, "_show", given.append)
    return given


def stored(workspace: Workspace, content: bytes) -> str:
    return workspace.blobs.put([content]).digest


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.docx", office()),
        ("方案.DOCX", office()),
        ("方案.pdf", PDF),
        ("照片.png", PNG),
        ("照片.jpg", PNG),
        ("说明.txt", TEXT),
        ("说明.txt.", TEXT),
    ],
)
def test_what_is_only_shown_is_opened(
    tmp_path: Path, shown: list[Path], name: str, content: bytes
) -> None:
    workspace = make(tmp_path)
    copy = open_stored(workspace, stored(workspace, content), name)
    assert shown == [copy]
    assert copy.suffix.lower() in (".docx", ".pdf", ".png", ".jpg", ".txt")


PROGRAMS = [
    "exe",
    "com",
    "bat",
    "cmd",
    "ps1",
    "psm1",
    "ps1xml",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "wsc",
    "sct",
    "ws",
    "msi",
    "msp",
    "msc",
    "scr",
    "pif",
    "hta",
    "cpl",
    "jar",
    "lnk",
    "url",
    "reg",
    "inf",
    "app",
    "sh",
    "bash",
    "command",
    "desktop",
    "py",
    "pyw",
    "pyc",
    "scf",
    "chm",
    "application",
    "appref-ms",
    "settingcontent-ms",
    "xll",
    "iqy",
    "slk",
    "jnlp",
    "rdp",
    "msix",
    "appinstaller",
    "diagcab",
    "library-ms",
    "search-ms",
    "AppImage",
    "run",
    "pl",
    "terminal",
    "workflow",
    "fileloc",
    "webloc",
    "pkg",
    "dmg",
    "iso",
    "img",
    "vhd",
    "one",
    "html",
    "htm",
    "svg",
    "xml",
    "csv",
    "zip",
    "rar",
    "7z",
    "eml",
    "msg",
]


@pytest.mark.parametrize("ending", ["", ".", " ", ". .", "\u3000", "\u202e", "\x00"])
def test_everything_else_stays_closed(tmp_path: Path, shown: list[Path], ending: str) -> None:
    workspace = make(tmp_path)
    for digest in [stored(workspace, content) for content in (TEXT, EXE, PNG)]:
        for suffix in PROGRAMS:
            assert how_to_open(workspace, digest, f"evil.{suffix}{ending}").how == "save"
            with pytest.raises(StoreError) as refused:
                open_stored(workspace, digest, f"evil.{suffix}{ending}", sure=True)
            assert refused.value.code == "open.not_shown"
    assert shown == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.docx", EXE),
        ("方案.pdf", EXE),
        ("照片.png", EXE),
        ("说明.txt", EXE),
        ("方案.pdf", b"<html><script>1</script></html>"),
        ("说明.docx", b"<html><script>1</script></html>"),
        ("照片.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("", TEXT),
        ("evil", TEXT),
        (".docx", office()),
        ("a.docx:evil.exe", office()),
        ("gpj.\u202e4pm.exe", EXE),
    ],
)
def test_a_name_that_the_content_belies_stays_closed(
    tmp_path: Path, shown: list[Path], name: str, content: bytes
) -> None:
    workspace = make(tmp_path)
    assert how_to_open(workspace, stored(workspace, content), name).how == "save"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("方案.docm", office()),
        ("方案.docx", office("word/vbaProject.bin")),
        ("方案.docx", office("word/VBAPROJECT.BIN")),
        ("方案.xlsm", office("xl/workbook.xml")),
        (
            "方案.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "WordDocument\0".encode("utf-16-le")
            + "_VBA_PROJECT\0".encode("utf-16-le"),
        ),
    ],
)
def test_macros_run_only_after_a_question(
    tmp_path: Path, shown: list[Path], name: str, content: bytes
) -> None:
    workspace = make(tmp_path)
    digest = stored(workspace, content)
    assert how_to_open(workspace, digest, name).how == "ask"
    with pytest.raises(StoreError) as refused:
        open_stored(workspace, digest, name)
    assert refused.value.code == "open.macros"
    assert shown == []
    assert open_stored(workspace, digest, name, sure=True) == shown[0]


@pytest.mark.parametrize(
    "name", ["材料.zip", "材料.docx", "材料.rar", "evil.exe.", "a.zip\u202e", ""]
)
def test_an_archive_is_listed_by_us_and_given_to_no_program(
    tmp_path: Path, shown: list[Path], name: str
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../evil.exe", EXE)
        archive.writestr("方案.txt", TEXT)
    workspace = make(tmp_path)
    digest = stored(workspace, held.getvalue())
    assert how_to_open(workspace, digest, name).how == "list"
    with pytest.raises(StoreError) as refused:
        open_stored(workspace, digest, name, sure=True)
    assert refused.value.code == "open.not_shown"
    members = list_stored(workspace, digest, name).members
    assert [one.name for one in members] == ["../../evil.exe", "方案.txt"]
    assert shown == []
    assert not list(tmp_path.rglob("evil.exe"))


def test_what_is_saved_is_not_opened_and_replaces_nothing(
    tmp_path: Path, shown: list[Path]
) -> None:
    workspace = make(tmp_path)
    digest = stored(workspace, EXE)
    target = tmp_path / "evil.exe"
    save_stored(workspace, digest, "evil.exe", target)
    assert target.read_bytes() == EXE
    with pytest.raises(StoreError) as refused:
        save_stored(workspace, digest, "evil.exe", target)
    assert refused.value.code == "disk.exists"
    assert shown == []
    if sys.platform != "win32":
        assert not target.stat().st_mode & 0o111


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_copy_goes_through_no_link(tmp_path: Path, shown: list[Path]) -> None:
    workspace = make(tmp_path)
    digest = stored(workspace, TEXT)
    precious = tmp_path / "precious"
    precious.mkdir()
    (workspace.folder / "opened").mkdir()
    (workspace.folder / "opened" / digest[:16]).symlink_to(precious)
    with pytest.raises(StoreError) as refused:
        open_stored(workspace, digest, "a.txt")
    assert refused.value.code == "workspace.link"
    assert list(precious.iterdir()) == []


def test_the_systems_are_told_that_it_came_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.docm"
    file.write_bytes(TEXT)
    mark_as_foreign(file, platform="win32")
    assert (tmp_path / "a.docm:Zone.Identifier").read_bytes() == b"[ZoneTransfer]\r\nZoneId=3\r\n"
    asked: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command))
    mark_as_foreign(file, platform="darwin")
    assert asked[0][:3] == ["/usr/bin/xattr", "-w", "com.apple.quarantine"]
    mark_as_foreign(file, platform="linux")
    assert len(asked) == 1
