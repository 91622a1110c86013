"""Hostile files: bounded in time and memory, no network, no other file, nothing written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from store.model import Params
from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.documents.made import NAMESPACES
from tests.mailsync.examine.video import made as videos

W = NAMESPACES
NO_TOOLS = FfmpegTools()


def docx(path: Path, body: str | bytes, **parts: str) -> Path:
    """A bare .docx around this document.xml."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", body)
        for name, content in parts.items():
            target.writestr(f"word/{name}.xml", content)
    return path


def measures_of(path: Path, child: Child, tools: FfmpegTools = NO_TOOLS) -> Params:
    return probe(path, media_type="", name=path.name, tools=tools, child=child).measures


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{"&" + a + ";" * 1}{("&" + a + ";") * 9}">'
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + f"]><w:document {W}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{canary}">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (LAUGHS, "dtd"),
        (OUTSIDE.replace("{canary}", "/etc/passwd"), "dtd"),
        (LAUGHS.encode("utf-16"), "dtd"),
        ("<!--" + "x" * 200_000 + "-->" + LAUGHS.partition("?>")[2], "dtd"),
        (f"<w:document {W}><w:body>" + "<w:p>" * 5000, "damaged"),
        ("not xml", "damaged"),
        ("", "damaged"),
    ],
)
def test_a_hostile_document_is_refused_with_its_reason(
    body: str | bytes, reason: str, tmp_path: Path, child: Child
) -> None:
    measures = measures_of(docx(tmp_path / "a.docx", body), child)
    assert (measures["unreadable"], measures["reason"]) == ("document.unreadable", reason)


def test_ten_million_rows_are_refused_and_the_child_goes_on(tmp_path: Path, child: Child) -> None:
    path = tmp_path / "rows.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        with target.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f"<w:document {W}><w:body><w:tbl>".encode())
            for _ in range(100):
                part.write(b"<w:tr/>" * 100_000)
            part.write(b"</w:tbl></w:body></w:document>")
    measures = measures_of(path, child)
    assert (measures["unreadable"], measures["reason"]) == ("document.unreadable", "too_large")
    assert measures_of(docx(tmp_path / "b.docx", f"<w:document {W}/>"), child)["empty"]


def test_deeply_nested_text_boxes_and_tables_end(tmp_path: Path, child: Child) -> None:
    depth = 60
    nested = "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>深</w:t></w:r></w:p>"
    body = (
        f"<w:document {W}><w:body>{nested}{'</w:tc></w:tr></w:tbl>' * depth}</w:body></w:document>"
    )
    assert measures_of(docx(tmp_path / "a.docx", body), child)["chars"] == 1


def test_a_relation_that_leads_outside_is_not_followed(tmp_path: Path, child: Child) -> None:
    path = docx(tmp_path / "a.docx", f"<w:document {W}><w:body><w:p/></w:body></w:document>")
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships><Relationship Id="a" Type="x/header" Target="../../../etc/passwd"/>'
            '<Relationship Id="b" Type="x/footnotes" TargetMode="External" '
            'Target="http://127.0.0.1:9/x"/></Relationships>',
        )
    assert measures_of(path, child)["empty"]


@pytest.mark.parametrize("content", ["docx", "doc", "pdf", "pptx", "xlsx", "text"])
def test_cut_and_garbled_files_are_named_and_never_raise(
    content: str, tmp_path: Path, child: Child
) -> None:
    from tests.mailsync.examine.rows import FILES

    whole = {
        "docx": (FILES / "rich.docx").read_bytes(),
        "doc": (FILES / "rich.doc").read_bytes(),
        "pdf": documents.pdf([["一行文字"]]),
        "pptx": documents.slides(["一"]),
        "xlsx": (FILES / "rich.docx").read_bytes()[:500],
        "text": "文字".encode(),
    }[content]
    for at in range(0, len(whole), max(1, len(whole) // 23)):
        garbled = whole[:at] + bytes(b ^ 0xA5 for b in whole[at : at + 40]) + whole[at + 40 :]
        for number, bad in enumerate((whole[:at], garbled)):
            path = tmp_path / f"{at}-{number}"
            path.write_bytes(bad)
            reply = child.ask(
                {"do": "document", "path": str(path), "content": content}, timeout_s=20
            )
            assert isinstance(reply, dict)


def test_a_child_that_dies_or_hangs_is_replaced(tmp_path: Path) -> None:
    with Child() as child:
        assert child.ask({"do": "unknown"}, timeout_s=20) == "crashed"
        # A pipe never ends: the reader waits until it is ended.
        os.mkfifo(tmp_path / "pipe")
        question = {"do": "document", "path": str(tmp_path / "pipe"), "content": "text"}
        assert child.ask(dict(question), timeout_s=0.5) == "timeout"
        (tmp_path / "a.txt").write_text("文字", encoding="utf-8")
        assert measures_of(tmp_path / "a.txt", child)["chars"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux caps the memory of a process")
def test_memory_of_the_child_is_capped() -> None:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from mailsync.programs.limits import limit_this\n"
        "limit_this(memory_bytes=1 << 30, file_bytes=0)\n"
        "bytearray(2 << 30)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_a_document_of_millions_of_paragraphs_is_refused(tmp_path: Path, child: Child) -> None:
    body = f"<w:document {W}><w:body>" + "<w:p/>" * 2_000_000 + "</w:body></w:document>"
    measures = measures_of(docx(tmp_path / "a.docx", body), child)
    assert measures["unreadable"] == "document.unreadable"
    assert measures["reason"] in ("too_large", "crashed")


GUARDED = """
import json, os, socket, subprocess, sys
sys.path[:] = {paths!r}
from mailsync.examine.child_main import guard
guard(set())
refused = []
for name, act in {{
    "socket": lambda: socket.socket(),
    "write": lambda: open({target!r}, "w"),
    "remove": lambda: os.remove({target!r}),
    "program": lambda: subprocess.Popen(["true"]),
    "system": lambda: os.system("true"),
}}.items():
    try:
        act()
    except PermissionError:
        refused.append(name)
print(json.dumps(refused))
"""


def test_the_guard_refuses_sockets_writing_and_programs(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("kept", encoding="utf-8")
    code = GUARDED.format(paths=sys.path, target=str(target))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["socket", "write", "remove", "program", "system"]
    assert target.read_text(encoding="utf-8") == "kept"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.sweep
def test_system_calls_show_no_network_no_other_file_and_no_writing(
    tmp_path: Path, tools: FfmpegTools
) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text("secret", encoding="utf-8")
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    docx(hostile / "entity.docx", OUTSIDE.replace("{canary}", str(canary)))
    docx(
        hostile / "include.docx",
        f'<w:document {W} xmlns:xi="http://www.w3.org/2001/XInclude"><w:body>'
        f'<xi:include href="file://{canary}"/><w:p/></w:body></w:document>',
    )
    (hostile / "list.mp4").write_text(f"#EXTM3U\n#EXTINF:1,\n{canary}\n", encoding="utf-8")
    (hostile / "concat.mp4").write_text(
        f"ffconcat version 1.0\nfile '{canary}'\n", encoding="utf-8"
    )
    _dref(hostile / "dref.mp4", canary, str(tools.ffmpeg))
    (hostile / "network.pdf").write_bytes(
        documents.pdf([["一"]]).replace(
            b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>"
        )
    )
    log = tmp_path / "calls"
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from pathlib import Path\n"
        "from mailsync.examine.probe import probe\n"
        "from mailsync.examine.full import full\n"
        "from mailsync.examine.video.stills import stills\n"
        "from mailsync.examine.video.ffmpeg_tools import find_tools\n"
        "tools = find_tools()\n"
        f"for path in sorted(Path({str(hostile)!r}).iterdir()):\n"
        "    print(probe(path, media_type='', name=path.name, tools=tools).measures)\n"
        "    full(path, media_type='', tools=tools, progress=lambda _: None, stop=lambda: False)\n"
        "    stills(path, tools=tools)\n"
    )
    subprocess.run(
        ["strace", "-f", "-qq", "-s", "300", "-e", "trace=network,openat,open,creat,unlink,rename",
         "-o", str(log), sys.executable, "-B", "-c", code],
        check=True, stdout=subprocess.DEVNULL, cwd=tmp_path,
    )  # fmt: skip
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert str(hostile / "dref.mp4") in calls
    assert "AF_INET" not in calls
    assert str(canary) not in calls
    written = [
        line
        for line in calls.splitlines()
        if re.search(r"O_(WRONLY|RDWR|CREAT)", line) and "= -1" not in line
        and not re.search(r'"/dev/(null|tty)"', line)
    ]  # fmt: skip
    assert written == []


def _dref(path: Path, canary: Path, ffmpeg: str) -> None:
    """A video whose track says that its data lie in another file."""
    videos.make(path, ffmpeg, size="64x64", seconds=1, sound=None)
    content = path.read_bytes()
    at = content.index(b"url \0\0\0\1")
    link = videos.box(b"url ", b"\0\0\0\0" + f"file://{canary}".encode() + b"\0")
    grown = content[: at - 4] + link + content[at + 8 :]
    # The boxes around it grow by the difference.
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        where = grown.index(kind) - 4
        size = int.from_bytes(grown[where : where + 4], "big") + len(link) - 12
        grown = grown[:where] + size.to_bytes(4, "big") + grown[where + 4 :]
    path.write_bytes(grown)
