"""No script runs in a page of ours, tried in a browser; nothing of a mail becomes its markup."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mailsync.letters.html import as_html
from store.db.database import Store
from store.model import Branch, FileKind, SubCommittee
from store.reports.archive.write import write_archive
from store.reports.export import write_report
from store.workspace.workspace import Workspace
from tests.mailsync.letters.desk import LetterDesk
from tests.making import NOW, add_roster, auto, make_mail, make_workspace, take_in
from tests.store.reports.made_reports import source_of

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
RUN = "document.title='RAN'"
ATTACKS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f'"><script>{RUN}</script>',
    f'\'><img src=x onerror="{RUN}">',
    f"' onmouseover={RUN} autofocus onfocus={RUN} '",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</pre></td></table><script>{RUN}</script>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>">',
    f'<iframe src="javascript:parent.{RUN}">',
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    "<base href=//evil.example/>",
    f"<!--><script>{RUN}</script>",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f'<a href="javascript:{RUN}">click</a>',
    f"javascript:{RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"<math><mtext></p><script>{RUN}</script>",
    f"<details open ontoggle={RUN}>",
    "<form action=//evil.example><input name=x>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "\x00<script>\x00" + RUN + "</script>",
    "＜script＞" + RUN + "＜/script＞",
)
# Charts of ours are svg, whose attributes are looked at as all others.
TAGS = frozenset(
    ("script", "iframe", "img", "meta", "base", "form", "input", "link", "object", "embed", "math",
     "details")
)  # fmt: skip

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here")


def shown(page: Path) -> str:
    """What a browser made of a page, after its scripts ran."""
    done = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={page.parent / 'browser'}", "--virtual-time-budget=2000", "--dump-dom",
         page.as_uri()],
        check=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout.decode()


class Made(HTMLParser):
    """The elements below <body>, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def refuse_scripts(dom: str) -> None:
    assert "<title>RAN" not in dom
    made = Made()
    made.feed(dom[dom.index("<body") :])
    assert TAGS.isdisjoint(made.tags)
    assert [name for name, _ in made.attributes if name.startswith("on")] == []
    reached = [value for name, value in made.attributes if name in ("href", "src", "action")]
    assert [one for one in reached if re.match(r"\s*(javascript|data|//|http)", one, re.I)] == []


def attacked(folder: Path) -> tuple[Workspace, Store]:
    """A workspace whose names, subjects and files are attacks, each once."""
    workspace, store = make_workspace(folder)
    add_roster(
        store,
        [SubCommittee(f"X{n}", attack) for n, attack in enumerate(ATTACKS)],
        [Branch(f"X{n}", f"X{n}", attack, secretary=attack) for n, attack in enumerate(ATTACKS)],
    )
    for number, attack in enumerate(ATTACKS):
        mail = make_mail(attack, [(f"{attack}.docx", f"content {number}")])
        take_in(
            store, mail, auto(f"X{number}", FileKind.PLAN),
            measures={f"content {number}": {"chars": 1900, "title": attack}},
        )  # fmt: skip
    return workspace, store


def test_a_page_with_a_script_is_run_here(tmp_path: Path) -> None:
    """The control: this browser runs what it finds."""
    page = tmp_path / "a.html"
    page.write_text(f"<title>x</title><body><script>{RUN}</script>", encoding="utf-8")
    assert "<title>RAN" in shown(page)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_script_runs_in_a_report(tmp_path: Path, language: str) -> None:
    workspace, store = attacked(tmp_path)
    path = tmp_path / "a.html"
    write_report(source_of(workspace, store, language=language, at=NOW), store, "html", path)
    store.close()
    dom = shown(path)
    refuse_scripts(dom)
    assert "Content-Security-Policy" in dom
    assert "onerror=" in dom


def test_no_script_runs_in_the_index_of_an_archive(tmp_path: Path) -> None:
    workspace, store = attacked(tmp_path)
    target = tmp_path / "archive"
    with contextlib.closing(
        write_archive(source_of(workspace, store, at=NOW), store, target)
    ) as steps:
        for _ in steps:
            pass
    store.close()
    dom = shown(target / "index.html")
    refuse_scripts(dom)
    assert "Content-Security-Policy" in dom


def test_no_script_runs_in_a_letter(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    add_roster(
        desk.store,
        [SubCommittee("X", ATTACKS[0], contacts=("x@neu.example",))],
        [Branch(f"X{n}", "X", attack, secretary=attack) for n, attack in enumerate(ATTACKS)],
    )
    letters = [one for one in desk.plan("all").letters if "onerror" in one.html]
    assert letters
    for number, letter in enumerate(letters[:3]):
        page = tmp_path / f"{number}.html"
        page.write_text(letter.html, encoding="utf-8")
        refuse_scripts(shown(page))


def test_no_script_runs_in_what_becomes_a_page_of_any_text(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        f"<html><head></head><body>{as_html(chr(10).join(ATTACKS))}</body></html>", "utf-8"
    )
    refuse_scripts(shown(page))
