"""Approval covers every byte of a letter: what is edited afterwards reaches nobody."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.letters.planning import edit
from store.letters.letter import Letter, with_id
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.servers.smtp_sink import smtp_sink

HOSTILE = {
    "letter.html": '<body>UNAPPROVED: <a href="http://evil.example">pay</a>{{ body }}</body>',
    "reminder.txt": "UNAPPROVED\n\nUNAPPROVED: pay to somebody else\n",
    "reminder.short.txt": "UNAPPROVED\n",
}


def parts(raw: bytes) -> dict[str, str]:
    """The text and the page of a mail that arrived, as they were written."""
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    }


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_template_edited_after_approval_changes_no_letter(
    tmp_path: Path, name: str, language: str
) -> None:
    desk = LetterDesk(tmp_path)
    desk.set(language=language)
    plan = approved(desk)
    template = desk.workspace.folder / "templates" / language / name
    template.write_text(HOSTILE[name], encoding="utf-8")
    with smtp_sink() as sink:
        run(desk, plan.digest, sink.host, sink.port)
        arrived = [parts(mail.raw) for mail in sink.taken]
    assert len(arrived) == sum(len(letter.recipients) for letter in plan.letters)
    assert all("UNAPPROVED" not in text for mail in arrived for text in mail.values())
    pages = {letter.html for letter in plan.letters}
    assert {mail["text/html"] for mail in arrived} == pages


def test_another_page_is_another_letter_with_another_digest(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    before = desk.plan()
    layout = desk.workspace.folder / "templates" / "zh_CN" / "letter.html"
    layout.write_text(HOSTILE["letter.html"], encoding="utf-8")
    after = desk.plan()
    assert before.digest != after.digest
    assert not {letter.id for letter in before.letters} & {letter.id for letter in after.letters}
    assert all("UNAPPROVED" in letter.html for letter in after.letters)


def test_an_edited_letter_has_the_page_of_its_own_words(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    letter = desk.plan().letters[0]
    changed = edit(
        desk.workspace,
        desk.store,
        letter,
        subject="另一主题",
        text="另一<正文>",
        at=desk.now,
        who="李",
    )
    assert "另一&lt;正文&gt;" in changed.html
    assert changed.id != letter.id


def test_a_letter_kept_without_a_page_keeps_its_id_and_goes_as_text(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    letter: Letter = desk.plan().letters[0]
    old = with_id(
        Letter(
            **{name: getattr(letter, name) for name in Letter.__struct_fields__ if name != "html"}
        )
    )
    assert with_id(old).id == old.id
    assert old.id != letter.id


def test_an_attachment_that_was_changed_is_not_sent(tmp_path: Path) -> None:
    """Contents go by their digest: another one is held back."""
    desk = LetterDesk(tmp_path)
    ref = desk.workspace.blobs.put([b"approved"])
    path = desk.workspace.blobs.path(ref.digest)
    path.chmod(0o644)
    path.write_bytes(b"UNAPPROVED")
    assert desk.workspace.blobs.read_whole(ref.digest) is None
