"""What holds for every mail: reading never fails, and the bytes of every attachment survive."""

from __future__ import annotations

import base64
import binascii
import quopri
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailsync.mime.read import read
from store.files.blobs import Blobs
from store.model import Mail

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.eml"))
# Archives start a process each: they have tests of their own.
PLAIN = [path.read_bytes() for path in CORPUS if not path.stem.startswith(("zip", "volume"))]
RECEIVED = datetime(2021, 3, 2, 1, 10, 13, tzinfo=UTC)
SLOW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

SPLICES = [
    b"\r\n",
    b"\n\n",
    b"\r",
    b"\0",
    b"--b1\r\n",
    b"--b1--\r\n",
    b"\xff\xfe",
    b"=?utf-8?B?",
    b"=?",
    b"?=",
    b'"',
    b";",
    b"=",
    b"Content-Type: multipart/mixed; boundary=b1\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: text/plain; charset=utf-16\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n<style><!--<a href='",
    b"begin 644 a\r\n",
    b"=ybegin line=1 name=a\r\n",
    b"\x78\x9f\x3e\x22" + b"\2" * 40,
    b"From: ",
    b"Date: ",
]


def _read(content: bytes) -> tuple[Mail, list[bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.eml"
        path.write_bytes(content)
        blobs = Blobs(Path(folder) / "files")
        mail = read(path, blobs, internal_date=RECEIVED)
        return mail, [blobs.path(each.digest).read_bytes() for each in mail.attachments]


@st.composite
def _mutated(draw: st.DrawFn) -> bytes:
    content = draw(st.sampled_from(PLAIN))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        splice = draw(st.one_of(st.sampled_from(SPLICES), st.binary(max_size=12)))
        content = content[:start] + splice + content[start + length :]
    return content


@SLOW
@given(_mutated())
def test_a_mutated_mail_is_read_without_failing(content: bytes) -> None:
    mail, _ = _read(content)
    paths = [attachment.path for attachment in mail.attachments]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert ".." not in path.split("/")
        assert "" not in path.split("/")
        path.encode("utf-8")
    mail.body.encode("utf-8")
    mail.subject.encode("utf-8")


@SLOW
@given(st.binary(max_size=600))
def test_any_bytes_are_read_without_failing(content: bytes) -> None:
    _read(content)


@dataclass(frozen=True)
class _File:
    name: str
    content: bytes
    encoding: str


_NAME = st.text(
    st.characters(categories=["Lu", "Ll", "Lo", "Nd"], max_codepoint=0x9FFF),
    min_size=1,
    max_size=30,
)
# A first byte that is the magic of nothing: containers give way to what they hold.
_CONTENT = st.binary(max_size=3000).map(lambda raw: b"\x01" + raw)
_FILES = st.lists(
    st.builds(
        _File, _NAME, _CONTENT, st.sampled_from(["base64", "quoted-printable", "x-uuencode"])
    ),
    min_size=1,
    max_size=6,
)


def _encoded(file: _File, line_end: bytes) -> bytes:
    if file.encoding == "base64":
        text = base64.encodebytes(file.content)
    elif file.encoding == "quoted-printable":
        text = quopri.encodestring(file.content.replace(b"\r", b"\x02").replace(b"\n", b"\x03"))
    else:
        lines = (
            binascii.b2a_uu(file.content[at : at + 45]) for at in range(0, len(file.content), 45)
        )
        text = b"begin 644 x\n" + b"".join(lines) + b"`\nend\n"
    name = Header(file.name, "utf-8", maxlinelen=60).encode(linesep=line_end.decode())
    return (
        b'Content-Type: application/octet-stream; name="'
        + name.encode()
        + b'"'
        + line_end
        + b"Content-Transfer-Encoding: "
        + file.encoding.encode()
        + line_end * 2
        + text.replace(b"\n", line_end)
    )


@st.composite
def _tree(draw: st.DrawFn) -> tuple[bytes, list[_File]]:
    """A mail whose files lie in nested multiparts and attached mails."""
    files = draw(_FILES)
    line_end = draw(st.sampled_from([b"\r\n", b"\n"]))
    parts = [_encoded(file, line_end) for file in files]
    depth = 0
    while len(parts) > 1 or depth < draw(st.integers(1, 3)):
        depth += 1
        # Five levels with a mail around each stay above the depth that is still opened.
        count = draw(st.integers(1 if depth < 4 else len(parts), len(parts)))
        boundary = f"=_{depth}_{draw(st.integers(0, 10**6))}".encode()
        kind = draw(st.sampled_from([b"mixed", b"related"]))
        head = b'Content-Type: multipart/%s; boundary="%s"' % (kind, boundary)
        inside = b"".join(b"--" + boundary + line_end + part + line_end for part in parts[:count])
        whole = head + line_end * 2 + inside + b"--" + boundary + b"--" + line_end
        if draw(st.booleans()):
            whole = (
                b"Content-Type: message/rfc822"
                + line_end * 2
                + b"From: a@x.example"
                + line_end
                + whole
            )
        parts = [whole, *parts[count:]]
    return b"From: a@x.example" + line_end + parts[0], files


@SLOW
@given(_tree())
def test_the_bytes_of_every_attachment_survive(made: tuple[bytes, list[_File]]) -> None:
    content, files = made
    _, contents = _read(content)
    wanted = [
        file.content.replace(b"\r", b"\x02").replace(b"\n", b"\x03")
        if file.encoding == "quoted-printable"
        else file.content
        for file in files
    ]
    assert sorted(contents) == sorted(wanted)


@SLOW
@given(st.sampled_from(PLAIN), st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_line_ends_make_no_other_mail(content: bytes, line_end: bytes) -> None:
    plain = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert _read(plain.replace(b"\n", line_end))[0].digest == _read(plain)[0].digest
