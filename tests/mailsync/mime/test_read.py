"""The corpus of ugly mails, each with what must be read from it beside it."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mailsync.mime.read import read
from store.files.blobs import Blobs
from store.model import Mail
from tests.mailsync.sync.problem_words import word_all

CORPUS = Path(__file__).parents[2] / "corpus"
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
    assert all(word_all(mail.problems))
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
    if "received" in expected:
        assert mail.received_at == datetime.fromisoformat(expected["received"])
    assert mail.automatic == expected.get("automatic")
    assert [[link.name, link.url] for link in mail.links] == expected.get("links", [])


def test_every_row_of_the_catalogue_that_is_a_mail_has_its_mails() -> None:
    rows = {
        path.read_text(encoding="utf-8").split(":")[0].removeprefix("# ")
        for path in CORPUS.glob("*.toml")
    }
    # 34 is made in test_mime_tnef, 43 is matching's, 50 to 53 are archives.
    wanted = {*range(27, 34), *range(35, 43), 44, 45, 46, 49, 53, 54, 59}
    assert {str(row) for row in wanted} <= rows


def test_the_message_id_does_not_decide_what_is_the_same_mail(tmp_path: Path) -> None:
    content = (CORPUS / "bare_lf.eml").read_bytes()
    digests: set[str] = set()
    for number, other in enumerate((content, content.replace(b"Message-ID", b"X-Other"))):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(other)
        digests.add(read(path, Blobs(tmp_path / "files")).digest)
    assert len(digests) == 2
