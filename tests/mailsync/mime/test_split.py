"""Every mail is rebuilt bit for bit from its skeleton and the contents that are kept decoded."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailsync.mime.contents import MailContents
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import SplitMail, split
from store.files.blobs import BlobRef, Blobs
from store.files.skeleton import (
    Base64Lines,
    NotRebuilt,
    Skeleton,
    Uneven,
    Verbatim,
    contents_of,
    identity_of,
    is_rebuilt,
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
                contents = MailContents(blobs)
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

    kept = [stretch for stretch in found.skeleton if isinstance(stretch, Base64Lines)]
    assert kept == [Base64Lines(hashlib.sha256(content).digest(), size, line, end)]
    assert len(pack(found.skeleton)) < 600


def test_a_file_of_less_than_16_kib_stays_in_the_skeleton() -> None:
    found = checked(mail_of(lines(os.urandom(LEAST - 1))))
    assert [type(stretch) for stretch in found.skeleton] == [bytes]


@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        pytest.param(lambda t: t[:5000] + b" " + t[5000:], {bytes, Base64Lines}, id="a blank"),
        pytest.param(lambda t: t[:-3] + b"\r\n", {bytes, Base64Lines}, id="cut"),
        pytest.param(lambda t: t.replace(b"\r\n", b"\n", 3), {bytes, Uneven, Verbatim}, id="ends"),
        pytest.param(lambda t: t.replace(b"\r\n", b""), {bytes, Verbatim}, id="one line"),
        pytest.param(lambda t: t + b"\r\n" * 9, {bytes, Base64Lines}, id="blank lines"),
        pytest.param(lambda t: t + b"\r\n\r\nwith the compliments of a gateway",
                     {bytes, Base64Lines}, id="a footer"),
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


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("edit", range(8))
def test_an_edit_anywhere_in_the_lines_is_rebuilt_by_reader_and_splitter(
    edit: int, end: bytes
) -> None:
    """Reading compares what it decodes; whatever it does not see must not pass for compared."""
    chance = random.Random(edit)
    text = lines(chance.randbytes(chance.randint(LEAST, LEAST + 400)), 76, end) + end
    for _ in range(40):
        changed = bytearray(text)
        for _ in range(chance.randint(1, 3)):
            place = chance.choice([chance.randrange(len(changed)), len(changed) - 1, 76, 77, 153])
            piece = chance.choice([b"\r", b"\n", b"\r\n", b"A", b"=", b" ", b""])
            changed[place : place + chance.randint(0, 2)] = piece
        checked(mail_of(bytes(changed), end))


def test_reading_a_mail_compares_its_lines_and_nothing_is_read_twice(tmp_path: Path) -> None:
    content = random.Random(3).randbytes(700_001)
    (tmp_path / "mail").write_bytes(mail_of(lines(content)))
    blobs = Blobs(tmp_path / "files")
    with RawMail(tmp_path / "mail") as raw:
        contents = MailContents(blobs)
        contents.take_mail(raw)
        (decoded,) = contents.decoded.values()
        assert decoded.compared
        assert decoded.covered == 700_001 // 57 * 78
        kept = split(raw, blobs, contents.decoded)
        # Where the content is not there as it was written, the mail stays as it came.
        blobs.path(decoded.digest).write_bytes(content[:-1])
        assert split(raw, blobs, contents.decoded) != kept


def compared(skeleton: Skeleton, blobs: Blobs, mail: bytes) -> bool:
    """Whether a mail counts as rebuilt, which must be told by nothing but its bytes."""
    told = is_rebuilt(skeleton, blobs.path, lambda start, end: mail[start:end], len(mail))
    assert told == (b"".join(rebuilt(skeleton, blobs.path)) == mail)
    return told


@SLOW
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=4),
    places=st.lists(st.integers(0, 10**6), min_size=1, max_size=4),
    other=st.sampled_from([b"", b"A", b"\r", b"\n", b"\r\n", b"\0", b"AA"]),
)
def test_a_mail_of_which_any_byte_is_another_is_not_the_one_rebuilt(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], places: list[int], other: bytes
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    content = mail_of(b"".join(pieces))
    (folder / "mail").write_bytes(content)
    blobs = Blobs(folder / "files")
    with RawMail(folder / "mail") as raw:
        skeleton = split(raw, blobs).skeleton
    assert compared(skeleton, blobs, content)
    for place in places:
        at = place % len(content)
        changed = content[:at] + other + content[at + 1 :]
        assert compared(skeleton, blobs, changed) == (changed == content)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_a_line_end_at_another_place_is_another_mail(tmp_path: Path, end: bytes) -> None:
    content = mail_of(lines(random.Random(3).randbytes(400_000), 76, end), end)
    (tmp_path / "mail").write_bytes(content)
    blobs = Blobs(tmp_path / "files")
    with RawMail(tmp_path / "mail") as raw:
        skeleton = split(raw, blobs).skeleton
    first = content.index(b"base64" + end * 2) + 6 + 2 * len(end) + 76
    step = 76 + len(end)
    # The first and the last of a piece that is compared at once, and those between two pieces.
    for line in (0, 1, 2998, 2999, 3000, 3001):
        at = first + line * step
        assert content[at : at + len(end)] == end
        for moved in (
            content[: at - 1] + end + content[at - 1 : at] + content[at + len(end) :],
            content[:at] + content[at + len(end) :],
            content[:at] + end + content[at:],
            content[:at] + end[::-1] + content[at + len(end) :],
        ):
            assert compared(skeleton, blobs, moved) == (moved == content)


class Turning(Blobs):
    """A disk that turns a byte of the first content that is written to it."""

    turned = False

    def put(self, chunks: Iterable[bytes]) -> BlobRef:
        ref = super().put(chunks)
        if not self.turned:
            self.turned = True
            path = self.path(ref.digest)
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        return ref


def test_a_mail_that_would_come_out_in_another_way_is_kept_whole(tmp_path: Path) -> None:
    content = mail_of(lines(random.Random(4).randbytes(300_000)))
    path = tmp_path / "mail"
    path.write_bytes(content)
    sound, turning = Blobs(tmp_path / "sound"), Turning(tmp_path / "turning")
    with RawMail(path) as raw:
        expected = split(raw, sound)
        found = split(raw, turning)
    assert [type(stretch) for stretch in expected.skeleton] == [bytes, Base64Lines, bytes]
    assert found.identity == expected.identity
    assert [type(stretch) for stretch in found.skeleton] == [Verbatim]
    assert b"".join(rebuilt(found.skeleton, turning.path)) == content


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
