"""Review packs go out with letters: each to its reviewer, whole, once, and never without a word."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mailsync.letters.compose import file_name
from mailsync.review.packing import keep_packs, write_packs
from mailsync.sending.events import Held, SendEvent
from store.db.decisions import Marking, live_decisions, undo
from store.errors import StoreError
from store.items.review_pack import ReviewPack, packs_of
from store.keeping.verify import verify_workspace
from store.letters.letter import Letter, LetterPlan, SendState, with_id
from store.letters.standing import begun_letters
from store.model import FileKind
from tests.finishing import finished
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.panel import change, hand_in, job, keep, score, seat, sheet_arrives
from tests.mailsync.letters.sending import approved, run
from tests.mailsync.letters.test_score_reminders import reasons
from tests.servers.smtp_fake import fake_smtp
from tests.servers.smtp_sink import SmtpSink, TakenMail, smtp_sink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.fixture
def panel(desk: LetterDesk) -> LetterDesk:
    """Two reviewers with three cases, of which two have come in."""
    seat(desk)
    hand_in(desk, "B1", b"PK first case")
    hand_in(desk, "B2", b"PK second case")
    return desk


def noise(size_bytes: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size_bytes)


def attachment(taken: TakenMail) -> tuple[str, bytes]:
    """The one file that came with a mail: its name as a mail program shows it, its content."""
    part, *dates = [
        part for part in taken.mail.walk() if part.get_content_disposition() == "attachment"
    ]
    assert isinstance(part, EmailMessage)
    assert part.get_content_type() == "application/zip"
    assert [one.get_content_type() for one in dates] in ([], ["text/calendar"])
    name = part.get_filename()
    assert name is not None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return name, content


def held(desk: LetterDesk, plan: LetterPlan, sink: SmtpSink) -> list[str]:
    """Send, and say why letters were held back."""
    found: list[str] = []

    def note(event: SendEvent) -> None:
        if isinstance(event, Held):
            found.append(event.reason.code.rpartition(".")[2])

    run(desk, plan.digest, sink.host, sink.port, on_event=note)
    return found


def packs_made(desk: LetterDesk) -> dict[str, ReviewPack]:
    return packs_of(live_decisions(desk.store))


# -- what arrives ----------------------------------------------------------------------------------


def test_every_reviewer_gets_their_own_pack_whole(panel: LetterDesk, sink: SmtpSink) -> None:
    made = keep(panel, return_by=date(2027, 5, 10))
    assert (made.count, made.without_plan) == (2, ("流通部党支部",))
    plan = approved(panel, "pack")
    told = run(panel, plan.digest, sink.host, sink.port)
    assert (told.sent, sink.recipients) == (2, ["r1@neu.example", "r2@neu.example"])
    for letter, taken, mine, other in zip(
        plan.letters, sink.taken, ("R0001", "R0002"), ("R0002", "R0001"), strict=True
    ):
        name, content = attachment(taken)
        assert name == letter.files[0].name
        assert name.startswith(f"函评材料-{mine}-")
        assert hashlib.sha256(content).hexdigest() == letter.files[0].digest
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            assert f"01-评分表-{mine}.xlsx" in archive.namelist()
            assert b"PK second case" in {archive.read(each) for each in archive.namelist()}
        plain = taken.mail.get_body(("plain",))
        assert plain is not None
        words = plain.get_content()
        assert "请于2027年5月10日前" in words
        assert name in words
        assert mine in words
        assert other not in words + name
        assert letter.branch_ids == ()


def test_the_same_pack_is_never_sent_twice(panel: LetterDesk, sink: SmtpSink) -> None:
    keep(panel)
    run(panel, approved(panel, "pack").digest, sink.host, sink.port)
    panel.now += timedelta(days=3)
    keep(panel)
    assert panel.plan("pack").letters == ()
    assert len(sink.taken) == 2


def test_a_changed_pack_is_a_new_letter_that_says_so(panel: LetterDesk, sink: SmtpSink) -> None:
    keep(panel)
    run(panel, approved(panel, "pack").digest, sink.host, sink.port)
    panel.now += timedelta(hours=1)
    hand_in(panel, "B3", b"PK third case")
    keep(panel)
    plan = panel.plan("pack")
    assert (plan.letters, reasons(plan)) == ((), {"R0001": "cool_down", "R0002": "cool_down"})
    panel.now += timedelta(days=1)
    plan = approved(panel, "pack")
    assert all("以此件为准" in letter.subject for letter in plan.letters)
    assert all("以本次附件为准" in letter.text for letter in plan.letters)
    run(panel, plan.digest, sink.host, sink.port)
    assert len(sink.taken) == 4
    first, second = attachment(sink.taken[0])[1], attachment(sink.taken[2])[1]
    assert first != second


def test_a_pack_has_the_same_bytes_on_any_day(panel: LetterDesk) -> None:
    keep(panel)
    first = {name: pack.digest for name, pack in packs_made(panel).items()}
    panel.now += timedelta(days=40)
    keep(panel)
    assert {name: pack.digest for name, pack in packs_made(panel).items()} == first
    for digest in first.values():
        with zipfile.ZipFile(panel.workspace.blobs.path(digest)) as archive:
            for info in archive.infolist():
                assert info.date_time == (1980, 1, 1, 0, 0, 0)
                if info.filename.startswith("案例/"):
                    continue
                with zipfile.ZipFile(io.BytesIO(archive.read(info))) as inner:
                    assert {part.date_time for part in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                    core = inner.read("docProps/core.xml").decode()
                    assert f"{datetime.now(UTC).year}-" not in core


@pytest.mark.parametrize(
    "name", ["周/敏\\..|<a>", "长" * 300, "e" * 300, "  .  ", "\u202e周", "周\r\n敏\x07"]
)
def test_a_reviewer_s_odd_name_makes_a_file_name_that_can_be_saved(
    desk: LetterDesk, sink: SmtpSink, name: str
) -> None:
    seat(desk, ["r1@neu.example"])
    change(desk, "R0001", name=f"x{name}")
    hand_in(desk, "B1", b"PK first case")
    keep(desk)
    run(desk, approved(desk, "pack").digest, sink.host, sink.port)
    (taken,) = sink.taken
    found, content = attachment(taken)
    assert found.startswith("函评材料-R0001-x")
    assert found.endswith(".zip")
    assert len(found) <= 80
    assert not set(found) & set('/\\:*?"<>|\r\n')
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert b"filename*" not in taken.raw
    assert len(taken.mail["To"].addresses) == 1
    assert all(len(line) <= 998 for line in taken.raw.split(b"\r\n"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b\\c.zip", "a_b_c.zip"),
        ("长" * 300 + ".docx", "长" * 75 + ".docx"),
        ("x" * 300, "x" * 80),
        ("a\r\nBcc: x.zip", "a__Bcc_ x.zip"),
        ("...", "_"),
        ("", "_"),
        ("a." + "b" * 300, "a." + "b" * 78),
    ],
)
def test_names_of_files_that_go_along(name: str, safe: str) -> None:
    assert file_name(name) == safe


# -- what keeps a pack from going ------------------------------------------------------------------


def test_a_pack_is_made_anew_where_a_case_or_the_assignment_changed(
    panel: LetterDesk, sink: SmtpSink
) -> None:
    keep(panel)
    plan = approved(panel, "pack")
    hand_in(panel, "B2", b"PK corrected case")
    assert reasons(panel.plan("pack")) == {"R0001": "pack_old", "R0002": "pack_old"}
    assert held(panel, plan, sink) == ["pack_old", "pack_old"]
    keep(panel)
    change(panel, "R0001", name="周敏（组织员）")
    assert reasons(panel.plan("pack")) == {"R0001": "pack_old"}
    assert sink.taken == []


@pytest.mark.parametrize("harm", ["lost", "cut"])
def test_a_lost_or_shortened_pack_is_told_in_the_plan(panel: LetterDesk, harm: str) -> None:
    keep(panel)
    path = panel.workspace.blobs.path(packs_made(panel)["R0001"].digest)
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    plan = panel.plan("pack")
    assert reasons(plan) == {"R0001": "pack_lost"}
    assert [letter.target for letter in plan.letters] == ["reviewer:R0002"]
    # Made again, it is whole again.
    path.unlink(missing_ok=True)
    keep(panel)
    assert len(panel.plan("pack").letters) == 2


def test_a_damaged_pack_is_never_sent(panel: LetterDesk, sink: SmtpSink) -> None:
    keep(panel)
    plan = approved(panel, "pack")
    path = panel.workspace.blobs.path(plan.letters[0].files[0].digest)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert held(panel, plan, sink) == ["pack_lost"]
    assert sink.recipients == ["r2@neu.example"]


def test_a_lost_pack_is_told_by_its_name_when_all_is_verified(panel: LetterDesk) -> None:
    keep(panel)
    pack = packs_made(panel)["R0001"]
    panel.workspace.blobs.path(pack.digest).unlink()
    found = finished(verify_workspace(panel.workspace))
    (damage,) = [one for one in found if one.where == pack.digest]
    assert (damage.kind, damage.belongs_to) == ("lost", (pack.name,))


def test_a_pack_over_the_limit_is_not_made_a_letter_and_says_what_to_do(desk: LetterDesk) -> None:
    seat(desk)
    hand_in(desk, "B1", noise(1_300_000))
    desk.set(attach_mb=1)
    made = keep(desk)
    assert made.too_big == ("周敏", "吴刚")
    plan = desk.plan("pack")
    assert plan.letters == ()
    assert reasons(plan) == {"R0001": "pack_too_big", "R0002": "pack_too_big"}
    (size,) = {drop.reason.params["size"] for drop in plan.dropped}
    assert size == 2
    desk.set(attach_mb=2)
    assert len(desk.plan("pack").letters) == 2


def test_videos_without_room_are_left_out_listed_and_told(
    panel: LetterDesk, sink: SmtpSink
) -> None:
    hand_in(panel, "B1", noise(700_000), kind=FileKind.VIDEO)
    hand_in(panel, "B2", noise(700_000, 2), kind=FileKind.VIDEO)
    panel.set(attach_mb=1)
    made = keep(panel, with_videos=True)
    assert made.videos_left_out == ("周敏", "吴刚")
    assert made.too_big == ()
    plan = approved(panel, "pack")
    assert all("成果展示视频 2 个没有放进附件" in letter.text for letter in plan.letters)
    run(panel, plan.digest, sink.host, sink.port)
    with zipfile.ZipFile(io.BytesIO(attachment(sink.taken[0])[1])) as archive:
        assert not [name for name in archive.namelist() if "视频" in name]
    panel.set(attach_mb=2)
    assert keep(panel, with_videos=True).videos_left_out == ()
    with zipfile.ZipFile(panel.workspace.blobs.path(packs_made(panel)["R0001"].digest)) as archive:
        assert len([name for name in archive.namelist() if "视频" in name]) == 2


def test_a_server_that_has_no_room_refuses_before_anything_is_sent(panel: LetterDesk) -> None:
    keep(panel)
    plan = approved(panel, "pack")
    with fake_smtp() as fake:
        fake.answers["EHLO"] = ["250-mail\r\n250 SIZE 1000"]
        fake.answers["MAIL"] = ["552 5.3.4 Message size exceeds fixed limit"]
        told = run(panel, plan.digest, fake.host, fake.port)
        begun = [line.upper() for line in fake.commands if line.upper().startswith("MAIL")]
        sizes = [line.partition(" SIZE=")[2] for line in begun]
        assert (told.refused, told.sent) == (1, 1)
        assert fake.recipients == ["r2@neu.example"]
        assert all(int(size) > 10_000 for size in sizes)
    refused = [
        each
        for entry in begun_letters(panel.store)
        for each in entry.recipients
        if each.state is SendState.REFUSED
    ]
    assert [(each.code, each.recipient.address.email) for each in refused] == [
        ("size", "r1@neu.example")
    ]


@pytest.mark.parametrize("address", ["", "no address", "r1@neu.example, r9@neu.example"])
def test_without_a_usable_address_no_pack_goes(panel: LetterDesk, address: str) -> None:
    change(panel, "R0001", address=address)
    keep(panel)
    plan = panel.plan("pack")
    assert [letter.target for letter in plan.letters] == ["reviewer:R0002"]
    assert reasons(plan) == {"R0001": "no_reviewer_address"}


def test_who_left_scored_or_gets_it_by_hand_after_approval_is_not_mailed(
    desk: LetterDesk, sink: SmtpSink, tmp_path: Path
) -> None:
    seat(desk, [f"r{number}@neu.example" for number in range(1, 5)])
    hand_in(desk, "B1", b"PK first case")
    keep(desk)
    plan = approved(desk, "pack")
    change(desk, "R0001", left=True)
    score(desk, "R0002")
    third = job(desk, only="R0003")
    list(write_packs(third, desk.store, tmp_path / "stick", at=desk.now, who="王老师"))
    sheet_arrives(desk, "r4@neu.example")
    assert held(desk, plan, sink) == ["no_reviewer", "scored", "pack_gone", "sheet_unread"]
    assert sink.taken == []


def test_making_packs_can_be_undone(panel: LetterDesk, sink: SmtpSink) -> None:
    keep(panel)
    plan = approved(panel, "pack")
    batch = live_decisions(panel.store)[-1].batch
    undo(panel.store, batch, at=panel.now, who="王老师")
    assert panel.plan("pack").letters == ()
    assert held(panel, plan, sink) == ["pack_gone", "pack_gone"]


# -- packs, reminders and addresses ----------------------------------------------------------------


def test_nobody_is_reminded_before_the_pack_was_mailed(panel: LetterDesk, sink: SmtpSink) -> None:
    keep(panel, return_by=date(2027, 4, 13))
    assert reasons(panel.plan("scores")) == {"R0001": "pack_first", "R0002": "pack_first"}
    run(panel, approved(panel, "pack").digest, sink.host, sink.port)
    assert reasons(panel.plan("scores")) == {"R0001": "cool_down", "R0002": "cool_down"}
    panel.now += timedelta(hours=20)
    plan = panel.plan("scores")
    assert ["请于2027年4月13日前填好" in letter.text for letter in plan.letters] == [True] * 2
    panel.now += timedelta(days=2)
    plan = panel.plan("scores")
    assert ["原定2027年4月13日前寄回" in letter.text for letter in plan.letters] == [True] * 2


def test_a_pack_handed_over_needs_no_mail_before_the_reminder(
    panel: LetterDesk, tmp_path: Path
) -> None:
    list(write_packs(job(panel), panel.store, tmp_path / "stick", at=panel.now, who="王老师"))
    assert panel.plan("pack").letters == ()
    assert len(panel.plan("scores").letters) == 2


def test_a_pack_that_was_refused_goes_to_the_corrected_address(
    panel: LetterDesk, sink: SmtpSink
) -> None:
    sink.refusals = {"r1@neu.example": "550 User not found"}
    keep(panel)
    told = run(panel, approved(panel, "pack").digest, sink.host, sink.port)
    assert (told.sent, told.refused) == (1, 1)
    change(panel, "R0001", address="right@neu.example")
    plan = approved(panel, "pack")
    run(panel, plan.digest, sink.host, sink.port)
    assert sink.recipients == ["r2@neu.example", "right@neu.example"]


def test_two_reviewers_with_one_address_get_a_pack_each(desk: LetterDesk, sink: SmtpSink) -> None:
    seat(desk, ["both@neu.example", "both@neu.example"])
    hand_in(desk, "B1", b"PK first case")
    keep(desk)
    run(desk, approved(desk, "pack").digest, sink.host, sink.port)
    names = [attachment(taken)[0] for taken in sink.taken]
    assert names == ["函评材料-R0001-周敏.zip", "函评材料-R0002-吴刚.zip"]
    assert desk.plan("pack").letters == ()


def test_a_letter_without_files_keeps_the_id_it_always_had(panel: LetterDesk) -> None:
    letter = next(iter(panel.plan("scores").letters))
    told = msgspec.to_builtins(replace(letter, id=""))
    later = ("files", "together", "submitted", "dates")
    assert not any(told.pop(name) for name in later)
    before = hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:12]
    assert letter.id == f"L{before}"


def test_another_file_is_another_letter(panel: LetterDesk) -> None:
    keep(panel)
    letter: Letter = panel.plan("pack").letters[0]
    other = with_id(replace(letter, files=(replace(letter.files[0], digest="0" * 64),)))
    assert other.id != letter.id


def test_a_panel_that_changed_meanwhile_is_told_and_nothing_is_recorded(panel: LetterDesk) -> None:
    made = job(panel)
    change(panel, "R0002", name="吴钢")
    with pytest.raises(StoreError, match=r"decision\.conflict"):
        keep_packs(made, panel.store, marking=Marking(panel.now, "李老师", made.view.revision))
    assert packs_made(panel) == {}
