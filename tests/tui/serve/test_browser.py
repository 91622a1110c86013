"""The dashboard in a real browser: login, board, a decision, two at once, nothing from outside."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.database import open_store
from store.db.decisions import live_decisions
from store.workspace.trust import trust
from tests.servers.browser import Page, browser_page
from tests.servers.imap_server import free_port
from tests.tui.conftest import Place
from tui.serve.people import PEOPLE_FILE, People

pytestmark = pytest.mark.sweep

OWN = "机械工程与自动化学院党委"


@pytest.fixture
def address(place: Place) -> Iterator[str]:
    """A server as one starts it, over a workspace that is in use."""
    trust(place.workspace.folder, place.workspace.settings)
    port = free_port()
    started = subprocess.Popen(
        [
            *(sys.executable, "-m", "tui", "--workspace", str(place.workspace.folder)),
            *("serve", "--listen", f"127.0.0.1:{port}", "--no-sync"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with started as process:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        process.terminate()


async def login(page: Page, address: str, name: str, password: str) -> None:
    await page.go(f"{address}/login")
    await page.until_script("!!document.querySelector('[name=password]')")
    await page.run(
        f"document.querySelector('[name=name]').value = {name!r};"
        f"document.querySelector('[name=password]').value = {password!r};"
        "document.querySelector('form').submit()"
    )


async def test_a_day_of_two_people_in_the_browser(place: Place, address: str) -> None:
    people = People(place.workspace.folder / PEOPLE_FILE)
    password, of_unit = people.add("李老师", ""), people.add("机械学院", OWN)
    async with browser_page() as page, browser_page() as guest:
        await login(page, address, "李老师", "wrong")
        said = await page.until_script("document.querySelector('.said')?.textContent")
        assert "密码" in said
        await login(page, address, "李老师", password)
        await login(guest, address, "机械学院", of_unit)
        await page.until(lambda: "自动化研究所教工党支部" in page.said)
        await guest.until(lambda: "机械设计系教工党支部" in guest.said)
        assert "自动化研究所" not in guest.said

        await page.until_script("document.activeElement.className == 'xterm-helper-textarea'")
        before = place.store.revision()
        await page.press("b", control=True)
        # The foot of the board names the act too: what only its form says.
        await page.until(lambda: "Ctrl+S" in page.said)
        await page.type("电话已问")
        await page.press("s", control=True)
        await _until_decided(page, place, before)
        assert live_decisions(place.store)[-1].who == "李老师"

        for one in (page, guest):
            assert {url.split("/")[2] for url in one.asked if url.startswith("http")} == {
                address.partition("//")[2]
            }


async def _until_decided(page: Page, place: Place, before: int) -> None:
    with contextlib.closing(open_store(place.workspace.database)) as store:
        await page.until(lambda: store.revision() > before)


def test_the_pages_of_ours_name_nothing_outside() -> None:
    import tui.serve.server

    pages = Path(tui.serve.server.__file__).parent / "pages"
    for page in pages.iterdir():
        assert "//" not in page.read_text(encoding="utf-8").replace("// ", ""), page.name
