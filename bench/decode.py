"""Decoding speed: our reader against the email package on the same mails in the same run.

    python -m bench.decode [MEGABYTES]

Prints MB/s of raw mail and the ratio, medians of five rounds: first splitting and decoding alone,
then everything a sync does with a mail (digest, decoding, sha256, a file for each content).
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailsync.mime.parts import Part, PartReader
from mailsync.mime.rawmail import RawMail
from mailsync.mime.read import read
from mailsync.mime.transfer import TransferDamage, decoded
from store.files.blobs import Blobs

ROUNDS = 5
BOUNDARY = b"----=_Part_104201_1735602491.1614647411000"


def make_mails(folder: Path, megabytes: int) -> list[Path]:
    """Mails as branches send them: a document mostly, a picture or a video sometimes."""
    chance = random.Random(1)
    paths: list[Path] = []
    total = 0
    while total < megabytes * 1_000_000:
        sizes = [chance.randint(30_000, 300_000)] if chance.random() < 0.9 else []
        sizes += [chance.randint(200_000, 3_000_000)] if chance.random() < 0.2 else []
        sizes += [chance.randint(5_000_000, 20_000_000)] if chance.random() < 0.05 else []
        path = folder / f"{len(paths)}.eml"
        path.write_bytes(_mail([chance.randbytes(size) for size in sizes]))
        total += path.stat().st_size
        paths.append(path)
    return paths


def _mail(files: list[bytes]) -> bytes:
    parts = [b"--%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsee the files\r\n" % BOUNDARY]
    for number, content in enumerate(files):
        encoded = base64.encodebytes(b"\x01" + content).replace(b"\n", b"\r\n")
        parts.append(
            b'--%s\r\nContent-Type: application/octet-stream; name="%d.bin"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n%s" % (BOUNDARY, number, encoded)
        )
    return (
        b"From: a@dept.example\r\nSubject: plan\r\nDate: Tue, 2 Mar 2021 09:10:11 +0800\r\n"
        b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n'
        % BOUNDARY
        + b"".join(parts)
        + b"--%s--\r\n" % BOUNDARY
    )


def _leaves(part: Part) -> Iterator[Part]:
    if part.kind == "leaf":
        yield part
    for child in part.children:
        yield from _leaves(child)


def decode_ours(paths: list[Path], _: Path) -> None:
    """Split and decode, keep nothing."""
    for path in paths:
        with RawMail(path) as raw:
            for part in _leaves(PartReader(raw).whole()):
                for _chunk in decoded(
                    raw.windows(part.start, part.end), part.encoding, TransferDamage()
                ):
                    pass


def decode_email(paths: list[Path], _: Path) -> None:
    """Split and decode with the email package."""
    for path in paths:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for part in message.walk():
            if not part.is_multipart():
                part.get_payload(decode=True)


def store_ours(paths: list[Path], folder: Path) -> None:
    """All that a sync does with a mail before it looks into the files."""
    blobs = Blobs(folder)
    for path in paths:
        read(path, blobs)


def store_email(paths: list[Path], folder: Path) -> None:
    """The same with the email package and the same store."""
    blobs = Blobs(folder)
    for path in paths:
        content = path.read_bytes()
        hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
        message = email.message_from_bytes(content, policy=email.policy.default)
        for part in message.walk():
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                blobs.put([payload if isinstance(payload, bytes) else b""])


def _seconds(work: Callable[[list[Path], Path], None], paths: list[Path]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        work(paths, Path(folder))
        return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        paths = make_mails(Path(folder), megabytes)
        size = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{len(paths)} mails, {size:.0f} MB")
        for name, ours, peer in (
            ("decode", decode_ours, decode_email),
            ("decode and store", store_ours, store_email),
        ):
            pairs = [(_seconds(ours, paths), _seconds(peer, paths)) for _ in range(ROUNDS)]
            mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
            print(
                f"{name}: {size / mine:.0f} MB/s, email package {size / other:.0f} MB/s,"
                f" ratio {other / mine:.1f}"
            )


if __name__ == "__main__":
    main()
