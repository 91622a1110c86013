"""Every mail is rebuilt bit for bit from its skeleton and the contents that are kept decoded."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailsync.mime.contents import Contents
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import SplitMail, split
from store.files.blobs import Blobs
from store.files.skeleton import (
    Lines,
    NotRebuilt,
    Uneven,
    Verbatim,
    contents_of,
    identity_of,
    pack,
    rebuilt,
    unpack,
)

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.eml"))
LEAST = 16 << 10
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def foreign() -> Iterator[Path]:
    """The mails that the standard library tests its own reading with, where they are installed."""
    tests = find_spec("test")
    for place in (tests.submodule_search_locations or ()) if tests else ():
        yield from sorted(Path(place).glob("test_email/data/*"))


def checked(content: bytes, *, reading: bool = True) -> SplitMail:
    """Split a mail, alone and after it was read; rebuild it both ways."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail"
        path.write_bytes(content)
        blobs = Blobs(Path(folder) / "files")
        with RawMail(path) as raw:
            alone = split(raw, blobs)
            if reading:
                contents = Contents(blobs)
                contents.take_mail(raw)
                assert split(raw, blobs, contents.decoded) == alone
        assert unpack(pack(alone.skeleton)) == alone.skeleton
        assert b"".join(rebuilt(alone.skeleton, blobs.path)) == content
        assert identity_of(alone.skeleton) in (None, alone.identity)
        assert all(blobs.has(digest) for digest in contents_of(alone.skeleton))
        return alone


def lines(content: bytes, line: int = 76, end: bytes = b"\r\n") -> bytes:
    text = base64.b64encode(content)
    return end.join(text[at : at + line] for at in range(0, len(text), line))


def mail_of(text: bytes, end: bytes = b"\r\n") -> bytes:
    head = (
        b"From: a@neu.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        b"Content-Type: application/octet-stream; name=a.bin\n"
        b"Content-Transfer-Encoding: base64\n\n"
    )
    return head.replace(b"\n", end) + text + end + b"--b--" + end


@pytest.mark.parametrize("path", [*CORPUS, *foreign()], ids=lambda path: path.name)
def test_mails_of_the_corpus_and_of_others_are_rebuilt(path: Path) -> None:
    content = path.read_bytes()
    archive = path.stem.startswith(("zip", "volume"))
    as_it_came = checked(content, reading=not archive)
    even = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    assert checked(even, reading=False).identity == as_it_came.identity
    assert checked(even.replace(b"\n", b"\r\n"), reading=False).identity == as_it_came.identity


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("line", [60, 64, 72, 76, 400])
@pytest.mark.parametrize("size", [LEAST, LEAST + 1, LEAST + 2, 57 * 1000, 700_001])
def test_a_file_is_kept_once(size: int, line: int, end: bytes) -> None:
    content = random.Random(size).randbytes(size)
    found = checked(mail_of(lines(content, line, end), end))

    kept = [stretch for stretch in found.skeleton if isinstance(stretch, Lines)]
    assert kept == [Lines(hashlib.sha256(content).digest(), size, line, end)]
    assert len(pack(found.skeleton)) < 600


def test_a_file_of_less_than_16_kib_stays_in_the_skeleton() -> None:
    found = checked(mail_of(lines(os.urandom(LEAST - 1))))
    assert [type(stretch) for stretch in found.skeleton] == [bytes]


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        pytest.param(lambda t: t[:5000] + b" " + t[5000:], {bytes, Lines}, id="a blank"),
        pytest.param(lambda t: t[:-3] + b"\r\n", {bytes, Lines}, id="cut"),
        pytest.param(lambda t: t.replace(b"\r\n", b"\n", 3), {bytes, Uneven, Verbatim}, id="ends"),
        pytest.param(lambda t: t.replace(b"\r\n", b""), {bytes, Verbatim}, id="one line"),
        pytest.param(lambda t: t + b"\r\n" * 9, {bytes, Lines}, id="blank lines"),
        pytest.param(lambda t: t + b"\r\n\r\nwith the compliments of a gateway", {bytes, Lines},
                     id="a footer"),
        pytest.param(lambda t: t.replace(b"A", b"-"), {bytes, Verbatim}, id="another alphabet"),
    ],
)  # fmt: skip
def test_what_is_not_even_stays_as_it_came(spoil: object, kinds: set[type]) -> None:
    assert callable(spoil)
    text = lines(random.Random(5).randbytes(120_000))
    found = checked(mail_of(spoil(text)))
    assert {type(stretch) for stretch in found.skeleton} <= kinds


def test_bits_that_no_encoder_writes_stay() -> None:
    text = lines(b"\0" * (57 * 500 + 1))
    assert text.endswith(b"AA==")
    checked(mail_of(text[:-3] + b"B=="))


PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"\r\n", b"\n", b"\r", b"\r\r\n", b"--b\r\n", b"\r\n\r\n", b"=", b"A" * 76, b"QUJD",
         b"A" * 76 + b"\r\n", b"A" * 76 + b"\n", b"text\r\n"]
    ),
    st.builds(
        lines,
        st.builds(
            lambda size, seed: random.Random(seed).randbytes(size),
            st.one_of(st.integers(LEAST - 60, LEAST + 200), st.integers(190_000, 191_000)),
            st.integers(0, 3),
        ),
        st.sampled_from([40, 64, 76, 76, 76, 77, 1000]),
        st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r"]),
    ),
)  # fmt: skip


@SLOW
@given(pieces=st.lists(PIECES, max_size=6), places=st.lists(st.integers(0, 10**6), max_size=2))
def test_whatever_comes_is_rebuilt(pieces: list[bytes], places: list[int]) -> None:
    whole = bytearray(mail_of(b"".join(pieces)))
    for place in places:
        whole[place % len(whole)] = place % 256
    content = bytes(whole)
    found = checked(content)
    even = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    assert checked(even, reading=False).identity == found.identity


def test_a_content_that_was_cut_or_lost_is_named(tmp_path: Path) -> None:
    content = os.urandom(50_000)
    path = tmp_path / "mail"
    path.write_bytes(mail_of(lines(content)))
    blobs = Blobs(tmp_path / "files")
    with RawMail(path) as raw:
        skeleton = split(raw, blobs).skeleton
    digest = hashlib.sha256(content).hexdigest()
    for spoilt in (content[:-1], content + b"\0", None):
        blobs.path(digest).unlink()
        if spoilt is not None:
            blobs.path(digest).write_bytes(spoilt)
        with pytest.raises(NotRebuilt) as caught:
            b"".join(rebuilt(skeleton, blobs.path))
        assert caught.value.digest == digest
        blobs.path(digest).touch()
