"""Mail on a disk: what counts as a mail, how it is known again, and that nothing is touched."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from mailsync.mailbox.contract import FetchedMail, FolderLeft, FolderListed, MailUnread
from mailsync.mailbox.folder import FolderMailbox
from mailsync.mailbox.folder_layout import disk_folders, stable_uid
from store.errors import MailboxError, StoreError
from store.text.wording import load
from tests.contracts.mailbox_places import Stored, fetch_all, mail, place, tree

RAW = [mail(number).raw for number in range(1, 5)]


def box(path: Path, tmp_path: Path) -> FolderMailbox:
    return FolderMailbox(path, spool=tmp_path / "spool")


def folders(path: Path) -> dict[str, int]:
    return {folder.name: len(folder.mails) for folder in disk_folders(path) if folder.left is None}


def put(path: Path, raw: bytes = RAW[0]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


# -- folders of .eml -------------------------------------------------------------------------------


def test_eml_files_are_found_at_any_depth_whatever_their_case(tmp_path: Path) -> None:
    root = tmp_path / "导出"
    for name in (
        "a.eml",
        "b.EML",
        "机械学院/c.eml",
        "机械学院/2026/d.Eml",
        "说明.docx",
        "x.eml.txt",
    ):
        put(root / name)

    assert folders(root) == {"导出": 3, "导出/机械学院": 1, "导出/机械学院/2026": 1}


def test_one_eml_file_is_a_mailbox_of_one(tmp_path: Path) -> None:
    file = put(tmp_path / "d" / "a.eml")

    assert folders(file) == {"d": 1}


def test_an_eml_file_that_grew_is_fetched_again(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    put(root / "a.eml")
    file = put(root / "b.eml", RAW[1])
    stored = Stored()
    fetch_all(box(root, tmp_path), stored)
    file.write_bytes(RAW[1] + b"more\r\n")

    arrived, _ = fetch_all(box(root, tmp_path), stored)

    assert [one.content for one in arrived] == [(RAW[1] + b"more").replace(b"\r\n", b"\n")]


def test_links_to_folders_are_not_followed_and_special_files_not_read(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    put(root / "a.eml")
    (root / "loop").symlink_to(root)
    (root / "nowhere.eml").symlink_to(tmp_path / "missing")
    os.mkfifo(root / "pipe.eml")
    (root / "folder.eml").mkdir()

    assert folders(root) == {"mail": 1, "mail/folder.eml": 0}


def test_names_that_are_not_utf_8_are_read(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    root.mkdir()
    with open(os.fsencode(root) + b"/\xba\xbc\xd6\xdd.eml", "wb") as out:  # noqa: PTH123  (a Path cannot hold it)
        out.write(RAW[0])

    arrived, _ = fetch_all(box(root, tmp_path), Stored())

    assert len(arrived) == 1
    arrived[0].event.key.folder.encode("utf-8")


def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_arrive(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    for number, raw in enumerate(RAW):
        put(root / f"{number}.eml", raw)
    mailbox = box(root, tmp_path)
    seen: list[object] = []
    for event in mailbox.fetch(Stored()):
        # It goes after it was listed.
        (root / "2.eml").unlink(missing_ok=True)
        seen.append(event)

    unread = [event for event in seen if isinstance(event, MailUnread)]
    assert [event.problem.code for event in unread] == ["mailbox.file_unreadable"]
    assert sum(isinstance(event, FetchedMail) for event in seen) == 3
    assert list((tmp_path / "spool").iterdir()) == []


# -- Maildir ---------------------------------------------------------------------------------------


def test_a_maildir_mail_is_known_again_after_it_was_read_or_flagged(tmp_path: Path) -> None:
    root = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp"):
        (root / part).mkdir(parents=True)
    fresh = put(root / "new" / "1700.M1.host", RAW[0])
    seen = put(root / "cur" / "1701.M2.host:2,S", RAW[1])
    put(root / "tmp" / "1702.M3.host", RAW[2])
    stored = Stored()
    arrived, _ = fetch_all(box(root, tmp_path), stored)
    assert len(arrived) == 2
    fresh.rename(root / "cur" / "1700.M1.host:2,")
    seen.rename(root / "cur" / "1701.M2.host;2,FRS")

    assert fetch_all(box(root, tmp_path), stored)[0] == []


def test_own_folders_of_a_maildir_are_not_scanned(tmp_path: Path) -> None:
    root = tmp_path / "Maildir"
    for name in ("", ".&V4NXPpCuTvY-", ".&XfJT0ZAB-", ".Trash", ".INBOX.Drafts", ".2026"):
        (root / name / "new").mkdir(parents=True)
        put(root / name / "cur" / "1.M1.h:2,")

    assert folders(root) == {"INBOX": 1, "2026": 1, "垃圾邮件": 1}


def test_a_tree_of_maildirs_is_scanned_folder_by_folder(tmp_path: Path) -> None:
    for name in ("INBOX", "Junk", "Sent"):
        (tmp_path / "mail" / name / "new").mkdir(parents=True)
        put(tmp_path / "mail" / name / "cur" / "1.M1.h:2,")

    assert folders(tmp_path / "mail") == {"mail": 0, "INBOX": 1, "Junk": 1}


# -- mbox ------------------------------------------------------------------------------------------

FROM = b"From zzb@zzb.example Sun Mar  1 08:00:00 2026\n"


def mbox_mails(path: Path) -> list[bytes]:
    return [b"".join(one.pieces()) for folder in disk_folders(path) for one in folder.mails]


@pytest.mark.parametrize(
    ("content", "mails"),
    [
        (b"", []),
        (FROM + b"A: 1\n\nx\n", [b"A: 1\n\nx\n"]),
        (FROM + b"A: 1\n\nx\n\n", [b"A: 1\n\nx\n"]),
        (FROM + b"A: 1\n\nx\n\n\n", [b"A: 1\n\nx\n\n"]),
        (FROM + b"A: 1\n\nx", [b"A: 1\n\nx"]),
        (FROM + b"A: 1\n\nx\n\n" + FROM + b"A: 2\n\ny\n\n", [b"A: 1\n\nx\n", b"A: 2\n\ny\n"]),
        (
            (FROM + b"A: 1\n\nx\n\n" + FROM + b"A: 2\n").replace(b"\n", b"\r\n"),
            [b"A: 1\r\n\r\nx\r\n", b"A: 2\r\n"],
        ),
        # Only a line that is one begins a mail.
        (FROM + b"\n\nFrom here on it is text\n", [b"\n\nFrom here on it is text\n"]),
        (
            FROM + b"A: 1\nFrom x@y.example at 8:00 in 2026\n",
            [b"A: 1\nFrom x@y.example at 8:00 in 2026\n"],
        ),
        (FROM + b"\n>From a\n>>From b\n> From c\n", [b"\nFrom a\n>From b\n> From c\n"]),
        # Thunderbird's, and a mail that is in the file twice.
        (b"From - Sun Mar 01 08:00:00 2026\nA: 1\n\n" + FROM + b"A: 1\n\n", [b"A: 1\n"]),
        (FROM + b"x" * 200_000 + b"\nFrom 8:00 2026\n", [b"x" * 200_000 + b"\nFrom 8:00 2026\n"]),
    ],
)
def test_an_mbox_is_split_where_mails_begin(
    content: bytes, mails: list[bytes], tmp_path: Path
) -> None:
    assert mbox_mails(put(tmp_path / "box", content)) == mails


def test_mails_of_an_mbox_are_known_again_after_one_before_them_was_removed(
    tmp_path: Path,
) -> None:
    first, second = FROM + b"A: 1\n\n1\n\n", FROM + b"A: 2\n\n2\n\n"
    path = put(tmp_path / "box", first + second)
    stored = Stored()
    assert len(fetch_all(box(path, tmp_path), stored)[0]) == 2
    path.write_bytes(second + FROM + b"A: 3\n")

    arrived, _ = fetch_all(box(path, tmp_path), stored)

    assert [one.content for one in arrived] == [b"A: 3"]


def test_mbox_files_in_a_folder_of_exported_mail_are_read(tmp_path: Path) -> None:
    put(tmp_path / "mail" / "收件箱.mbox", FROM + b"A: 1\n\n")
    put(tmp_path / "mail" / "a.eml")

    assert folders(tmp_path / "mail") == {"mail": 1, "收件箱.mbox": 1}


# -- errors ----------------------------------------------------------------------------------------


def test_what_is_no_mailbox_is_said_plainly(tmp_path: Path) -> None:
    cases = {
        tmp_path / "missing": "mailbox.path_missing",
        put(tmp_path / "letter.txt", b"dear all\n"): "mailbox.not_mbox",
    }
    for path, code in cases.items():
        with pytest.raises(MailboxError) as caught:
            list(box(path, tmp_path).fetch(Stored()))
        assert caught.value.code == code
        assert str(path) in load("zh_CN").error(caught.value)


def test_a_folder_without_permission_is_an_error_not_an_empty_one(tmp_path: Path) -> None:
    closed = tmp_path / "mail" / "closed"
    put(closed / "a.eml")
    closed.chmod(0)
    me = os.geteuid()
    if me == 0:
        # Root may read everything, so we are nobody for a moment.
        os.seteuid(65534)
    try:
        with pytest.raises(MailboxError) as caught:
            list(disk_folders(tmp_path / "mail"))
    finally:
        os.seteuid(me)
        closed.chmod(0o755)
    assert caught.value.code == "mailbox.path_unreadable"
    assert load("zh_CN").error(caught.value)


@pytest.mark.parametrize("kind", ["eml", "coremail"])
def test_a_disk_that_takes_no_more_is_an_error_of_the_store_and_no_unreadable_mail(
    kind: str, tmp_path: Path
) -> None:
    with place(kind, tmp_path) as there:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            with pytest.raises(StoreError) as caught:
                fetch_all(there.box, Stored())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        assert caught.value.code == "disk.write"
        assert there.left_behind() == []


def test_reading_leaves_every_file_and_time_as_it_was(tmp_path: Path) -> None:
    root = tmp_path / "mail"
    for number, raw in enumerate(RAW):
        put(root / f"{number}.eml", raw)
    before = tree(root)
    mailbox = box(root, tmp_path)

    listed = [event for event in mailbox.fetch(Stored()) if isinstance(event, FolderListed)]
    mailbox.check()
    mailbox.find(["<n1@zzb.example>"])

    assert [(event.total, event.oldest) for event in listed] == [(4, None)]
    assert tree(root) == before


def test_uids_fit_a_database_column_and_do_not_change() -> None:
    assert stable_uid(b"1.eml") == 2723627416688792902
    assert all(0 < stable_uid(b"%d" % number) < 2**63 for number in range(1000))


MAIL = (
    b"From: a@dept.example\r\nSubject: x\r\nDate: Mon, 12 Apr 2027 10:00:00 +0800\r\n\r\nbody\r\n"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1.eml.txt", MAIL),
        ("1.EML.bak", MAIL),
        ("1", b"Return-Path: <a@dept.example>\n" + MAIL),
        ("导出.mail", MAIL),
        ("1.emlx", str(len(MAIL)).encode() + b"\n" + MAIL + b"<?xml version='1.0'?><plist/>"),
        ("2.partial.emlx", str(len(MAIL)).encode() + b"   \n" + MAIL + b"<?xml?>"),
        ("收件箱.mbox/mbox", b"From a@dept.example Mon Apr 12 10:00:00 2027\n" + MAIL),
        ("Inbox", b"From - Mon Apr 12 10:00:00 2027\n" + MAIL),
        ("1.txt", MAIL.decode().encode("utf-16")),
    ],
)
def test_mail_in_every_common_shape_is_read(name: str, content: bytes, tmp_path: Path) -> None:
    box = tmp_path / "box"
    (box / name).parent.mkdir(parents=True)
    (box / name).write_bytes(content)
    (box / "table_of_contents").write_bytes(b"\0\0")
    mails = [mail for folder in disk_folders(box) for mail in folder.mails]
    assert len(mails) == 1
    raw = b"".join(mails[0].pieces())
    assert b"plist" not in raw
    assert raw.replace(b"\0", b"").lstrip(b"\xff\xfe").endswith(b"body\r\n")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["备份.pst"], [(".pst", 1, "备份.pst")]),
        (["a.dbx", "b.dbx"], [(".dbx", 2, "a.dbx")]),
        (["邮件打包.zip", "x.olm"], [(".olm", 1, "x.olm"), (".zip", 1, "邮件打包.zip")]),
        (["坏.mbox"], [(".mbox", 1, "坏.mbox")]),
        (["1.eml.gz", "2.eml.gz"], [(".gz", 2, "1.eml.gz")]),
        ([".3.eml.icloud"], [(".icloud", 1, ".3.eml.icloud")]),
        (
            ["7.emlxpart", "x.olk15Message"],
            [(".emlxpart", 1, "7.emlxpart"), (".olk15message", 1, "x.olk15Message")],
        ),
        (["收件箱.fox", "a.qqmail"], [(".fox", 1, "收件箱.fox"), (".qqmail", 1, "a.qqmail")]),
        (["方案.docx", "照片.jpg", "联系人.vcf", "1.url"], []),
        ([".DS_Store", "Inbox.msf", "readme.txt"], []),
    ],
)
def test_mail_in_a_shape_that_is_not_read_is_told_by_name_and_count(
    names: list[str], told: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"\x01\x02 some bytes")
    (tmp_path / "1.eml").write_bytes(MAIL)
    folder, *_ = disk_folders(tmp_path)
    assert len(folder.mails) == 1
    assert sorted((one.suffix, one.count, one.example) for one in folder.unread) == told


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"\xef\xbb\xbfFrom a@b.example Mon Apr 12 10:00:00 2027\n%s\nFrom a@b.example x\n%s", 2),
        (b"\r\n\r\nFrom a@b.example Mon Apr 12 10:00:00 2027\n%s", 1),
        (b"From a@b.example 2027-04-12 10:00\n%s\nFrom a@b.example 2027-04-12 10:01\n%s", 2),
        (b"From ???@??? Mon Apr 12 10:00:00 2027\n%s\nFrom \n%s", 2),
        (b"From 17@xxx Mon Apr 12 02:00:00 +0000 2027\n%sFrom - Mon Apr 12 10:00:00 2027\n%s", 2),
        (b"From a@b.example Mon Apr 12 10:00:00 2027\n%s\nFrom Monday 10:00 on we meet.\n", 1),
    ],
)
def test_mails_of_an_mbox_are_told_apart_however_its_writer_dated_them(
    content: bytes, count: int, tmp_path: Path
) -> None:
    mails = tuple(MAIL.replace(b"x", b"%d" % number) for number in range(content.count(b"%s")))
    put(tmp_path / "box" / "x.mbox", content % mails)
    assert sum(folders(tmp_path / "box").values()) == count


@pytest.mark.parametrize(
    "content",
    [
        b"BABYL OPTIONS:\nVersion: 5\n",
        b"\x01\x01\x01\x01\n" + MAIL,
        b"From a@b.example Mon Apr 12 10:00:00 2027\r" + MAIL.replace(b"\r\n", b"\r"),
    ],
)
def test_a_file_of_many_mails_that_cannot_be_cut_is_told(content: bytes, tmp_path: Path) -> None:
    put(tmp_path / "x.mbox", content)
    told = [one.example for folder in disk_folders(tmp_path) for one in folder.unread]
    assert told == ["x.mbox"]


def test_where_no_mail_lies_at_all_every_other_file_is_told(tmp_path: Path) -> None:
    put(tmp_path / "导出" / "来信.pdf")
    put(tmp_path / "导出" / "来信 2.pdf")
    put(tmp_path / "导出" / "a" / "来信.html", b"<html></html>")
    told = {
        one.suffix: one.count for folder in disk_folders(tmp_path / "导出") for one in folder.unread
    }
    assert told == {".pdf": 2, ".html": 1}


def test_folders_of_what_we_sent_are_named_with_their_number(tmp_path: Path) -> None:
    root = tmp_path / "Maildir"
    for name in ("", ".&XfJT0ZAB-", ".Drafts"):
        (root / name / "new").mkdir(parents=True)
        put(root / name / "cur" / "1.M1.h:2,")
    put(root / ".Drafts" / "new" / "2.M2.h")
    put(tmp_path / "tb" / "Sent", b"From - Mon Apr 12 10:00:00 2027\n" + MAIL)
    put(tmp_path / "tb" / "1.eml")

    for path, told in ((root, {"已发送": 1, "Drafts": 2}), (tmp_path / "tb", {"Sent": 1})):
        events = box(path, tmp_path).fetch(Stored())
        left = {one.folder: one.total for one in events if isinstance(one, FolderLeft)}
        assert left == told
        report = box(path, tmp_path).check()
        assert {one.folder: one.total for one in report.folders if not one.scanned} == told
