import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

import docx
import pytest

from mailsync.demo.attachments import DemoFile
from mailsync.demo.link_blocks import DemoLink
from mailsync.demo.mails import DemoMail, make_mails
from mailsync.demo.roster import demo_branches
from mailsync.demo.stories import mail_scripts
from store.model import FileKind, Scope
from store.text.wording import LANGUAGES, load

ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
FFMPEG = shutil.which("ffmpeg")


def by_id(mails: tuple[DemoMail, ...]) -> dict[str, DemoMail]:
    return {mail.script_id: mail for mail in mails}


def leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def contents(mail: DemoMail) -> list[bytes]:
    """Every decoded leaf, and what lies inside zips that open."""
    found = []
    for part in leaves(message_from_bytes(mail.raw)):
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(content)
        if part.get_content_type() == "application/x-zip-compressed":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                infos = [i for i in archive.infolist() if not i.flag_bits & 1]
                found += [archive.read(info) for info in infos]
    return found


def test_about_sixty_mails_have_come_four_days_before_the_deadline(
    mails_before_deadline: tuple[DemoMail, ...], tmp_path: Path, deadline: datetime
) -> None:
    assert len(mails_before_deadline) == 61
    assert make_mails(tmp_path, deadline=deadline, ffmpeg=None) == mails_before_deadline


def test_no_mail_lies_in_the_future_and_some_are_late_after_the_deadline(
    all_mails: tuple[DemoMail, ...], deadline: datetime
) -> None:
    arrivals = [mail.internal_date for mail in all_mails]
    assert len(all_mails) == 69
    assert arrivals == sorted(arrivals)
    assert sum(arrival > deadline for arrival in arrivals) == 3
    assert min(arrivals) > deadline - timedelta(days=30)


def test_the_topmost_received_line_says_the_arrival_to_the_second(
    all_mails: tuple[DemoMail, ...],
) -> None:
    for mail in all_mails:
        top = message_from_bytes(mail.raw).get_all("Received")
        assert top is not None
        said = parsedate_to_datetime(top[0].rpartition(";")[2].strip())
        assert said == mail.internal_date, mail.script_id


def test_date_headers_are_mostly_sensible_and_twice_useless(
    all_mails: tuple[DemoMail, ...],
) -> None:
    dates = {m.script_id: message_from_bytes(m.raw)["Date"] for m in all_mails}
    assert [key for key, date in dates.items() if date is None] == ["xinxi-article"]
    assert parsedate_to_datetime(dates["zitu-numbered"]).year == 1970
    assert dates["wenfa-rfc2231"].endswith("+0000")


def test_every_address_is_an_example_address(all_mails: tuple[DemoMail, ...]) -> None:
    for mail in all_mails:
        found = ADDRESS.findall(mail.raw)
        assert found
        assert all(address.endswith(b".example") for address in found), mail.script_id


def test_the_truth_names_bytes_that_the_mail_holds(all_mails: tuple[DemoMail, ...]) -> None:
    for mail in all_mails:
        digests = {hashlib.sha256(content).hexdigest() for content in contents(mail)}
        assert {file.digest for file in mail.files} <= digests, mail.script_id


def test_no_two_branches_send_the_same_bytes(all_mails: tuple[DemoMail, ...]) -> None:
    owners: dict[str, set[tuple[str | None, str]]] = {}
    for mail in all_mails:
        for file in mail.files:
            owners.setdefault(file.digest, set()).add((file.branch_id, file.path))
    assert all(len(found) == 1 for found in owners.values())


def test_the_truth_speaks_of_the_roster(all_mails: tuple[DemoMail, ...]) -> None:
    known = {branch.id for branch in demo_branches()}
    for mail in all_mails:
        for language in LANGUAGES:
            assert load(language).has(f"story.{mail.script_id}")
        for file in mail.files:
            assert (file.branch_id is not None) == (file.scope is Scope.ONE)
            assert file.branch_id is None or file.branch_id in known
        assert all(link.branch_id in known for link in mail.links)


def test_the_board_will_look_like_work_in_progress(
    mails_before_deadline: tuple[DemoMail, ...],
) -> None:
    kinds: dict[str, set[FileKind]] = {branch.id: set() for branch in demo_branches()}
    for mail in mails_before_deadline:
        entries: list[DemoFile | DemoLink] = [*mail.files, *mail.links]
        for entry in entries:
            if entry.branch_id:
                kinds[entry.branch_id].add(entry.kind)
    assert [branch for branch, found in kinds.items() if not found] == ["B0016", "B0022", "B0040"]
    both = [b for b, found in kinds.items() if {FileKind.PLAN, FileKind.VIDEO} <= found]
    assert len(both) == 25


def test_every_docx_opens(all_mails: tuple[DemoMail, ...]) -> None:
    opened = 0
    for mail in all_mails:
        for content in contents(mail):
            if content.startswith(b"PK") and b"word/document.xml" in content:
                assert docx.Document(io.BytesIO(content)).paragraphs
                opened += 1
    assert opened > 55


def test_the_awkward_mails_are_there(all_mails: tuple[DemoMail, ...]) -> None:
    mails = by_id(all_mails)
    assert "工商管理学院".encode("gbk") in mails["gongguan-raw-gbk"].raw.partition(b"\r\n\r\n")[0]
    assert b"filename*0*=utf-8''" in mails["wenfa-rfc2231"].raw
    assert b"=?gb18030?B?" in mails["gongguan-gb18030"].raw
    assert b"message/rfc822" in mails["wenfa-forwarded"].raw
    assert b"Auto-Submitted: auto-replied" in mails["auto-reply"].raw
    assert mails["xinxi-in-junk"].folder_name == "垃圾邮件"
    assert mails["houqin-empty"].files[0].digest == hashlib.sha256(b"").hexdigest()
    assert mails["jixie-quoted"].files[0].digest == mails["jixie-flat"].files[0].digest
    assert [f.path.split("/")[0] for f in mails["yejin-zip"].files] == ["冶金学院材料.zip"] * 5
    assert len(mails["jixie-flat"].files) == 3


def test_links_expire_before_and_after_the_demonstrations_present(
    all_mails: tuple[DemoMail, ...], deadline: datetime
) -> None:
    now = deadline - timedelta(days=4)
    links = {link.name: link for mail in all_mails for link in mail.links}
    expiry = [link.expires_at for link in links.values()]
    assert None in expiry
    assert sorted(e < now for e in expiry if e is not None) == [False, False, True]
    mail = by_id(all_mails)["tsg-link-expired"]
    html = next(
        part.get_payload(decode=True)
        for part in leaves(message_from_bytes(mail.raw))
        if part.get_content_type() == "text/html"
    )
    assert isinstance(html, bytes)
    until = mail.links[0].expires_at
    assert until is not None
    text = html.decode()
    assert f"<span> (186.40M, 2021年4月{until.day}日 13:40 到期)</span>" in text
    assert mail.links[0].url in text


@pytest.mark.skipif(FFMPEG is None, reason="ffmpeg is not installed")
def test_ffmpeg_changes_the_videos_only(
    mails_before_deadline: tuple[DemoMail, ...], tmp_path: Path, deadline: datetime
) -> None:
    made = make_mails(tmp_path, deadline=deadline, ffmpeg=FFMPEG)
    for mail, other in zip(made, mails_before_deadline, strict=True):
        assert mail.internal_date == other.internal_date
        for file, same in zip(mail.files, other.files, strict=True):
            assert (file.path, file.branch_id) == (same.path, same.branch_id)
            assert (file.digest == same.digest) == (file.kind is not FileKind.VIDEO)
    assert len({len(mail.raw) for mail in made}) > 30


def test_another_seed_gives_other_mails(
    mails_before_deadline: tuple[DemoMail, ...], tmp_path: Path, deadline: datetime
) -> None:
    now = deadline - timedelta(days=26)
    few = make_mails(tmp_path, deadline=deadline, now=now, seed=9, ffmpeg=None)
    assert 3 <= len(few) < 20
    assert all(a.raw != b.raw for a, b in zip(few, mails_before_deadline, strict=False))


def test_every_script_has_its_own_name() -> None:
    names = [script.id for script in mail_scripts()]
    assert len(set(names)) == len(names) == 69
