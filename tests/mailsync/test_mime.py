"""The corpus of ugly mails, each with what must be read from it beside it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from mailsync.mime import read
from store.blobs import Blobs
from store.model import Mail

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = sorted(CORPUS.glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_of_the_corpus_is_read_as_written_beside_it(path: Path, tmp_path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    blobs = Blobs(tmp_path / "files")

    mail = read(path, blobs, own_addresses=["zzb@box.example"])

    _agree(mail, expected, blobs)


def _agree(mail: Mail, expected: dict[str, Any], blobs: Blobs) -> None:
    listed = [attachment.path for attachment in mail.attachments]
    assert listed == [attachment["path"] for attachment in expected["attachments"]]
    assert [problem.code for problem in mail.problems] == expected["problems"]
    for attachment, wanted in zip(mail.attachments, expected["attachments"], strict=True):
        content = blobs.path(attachment.digest).read_bytes()
        assert attachment.digest == hashlib.sha256(content).hexdigest()
        assert attachment.size_bytes == len(content)
        if "text" in wanted:
            assert content.decode("utf-8") == wanted["text"]
        if wanted.get("size", -1) >= 0:
            assert len(content) == wanted["size"]
        if "media_type" in wanted:
            assert attachment.media_type == wanted["media_type"]
    if "body" in expected:
        assert mail.body == expected["body"]
    if "subject" in expected:
        assert mail.subject == expected["subject"]
    if "sender" in expected:
        assert [mail.sender.name, mail.sender.email] == expected["sender"]
    if "received_from" in expected:
        assert mail.received_from.value == expected["received_from"]
    assert mail.automatic == expected.get("automatic")
    assert [[link.name, link.url] for link in mail.links] == expected.get("links", [])
