"""Large and hostile mails: memory stays bounded, and no shape of mail makes reading endless."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mailsync.mime.read import read
from store.files.blobs import Blobs

ROOT = Path(__file__).parents[3]
MOST_EXTRA_BYTES = 100_000_000
RAW_BYTES = 70_000_000
HEAD = b"From: a@dept.example\r\nDate: Tue, 2 Mar 2021 09:10:11 +0800\r\n"
MIXED = HEAD + b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n'

# Memory is measured in a process of its own, over what reading a small mail needs.
MEASURE = """
import json, re, sys
from pathlib import Path
from mailsync.mime.read import read
from store.files.blobs import Blobs

blobs = Blobs(Path(sys.argv[3]))
read(Path(sys.argv[1]), blobs)

# Not getrusage: its peak includes what the parent held when it started us.
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

before = peak()
mail = read(Path(sys.argv[2]), blobs)
after = peak()
print(json.dumps([after - before, [[a.path, a.digest, a.size_bytes] for a in mail.attachments],
                  [p.code for p in mail.problems], len(mail.body)]))
"""

CONTENT = os.urandom(57 * 1024) * (RAW_BYTES // (78 * 1024))


def _base64_file() -> bytes:
    lines = base64.encodebytes(CONTENT[: 57 * 1024]).replace(b"\n", b"\r\n")
    return (
        MIXED
        + b'Content-Type: application/octet-stream; name="v.bin"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + lines * (len(CONTENT) // (57 * 1024))
        + b"--b1--\r\n"
    )


def _base64_line() -> bytes:
    return (
        MIXED
        + b'Content-Type: application/octet-stream; name="v.bin"\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(CONTENT)
        + b"\r\n--b1--\r\n"
    )


def _raw_file() -> bytes:
    body = b'Content-Type: application/octet-stream; name="v.bin"\r\n\r\n' + CONTENT
    return MIXED + body + b"\r\n--b1--\r\n"


def _uuencoded_text() -> bytes:
    block = b"".join(
        binascii.b2a_uu(CONTENT[at : at + 45]) for at in range(0, 45 * 1000, 45)
    ).replace(b"\n", b"\r\n")
    times = RAW_BYTES // len(block)
    return HEAD + b"\r\nhello\r\nbegin 644 v.bin\r\n" + block * times + b"`\r\nend\r\n"


def _text() -> bytes:
    return HEAD + b"\r\n" + b"a line of text that is no file\r\n" * (RAW_BYTES // 32)


def _html() -> bytes:
    return (
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p><a href='x'>b</a>\r\n" * (RAW_BYTES // 22)
    )


LARGE: dict[str, Callable[[], bytes]] = {
    "base64 file": _base64_file,
    "base64 on one line": _base64_line,
    "file as it is": _raw_file,
    "uuencoded text": _uuencoded_text,
    "text": _text,
    "html": _html,
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from /proc")
@pytest.mark.parametrize(
    "shape",
    [
        "base64 file",
        *(
            pytest.param(shape, marks=pytest.mark.sweep)
            for shape in LARGE
            if shape != "base64 file"
        ),
    ],
)
def test_a_mail_of_70_megabytes_needs_little_memory(shape: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small.eml", tmp_path / "large.eml"
    small.write_bytes(MIXED + b"Content-Type: text/plain; name=a.txt\r\n\r\nhello\r\n--b1--\r\n")
    large.write_bytes(LARGE[shape]())

    output = subprocess.run(
        [sys.executable, "-c", MEASURE, small, large, tmp_path / "files"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    ).stdout

    extra, attachments, problems, body_length = json.loads(output)
    assert extra < MOST_EXTRA_BYTES, f"{extra / 1e6:.0f} MB"
    (attachment,) = attachments
    if shape in ("base64 file", "base64 on one line", "file as it is"):
        assert attachment[1:] == [hashlib.sha256(CONTENT).hexdigest(), len(CONTENT)]
        assert problems == []
    elif shape == "uuencoded text":
        assert problems == []
        assert attachment[0] == "v.bin"
    else:
        # The text is cut for the screen, the whole of it is a file.
        assert problems == ["mail.body_long"]
        assert 100_000 < body_length < 5_000_000


def _many_parts(count: int) -> bytes:
    return (
        MIXED + b'Content-Type: text/x-a; name="a"\r\n\r\nx\r\n--b1\r\n' * count + b"\r\n--b1--\r\n"
    )


def test_a_mail_of_a_hundred_thousand_parts_is_listed_up_to_the_limit_and_the_rest_kept(
    tmp_path: Path,
) -> None:
    content = _many_parts(100_000)
    path = tmp_path / "mail.eml"
    path.write_bytes(content)
    blobs = Blobs(tmp_path / "files")

    mail = read(path, blobs)

    assert [problem.code for problem in mail.problems] == ["mail.too_many_parts"]
    assert 400 < len(mail.attachments) < 600
    rest = blobs.path(mail.attachments[-1].digest).read_bytes()
    assert content.rstrip().endswith(rest.rstrip())
    assert len(rest) > len(content) * 0.9


HOSTILE: dict[str, bytes] = {
    "delimiters that are none": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--bad\n" * 100_000,
    "dashes": HEAD + b"\r\n" + b"--\n" * 166_666,
    "header without an end": HEAD + b"X: " + b"a" * 1_000_000,
    "fields without an end": b"a:b\n" * 166_666,
    "continuation lines": HEAD + b"Subject: x\n" + b" y\n" * 166_666,
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?Q?a?= " * 15_000 + b"\r\n\r\n",
    "halves of encoded words": HEAD + b"Subject: " + b"=?utf-8?Q?a" * 20_000 + b"\r\n\r\n",
    "question marks": HEAD + b"Subject: =?u?q?" + b"?" * 66_666 + b"\r\n\r\n",
    "parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 40_000 + b"\r\n\r\nx",
    "quotation marks": HEAD + b'Content-Type: text/plain; name="' + b'\\"' * 90_000 + b"\r\n\r\nx",
    "sections": HEAD
    + b"Content-Type: text/plain"
    + b"".join(b"; name*%d=a" % n for n in range(9_000))
    + b"\r\n\r\nx",
    "addresses": HEAD + b"To: " + b"a@b.example, " * 20_000 + b"\r\n\r\n",
    "brackets": HEAD + b"To: " + b"<" * 66_666 + b"\r\n\r\n",
    "parentheses": HEAD + b"To: " + b"(" * 66_666 + b"\r\n\r\n",
    "quoted names": HEAD + b"To: " + b'"a" ' * 50_000 + b"\r\n\r\n",
    "open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a <" * 100_000,
    "open comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 300_000,
    "open styles": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<style>" * 166_666,
    "open quotes": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a b=\"<a b='" * 50_000,
    "one long attribute": HEAD + b"Content-Type: text/html\r\n\r\n<a " + b"x" * 1_300_000,
    "attributes": HEAD + b"Content-Type: text/html\r\n\r\n<a " + b"x=" * 633_333 + b">",
    "links": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<a href='https://mail.163.com/large-attachment-download/?file=k'>a</a>" * 50_000,
    "links in text": HEAD + b"\r\n" + b"https://pan.baidu.com/s/1 " * 50_000,
    "white space in a body": HEAD + b"\r\n" + b" " * 1_300_000 + b"x",
    "soft breaks": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= " * 633_333,
    "padding": HEAD
    + b'Content-Type: a/b; name="x"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    + b"A=" * 633_333,
    "begin lines": HEAD + b"\r\n" + b"begin 644 a\r\n" * 83_333,
    "no line end": HEAD + b"\r\n" + bytes(range(1, 256)) * 15_000,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_no_shape_of_mail_makes_reading_endless(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(HOSTILE[shape])
    # In a child with a limit of processor seconds: a regular expression cannot be interrupted.
    subprocess.run(
        [sys.executable, "-c", TIMED, path, tmp_path / "files"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )


TIMED = """
import sys
from pathlib import Path
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
except ImportError:
    pass
from mailsync.mime.read import read
from store.files.blobs import Blobs
read(Path(sys.argv[1]), Blobs(Path(sys.argv[2])))
"""


def test_archives_of_mails_of_archives_come_to_an_end(tmp_path: Path) -> None:
    content = b"x"
    for _ in range(12):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("in.eml", content)
        content = (
            HEAD
            + b'Content-Type: a/b; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + base64.encodebytes(packed.getvalue())
        )
    path = tmp_path / "mail.eml"
    path.write_bytes(content)
    mail = read(path, Blobs(tmp_path / "files"))
    assert len(mail.attachments) == 1
    assert [problem.code for problem in mail.problems] == ["mail.too_deep"]
