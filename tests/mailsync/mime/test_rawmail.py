from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.mime.rawmail import WINDOW_BYTES, RawMail

PIECES = (b"ab\r\n", b"cd\r\n", b"ab\n", b"a\r", b"\r", b"\n", b"\r\n", b"abcd", b"-", b"--b")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("raw") / "mail"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@given(content=st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_line_ends_make_no_other_mail(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    with RawMail(place) as raw:
        found = raw.former_identity()
    assert found == sha256(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


@pytest.mark.parametrize("spoilt", [None, b"\r", b"\n", b"\r\r", b"x"])
@pytest.mark.parametrize("at", [0, 77, WINDOW_BYTES - 1, WINDOW_BYTES, 5 * WINDOW_BYTES])
def test_one_odd_line_end_among_even_ones_counts(
    place: Path, spoilt: bytes | None, at: int
) -> None:
    content = (b"A" * 76 + b"\r\n") * (6 * WINDOW_BYTES // 78)
    if spoilt is not None:
        content = content[:at] + spoilt + content[at + len(spoilt) :]
    place.write_bytes(content)
    with RawMail(place) as raw:
        found = raw.former_identity()
    assert found == sha256(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


@given(
    content=st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join),
    start=st.integers(0, 20),
    length=st.integers(0, 120),
)
def test_every_place_of_a_needle_is_found(
    place: Path, content: bytes, start: int, length: int
) -> None:
    place.write_bytes(content)
    end = min(len(content), start + length)
    places = []
    at = content.find(b"--b", start, end)
    while at >= 0:
        places.append(at)
        at = content.find(b"--b", at + 3, end)
    with RawMail(place) as raw:
        assert list(raw.find_all(b"--b", start, end)) == places
