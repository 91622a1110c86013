"""The set of mails that syncs are measured with: real documents, pictures and videos in size."""

from __future__ import annotations

import base64
import io
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from urllib.parse import quote

from mailsync.demo import documents
from mailsync.demo.archives import write_zip
from mailsync.demo.roster import demo_branches, demo_sub_committees
from store.model import Branch
from tests.servers.imap_server import StoredMail

FULL_MAILS = 500
_KB = 1000
_CLIP = "clips/mp4-1280x720-430s-voice.mp4"


def generated_mails(count: int, seed: int = 163) -> Iterator[StoredMail]:
    """Make mails as branches send them, the same for the same seed.

    A document of 30 to 300 kB in 90 %, a picture of 0.2 to 3 MB in 20 %, a video of 5 to 20 MB
    in 5 %; each is readable and padded to its size with bytes that do not compress.
    """
    chance = random.Random(seed)
    began = datetime(2026, 3, 20, tzinfo=UTC)
    branches = demo_branches()
    unit_names = {unit.id: unit.name for unit in demo_sub_committees()}
    clip = files("mailsync.demo").joinpath(_CLIP).read_bytes()
    plans = {branch.id: _plan(chance, branch, unit_names) for branch in branches}
    for number in range(count):
        branch = branches[number % len(branches)]
        parts = []
        if chance.random() < 0.9:
            size_bytes = chance.randint(30 * _KB, 300 * _KB)
            parts.append(
                (f"{branch.name}工作案例.docx", _padded_docx(chance, plans[branch.id], size_bytes))
            )
        if chance.random() < 0.2:
            size_bytes = chance.randint(200 * _KB, 3000 * _KB)
            parts.append(
                ("照片.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + chance.randbytes(size_bytes))
            )
        if chance.random() < 0.05:
            size_bytes = chance.randint(5000 * _KB, 20000 * _KB)
            box = (size_bytes + 8).to_bytes(4, "big") + b"free" + chance.randbytes(size_bytes)
            parts.append((f"{branch.name}成果展示视频.mp4", clip + box))
        yield StoredMail(_mail(number, branch, parts), began + timedelta(minutes=number))


def _plan(chance: random.Random, branch: Branch, unit_names: dict[str, str]) -> bytes:
    author = documents.Author(
        branch.name, unit_names[branch.sub_committee_id], branch.secretary, "红色引擎"
    )
    return documents.plan(chance, author, chars=chance.randint(1300, 1500))


def _padded_docx(chance: random.Random, plan: bytes, size_bytes: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plan)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    padding = chance.randbytes(max(0, size_bytes - len(plan)))
    return write_zip([*members, ("word/media/image9.png", padding)])


def _mail(number: int, branch: Branch, parts: list[tuple[str, bytes]]) -> bytes:
    subject = base64.b64encode(f"{branch.name} 验收材料".encode()).decode()
    lines = [
        f"Message-ID: <{number}@zzb.example>",
        f"From: <{branch.contacts[0]}>",
        f"Subject: =?utf-8?B?{subject}?=",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "see files",
        "",
    ]
    chunks = ["\r\n".join(lines).encode()]
    for name, content in parts:
        head = (
            "--b\r\nContent-Type: application/octet-stream\r\n"
            f"Content-Disposition: attachment; filename*=utf-8''{quote(name)}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        chunks += [head.encode(), base64.encodebytes(content).replace(b"\n", b"\r\n")]
    return b"".join(chunks) + b"--b--\r\n"
