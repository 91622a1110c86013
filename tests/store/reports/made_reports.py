"""Workspaces to report on: a small one, one with hostile names, and one of any size."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import docx
import msgspec

from store.db.database import Store, open_store
from store.model import Address, Branch, FileKind, Link, Params, SubCommittee
from store.reports.content.source import ReportSource
from store.reports.export import report_source, write_report
from store.text.wording import load
from store.views.report import ReportScope
from store.workspace.settings import MailSettings
from store.workspace.workspace import Workspace, init_workspace
from tests.making import (
    DEADLINE,
    add_roster,
    ask,
    auto,
    make_mail,
    make_workspace,
    own_notice,
    take_in,
)

AT = DEADLINE + timedelta(hours=1)
FINE: Params = {"chars": 1200}
LONG: Params = {"chars": 1874}
VIDEO: Params = {
    "duration_s": 451.0,
    "width": 1920,
    "height": 1080,
    "container": "mp4",
    "has_audio": True,
    "audio_streams": 1,
}

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tTab\r\nLine",
    "\x1b[31mred\x00\x07",
    "\u202egnp.exe\u202c",
    "<script>alert(1)</script>&amp;\"'",
    "|a|b|`x`*_[c](http://evil.example)",
    "../../etc/passwd",
    "CON",
    "aux.txt. . ",
    "长" * 300,
    "\ud800\uffff\ufeff",
    "{0}{branch}%s",
    "[red]x[/red]",
)


def small(folder: Path) -> tuple[Workspace, Store]:
    """Three branches: one in time, one late, too long and with a link, one without anything."""
    workspace, store = make_workspace(folder)
    blobs = workspace.blobs
    for content in ("plan one", "plan two", "video one", "picture"):
        blobs.put([content.encode()])
    take_in(
        store,
        make_mail(
            "一",
            [("方案.docx", "plan one"), ("讲解.mp4", "video one"), ("合影.jpg", "picture")],
            at=DEADLINE - timedelta(days=3),
        ),
        auto("B1", FileKind.PLAN),
        auto("B1", FileKind.VIDEO),
        auto("B1", FileKind.SUPPORT),
        measures={"plan one": FINE, "video one": VIDEO},
    )
    take_in(
        store,
        make_mail(
            "二",
            [("案例.docx", "plan two")],
            at=DEADLINE + timedelta(minutes=1),
            links=[Link("https://big.example/v", "big.example", "视频.mp4", 1)],
        ),
        auto("B2", FileKind.PLAN),
        auto("B2", FileKind.VIDEO),
        measures={"plan two": LONG},
    )
    take_in(
        store,
        make_mail("三", [("不知.docx", "who")], at=DEADLINE - timedelta(days=1)),
        ask(FileKind.PLAN, "B3"),
    )
    return workspace, store


def hostile(folder: Path) -> tuple[Workspace, Store]:
    """Every name that comes from outside is one of `HOSTILE`."""
    mails = folder / "mails"
    mails.mkdir(parents=True)
    workspace = init_workspace(
        folder / "workspace",
        today=date(2027, 3, 20),
        mail=MailSettings(kind="folder", path=str(mails)),
        notice=own_notice(folder),
    )
    store = open_store(workspace.database)
    names = [name.encode("utf-8", "replace").decode() for name in HOSTILE]
    units = [SubCommittee(f"U{place}", name, contacts=(name,)) for place, name in enumerate(names)]
    branches = [
        Branch(f"B{place}", f"U{place}", name, secretary=name, contacts=(name,))
        for place, name in enumerate(names)
    ]
    add_roster(store, units, branches)
    for place, name in enumerate(names):
        content = f"content {place}"
        workspace.blobs.put([content.encode()])
        take_in(
            store,
            make_mail(f"{name} {place}", [(name, content)], at=DEADLINE - timedelta(days=2)),
            auto(f"B{place}", FileKind.SUPPORT if place % 2 else FileKind.PLAN),
            measures={content: FINE},
        )
    return workspace, store


def many(
    folder: Path,
    branches: int,
    *,
    units: int = 40,
    scope: str = "",
    sent: Callable[[FileKind, Branch], bytes] | None = None,
) -> tuple[Workspace, Store]:
    """A workspace of any size: two thirds have sent something; `scope` makes it a unit's own.

    Args:
        sent: the content of what each sent, kept as it would be; by default there is none.
    """
    mails = folder / "mails"
    mails.mkdir(parents=True)
    workspace = init_workspace(
        folder / "workspace",
        today=date(2027, 3, 20),
        mail=MailSettings(kind="folder", path=str(mails)),
        notice=own_notice(folder),
        scope=scope,
    )
    store = open_store(workspace.database)
    named = [
        Branch(
            f"B{n:05d}",
            f"U{n * units // branches}",
            f"第{n * units // branches}学院第{n}教工党支部",
            secretary="王建国",
            contacts=(f"b{n}@neu.example",),
        )
        for n in range(branches)
    ]
    add_roster(
        store,
        [
            SubCommittee(f"U{n}", f"第{n}学院党委", contacts=(f"u{n}@neu.example",))
            for n in range(units)
        ],
        named,
    )
    with store.atomic():
        for n, branch in enumerate(named):
            if n % 3 == 2:
                continue
            plan, film = f"plan {n}".encode(), f"video {n}".encode()
            if sent is not None:
                plan, film = sent(FileKind.PLAN, branch), sent(FileKind.VIDEO, branch)
                workspace.blobs.put([plan])
                workspace.blobs.put([film])
            mail = make_mail(
                f"mail {n}",
                [(f"第{n}教工党支部创建工作方案.docx", plan), (f"v{n}.mp4", film)],
                at=DEADLINE - timedelta(days=n % 28, minutes=n % 500),
            )
            take_in(
                store,
                msgspec.structs.replace(mail, sender=Address("", f"b{n}@neu.example")),
                auto(f"B{n:05d}", FileKind.PLAN),
                auto(f"B{n:05d}", FileKind.VIDEO),
                read=((plan, LONG if n % 7 == 0 else FINE), (film, VIDEO)),
            )
    return workspace, store


def source_of(
    workspace: Workspace,
    store: Store,
    *,
    language: str = "zh_CN",
    at: datetime = AT,
    units: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
) -> ReportSource:
    """What reports are made from."""
    return report_source(store, workspace, ReportScope(at, units, columns), load(language))


def written(source: ReportSource, store: Store, name: str, path: Path) -> bytes:
    """Write a report and read its bytes."""
    write_report(source, store, name, path)
    return path.read_bytes()


def document_text(content: bytes) -> str:
    """The paragraphs of a document, those of its tables too."""
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))
    return "\n".join(lines)


class PageReader(HTMLParser):
    """Counts tags, gathers text, and remembers attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)
