"""Every kind of letter in both languages, plain and HTML, as files to compare and to look at.

`python -m tests.mailsync.letters.shown` writes them anew; then look at them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from mailsync.letters.templates import Templates
from store.db.acts import Act, subject
from store.db.decisions import Draft, Marking, decide
from store.decisions.correspondence import answer
from store.decisions.marks import set_due
from store.intake.meanings import keep_meaning
from store.items.review import Reviewer, Score, assign_all, record_scores, save_reviewers
from store.items.sessions import Session, save_session
from store.letters.letter import Letter
from store.model import FileKind, Item, Link, MailMeaning, Params
from store.notice.notice import OwnItem
from tests.mailsync.letters.desk import FINE_PLAN, LONG_PLAN, LetterDesk
from tests.mailsync.letters.panel import keep
from tests.making import DEADLINE, auto, make_mail, take_in

FOLDER = Path(__file__).parent / "shown"
SMALL_VIDEO: Params = {
    "container": "mp4",
    "duration_s": 512.0,
    "width": 960,
    "height": 540,
    "audio": False,
    "video_codec": "h264",
}


def letters(language: str, folder: Path) -> tuple[tuple[str, Letter, str], ...]:
    """Each letter with its name and its HTML page."""
    desk = LetterDesk(folder)
    desk.set(
        language=language,
        phone="024-8368 0000",
        to_reminder="with_secretaries",
        one_a_day=False,
    )
    earlier = desk.now - timedelta(hours=5)
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN, at=earlier)
    desk.deliver("B1", FileKind.VIDEO, SMALL_VIDEO, at=earlier + timedelta(minutes=1))
    link = Link(
        "https://mail.163.example/1", "mail.163.example", "流通部成果展示.mp4", 314_000_000,
        DEADLINE + timedelta(days=4),
    )  # fmt: skip
    take_in(
        desk.store,
        make_mail("流通部视频", links=[link], at=earlier + timedelta(minutes=2)),
        auto("B3", FileKind.VIDEO),
    )
    take_in(
        desk.store,
        make_mail(
            "报送材料（第二批）",
            [("材料.zip/研究生第一/方案.docx", "b2"), ("材料.zip/研究生第一/照片.docx", "locked")],
            at=earlier + timedelta(minutes=3),
        ),
        auto("B2", FileKind.PLAN),
        auto("B2", FileKind.SUPPORT),
        measures={
            "b2": FINE_PLAN,
            "locked": {"unreadable": "document.encrypted", "reason": "password"},
        },
    )
    save_session(
        desk.store,
        Session(
            "S1", "U1", date(2027, 4, 20), "科学馆 301", "书记会议", "planned",
            {"B1": "secretary", "B2": "secretary"},
        ),
        desk.workspace.notice,
        marking=Marking(earlier, "王老师"),
    )  # fmt: skip
    until = DEADLINE + timedelta(days=5)
    decide(
        desk.store,
        [
            Draft(
                Act.EXTEND,
                subject("branch", "B3"),
                {"until": until.isoformat(), "tell_reason": True},
                "馆舍搬迁",
            )
        ],
        at=earlier,
        who="王老师",
    )
    reviewers(desk, at=earlier)
    asks = replace(make_mail("回复：视频格式", at=earlier), body="请问视频必须是 MP4 吗？")
    mail_id = take_in(desk.store, asks).mail_id
    with desk.store.atomic():
        meaning = MailMeaning((), ("B1",), ("U1",))
        keep_meaning(desk.store, mail_id, meaning, read_by="shown")
    text = "视频须为 MP4 格式，时长不超过 8 分钟。\n如有困难，请于 4 月 13 日前电话联系。"
    answer(desk.store, mail_id, text, marking=Marking(at=earlier, who="王老师"))
    found = [one for one in desk.plan("all").letters if one.kind != "sharing"]
    desk.now = DEADLINE + timedelta(days=1)
    found += desk.plan("overdue").letters
    found += _after_a_session(desk)
    found += _beside_the_six(desk)
    pages = Templates(desk.workspace.folder, language)
    desk.store.close()
    named: dict[str, tuple[str, Letter, str]] = {}
    for letter in found:
        named.setdefault(letter.kind, (str(letter.kind), letter, pages.page(letter)))
    return tuple(named.values())


def reviewers(desk: LetterDesk, *, at: datetime) -> None:
    """One has three cases and has scored one of them; for another a pack is made."""
    notice = desk.workspace.notice
    panel = [
        Reviewer("R3f0a1c", "周敏", notice.review.kinds[0], address="zhoumin@neu.example"),
        Reviewer("R88b2d0", "吴刚", notice.review.kinds[1], address="wugang@neu.example"),
    ]
    save_reviewers(desk.store, panel, notice, marking=Marking(at, "王老师"))
    assign_all(desk.store, 2, marking=Marking(at, "王老师"))
    points = {one.id: one.points for one in notice.criteria_for(second_year=False)}
    record_scores(
        desk.store, [Score("R3f0a1c", "B1", points)], notice, marking=Marking(at, "王老师")
    )
    # So much that the size in the letter does not hang on how well a library packs.
    case = desk.workspace.blobs.path(hashlib.sha256(b"B1-plan-1").hexdigest())
    case.parent.mkdir(exist_ok=True)
    case.write_bytes(random.Random(1).randbytes(400_000))
    keep(desk, only="R88b2d0", return_by=date(2027, 5, 10))


def _after_a_session(desk: LetterDesk) -> tuple[Letter, ...]:
    """One branch spoke, of the other's session nothing was heard; staff set a date."""
    desk.now = DEADLINE + timedelta(days=8)
    marking = Marking(at=desk.now, who="王老师")
    spoke = Session(
        "S2", "U1", date(2027, 4, 21), "信息楼 B207", "工作例会", "held", {"B1": "secretary"}
    )
    save_session(desk.store, spoke, desk.workspace.notice, marking=Marking(desk.now, "王老师"))
    until = DEADLINE + timedelta(days=16)
    set_due(desk.store, Item.SHARING, until, reason="", marking=marking)
    return desk.plan("sharing").letters


def _beside_the_six(desk: LetterDesk) -> tuple[Letter, ...]:
    """An item of the notice's own is past its date, of another it comes near."""
    items = (
        OwnItem("ledger", 7, "工作台账", "台账", "一.7", "建立一套工作台账", due=True),
        OwnItem("lecture", 8, "主题微党课", "党课", "一.8", "录制一堂主题微党课", True, "04-26"),
    )
    notice = msgspec.structs.replace(desk.workspace.notice, own_items=items)
    desk.workspace = dataclasses.replace(desk.workspace, notice=notice)
    return desk.plan("own_item").letters


def plain(letter: Letter) -> str:
    """What a program without HTML shows, with the short text below."""
    to, cc = ("; ".join(letter.addresses("to")), "; ".join(letter.addresses("cc")))
    return f"To: {to}\nCc: {cc}\nSubject: {letter.subject}\n\n{letter.text}\n----\n{letter.short}"


def main() -> None:
    """Write all files."""
    for language in ("zh_CN", "en"):
        with tempfile.TemporaryDirectory() as name:
            for kind, letter, page in letters(language, Path(name)):
                (FOLDER / language).mkdir(parents=True, exist_ok=True)
                (FOLDER / language / f"{kind}.txt").write_text(plain(letter), encoding="utf-8")
                (FOLDER / language / f"{kind}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
