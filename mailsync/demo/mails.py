"""The mails of the demonstration: raw bytes with their arrival, and the truth about them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from mailsync.demo.attachments import (
    DemoFile,
    Press,
    flat_files,
    make_file,
    media_type,
    recording,
)
from mailsync.demo.link_blocks import DemoLink, LinkBlock, link_block, link_url
from mailsync.demo.own_desk import OwnDesk, own_scripts
from mailsync.demo.roster import demo_branches, demo_sub_committees, demo_themes
from mailsync.demo.stories import MailScript, mail_scripts
from mailsync.demo.videos import record
from mailsync.demo.wire import WireBody, WirePart, compose, header
from store.model import Address

DEMO_MAILBOX = "neuzzb@163.example"

_HERE = ZoneInfo("Asia/Shanghai")
_PROGRAMS = ("Coremail Webmail Server", "Foxmail 7.2.20", "QQMail 2.x", "Microsoft Outlook 16.0")


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One mail to be served, and the truth about it, which never reaches the matcher.

    Attributes:
        internal_date: when it arrived; the topmost Received line says the same second.
        script_id: `story.` and this is the message that says what is particular about it.
    """

    folder_name: str
    raw: bytes
    internal_date: datetime
    files: tuple[DemoFile, ...]
    links: tuple[DemoLink, ...]
    script_id: str


def make_mails(
    folder: Path,
    *,
    deadline: datetime,
    now: datetime | None = None,
    seed: int = 8,
    ffmpeg: str | None,
    desk: OwnDesk | None = None,
) -> tuple[DemoMail, ...]:
    """Make the mails that have arrived by `now`, oldest first; the same seed gives the same bytes.

    Args:
        folder: an existing folder for the work files of the videos.
        deadline: its day in Asia/Shanghai decides every arrival, from 29 days before to two after.
        now: four days before the deadline unless given; 61 mails have arrived until five days
            before it, 69 two days after it.
        ffmpeg: the program that makes the videos; None takes the committed clips.
        desk: a sub-committee whose branches write to it; None for the department.

    Raises:
        SixOnesError: `demo.video_failed`; call again with `ffmpeg=None`.
    """
    now = deadline - timedelta(days=4) if now is None else now
    scripts = [
        (arrival, script)
        for script in (mail_scripts() if desk is None else own_scripts())
        if (arrival := _arrival(script, deadline)) <= now
    ]
    to = Address("组织部", DEMO_MAILBOX) if desk is None else Address(desk.name, desk.mailbox)
    press = _press(folder, [script for _, script in scripts], seed=seed, ffmpeg=ffmpeg)
    return tuple(
        _make_mail(press, script, arrival, to)
        for arrival, script in sorted(scripts, key=lambda pair: pair[0])
    )


def _press(folder: Path, scripts: Sequence[MailScript], *, seed: int, ffmpeg: str | None) -> Press:
    videos = None
    if ffmpeg is not None:
        wanted = {
            recording(file)
            for script in scripts
            for file in flat_files(script)
            if file.make == "video"
        }
        videos = record(wanted, folder, ffmpeg=ffmpeg, seed=seed)
    return Press(
        seed=seed,
        branches={branch.id: branch for branch in demo_branches()},
        sub_committees={unit.id: unit for unit in demo_sub_committees()},
        themes=demo_themes(),
        sources={f"{mail.id}/{file.name}": file for mail in mail_scripts() for file in mail.files},
        videos=videos,
    )


def _arrival(script: MailScript, deadline: datetime) -> datetime:
    day = deadline.astimezone(_HERE).date() - timedelta(days=script.days)
    return datetime.combine(day, time.fromisoformat(script.clock), _HERE)


def _make_mail(press: Press, script: MailScript, arrival: datetime, to: Address) -> DemoMail:
    raw, files, links = _write(press, script, arrival, to)
    return DemoMail(script.folder, raw, arrival, files, links, script.id)


def _write(
    press: Press, script: MailScript, arrival: datetime, to: Address
) -> tuple[bytes, tuple[DemoFile, ...], tuple[DemoLink, ...]]:
    rng = random.Random(f"{press.seed} {script.id}")
    parts: list[WirePart] = []
    truths: list[DemoFile] = []
    for file in script.files:
        content, found = make_file(press, file, f"{script.id}/{file.name}")
        parts.append(WirePart(file.name, content, media_type(file), script.name_code, file.inline))
        truths += found
    for attached in script.forwarded:
        raw, found, _ = _write(press, attached, arrival - timedelta(hours=2, minutes=3), to)
        name = f"{attached.subject}.eml"
        parts.append(WirePart(name, raw, "message/rfc822", script.name_code))
        truths += found
    links, blocks = _links(script, arrival, rng)
    raw = compose(
        _headers(press, script, arrival, rng, to),
        _body(script, blocks),
        parts,
        boundary=f"----=_Part_{rng.randrange(10**6)}_{rng.randrange(10**9)}.{rng.randrange(10**9)}",
    )
    return raw, tuple(truths), links


def _links(
    script: MailScript, arrival: datetime, rng: random.Random
) -> tuple[tuple[DemoLink, ...], tuple[LinkBlock, ...]]:
    links = []
    blocks = []
    for wanted in script.links:
        key = rng.randbytes(16).hex()
        expires = None
        if wanted.days is not None:
            expires = (arrival + timedelta(days=wanted.days)).replace(second=0)
        link = DemoLink(link_url(wanted, key), wanted.name, wanted.kind, wanted.branch, expires)
        links.append(link)
        blocks.append(link_block(wanted, link, key))
    return tuple(links), tuple(blocks)


def _body(script: MailScript, blocks: Sequence[LinkBlock]) -> WireBody:
    text = "\n\n".join([script.body, *(block.text for block in blocks)])
    html = ""
    if script.html:
        lines = escape(script.body).replace("\n", "<br>\r\n")
        html = f"<html><body><div>{lines}</div>{''.join(b.html for b in blocks)}</body></html>"
    return WireBody(text, html, script.charset, script.transfer)


def _headers(
    press: Press, script: MailScript, arrival: datetime, rng: random.Random, to: Address
) -> list[bytes]:
    sender = _sender(press, script.sender)
    host = sender.email.partition("@")[2]
    sent = arrival - timedelta(seconds=rng.randrange(4, 95))
    named = script.id if to.email == DEMO_MAILBOX else f"{script.sender} {arrival.isoformat()}"
    number = hashlib.sha256(f"{press.seed} {named}".encode()).hexdigest()[:24]
    lines = [
        f"Received: from mail.{host} (unknown [192.0.2.{rng.randrange(2, 250)}])\r\n"
        f"\tby mx{rng.randrange(10, 60)} (Coremail) with SMTP id {number[:16]};\r\n"
        f"\t{format_datetime(arrival)} (CST)\r\n".encode(),
        f"Received: from [198.51.100.{rng.randrange(2, 250)}] by mail.{host} with ESMTPA;\r\n"
        f"\t{format_datetime(sent)}\r\n".encode(),
        header("From", sender.name, script.header_code, after=f" <{sender.email}>"),
        header("To", to.name, script.header_code, after=f" <{to.email}>"),
        header("Subject", script.subject, script.header_code),
        *(header(name, value) for name, value in script.extra.items()),
        header("X-Mailer", rng.choice(_PROGRAMS)),
        header("Message-ID", f"<{number}@{host}>"),
    ]
    dates = {
        "sent": sent,
        "utc": sent.astimezone(UTC),
        "absurd": datetime(1970, 1, 1, 8, 0, 0, tzinfo=_HERE),
    }
    if script.date in dates:
        lines.append(header("Date", format_datetime(dates[script.date])))
    return lines


def _sender(press: Press, sender: str) -> Address:
    """Read who sends: a sub-committee, one of its further addresses, a branch, or anyone."""
    key, _, number = sender.partition("/")
    if unit := press.sub_committees.get(key):
        place = int(number or 1) - 1
        name = unit.name if place == 0 else unit.staff[place]
        return Address(name, unit.contacts[place])
    if branch := press.branches.get(sender):
        return Address(branch.secretary, branch.contacts[0])
    return Address(*parseaddr(sender))
