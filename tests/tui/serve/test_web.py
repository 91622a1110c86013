"""What the web server lets whom have: login, origin, files either way, sessions that end."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from store.text.hosts import is_loopback
from store.text.wording import load
from tests.servers.imap_server import free_port
from tui.serve.people import PEOPLE_FILE, People
from tui.serve.server import ServeSettings, WebServer
from tui.serve.session import environment_of


@dataclass
class Served:
    """A server that listens, and a browser that keeps its cookie."""

    folder: Path
    people: People
    serving: ServeSettings
    now: list[float] = field(default_factory=lambda: [1000.0])

    def __post_init__(self) -> None:
        self.server = WebServer(self.serving, self.people, load("zh_CN"), lambda: self.now[0])

    @property
    def at(self) -> str:
        return next(iter(sorted(self.serving.addresses)))

    def outbox(self, name: str) -> Path:
        person = self.people.named(name)
        assert person is not None
        return self.server._outbox(person)

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[aiohttp.ClientSession]:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.at, cookie_jar=jar) as session:
            yield session

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        runner = web.AppRunner(self.server.application())
        await runner.setup()
        try:
            await web.TCPSite(runner, self.serving.host, self.serving.port).start()
            yield
        finally:
            await runner.cleanup()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    serving = ServeSettings(("--version",), tmp_path / "uploads", "127.0.0.1", free_port())
    made = Served(tmp_path, People(tmp_path / PEOPLE_FILE), serving)
    async with made.listening():
        yield made


async def login(browser: aiohttp.ClientSession, name: str, password: str, origin: str = "") -> int:
    answer = await browser.post(
        "/login",
        data={"name": name, "password": password},
        headers={"Origin": origin or str(browser._base_url).rstrip("/")},
        allow_redirects=False,
    )
    return answer.status


async def test_without_a_login_there_is_nothing_but_the_login(served: Served) -> None:
    async with served.browser() as browser:
        answer = await browser.get("/", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")
        for path in ("/ws", "/files", "/files/x", "/upload", "/download/x", "/nothing"):
            assert (await browser.get(path)).status == 403, path
        page = await browser.get("/login")
        assert page.status == 200
        assert "http" not in await page.text()
        for path in ("/own/page.css", "/own/page.js", "/static/js/textual.js"):
            assert (await browser.get(path)).status == 200
        assert (await browser.get("/own/login.html")).status == 404
        assert (await browser.get("/static/../server.py")).status in (403, 404)
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]


async def test_a_right_password_lets_in_and_a_logout_out(served: Served) -> None:
    password = served.people.add("李老师", "")
    assert password not in (served.folder / PEOPLE_FILE).read_text(encoding="utf-8")
    assert (served.folder / PEOPLE_FILE).stat().st_mode & 0o077 == 0
    async with served.browser() as browser:
        assert await login(browser, "李老师", password + "x") == 401
        assert await login(browser, "王老师", password) == 401
        assert await login(browser, "李老师", password) == 303
        assert "李老师" in await (await browser.get("/")).text()
        (cookie,) = list(browser.cookie_jar)
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
        await browser.post("/logout", headers={"Origin": served.at})
        assert (await browser.get("/files")).status == 403


async def test_a_foreign_page_or_name_gets_nothing(served: Served) -> None:
    password = served.people.add("li", "")
    async with served.browser() as browser:
        for origin in ("https://evil.example", "null", served.at.replace("http:", "https:")):
            assert await login(browser, "li", password, origin) == 403
        assert await login(browser, "li", password) == 303
        foreign = {"Origin": "https://evil.example"}
        assert (await browser.get("/ws", headers=foreign)).status == 403
        assert (await browser.get("/ws")).status == 403
        assert (await browser.post("/upload", headers=foreign)).status == 403
        # A name that was made to lead to this machine.
        assert (await browser.get("/", headers={"Host": "evil.example"})).status == 403


async def test_ten_tries_a_quarter_of_an_hour(served: Served) -> None:
    password = served.people.add("li", "")
    async with served.browser() as browser:
        for _ in range(10):
            assert await login(browser, "li", "wrong") == 401
        assert await login(browser, "li", password) == 429
        served.now[0] += 15 * 60 + 1
        assert await login(browser, "li", password) == 303


async def test_who_is_idle_too_long_or_taken_away_is_out(served: Served) -> None:
    password = served.people.add("li", "")
    async with served.browser() as browser:
        assert await login(browser, "li", password) == 303
        served.now[0] += 3599
        assert (await browser.get("/files")).status == 200
        served.now[0] += 2
        assert (await browser.get("/files")).status == 403
        assert await login(browser, "li", password) == 303
        served.people.remove("li")
        assert (await browser.get("/files")).status == 403


async def test_a_file_is_its_persons_and_keeps_its_name(served: Served) -> None:
    passwords = {name: served.people.add(name, "") for name in ("li", "wang")}
    outbox = served.outbox("li")
    (outbox / "报表").mkdir()
    (outbox / "报表" / 'a"; b 进度.docx').write_bytes(b"mine")
    (outbox / "link").symlink_to(served.folder / PEOPLE_FILE)
    async with served.browser() as browser, served.browser() as other:
        assert await login(browser, "li", passwords["li"]) == 303
        assert await login(other, "wang", passwords["wang"]) == 303
        (listed,) = await (await browser.get("/files")).json()
        url = URL("/files/") / listed["path"]
        answer = await browser.get(url)
        assert await answer.read() == b"mine"
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''a%22%3B%20b%20%E8%BF%9B%E5%BA%A6.docx"
        )
        assert (await other.get(url)).status == 404
        assert await (await other.get("/files")).json() == []
        for path in ("/files/link", "/files/..%2F..%2Fetc%2Fpasswd", "/files/%2Fetc%2Fpasswd"):
            assert (await browser.get(URL(path, encoded=True))).status == 404


async def test_files_of_a_stick_lie_in_the_persons_folder(served: Served) -> None:
    password = served.people.add("li", "")
    async with served.browser() as browser:
        assert await login(browser, "li", password) == 303
        for content in (b"one", b"two"):
            form = aiohttp.FormData()
            form.add_field("file", content, filename="../../方案.docx")
            form.add_field("other", "no file")
            answer = await browser.post("/upload", data=form, headers={"Origin": served.at})
            assert answer.status == 200
    kept = sorted((served.folder / "uploads").rglob("*.docx"))
    assert {path.read_bytes() for path in kept} == {b"one", b"two"}
    assert {path.parent for path in kept} == {served.folder / "uploads" / "li"}


async def test_a_header_names_the_person_where_a_proxy_says_who_it_is(served: Served) -> None:
    served.people.add("li", "")
    serving = replace(served.serving, port=free_port(), header="X-Remote-User")
    proxied = Served(served.folder, served.people, serving)
    async with proxied.listening(), proxied.browser() as browser:
        assert (await browser.get("/files", headers={"X-Remote-User": "li"})).status == 200
        assert (await browser.get("/files", headers={"X-Remote-User": "wang"})).status == 403
        assert (await browser.get("/files")).status == 403
        assert await login(browser, "li", "x") == 429
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("evil.example")


def test_a_session_is_told_who_sits_there_and_a_guest_gets_no_mailbox(tmp_path: Path) -> None:
    people = People(tmp_path / PEOPLE_FILE)
    people.add("li", "")
    people.add("jixie", "机械学院党委")
    environ = {
        "SIXONES_MAIL_PASSWORD": "x",
        "SIXONES_SMTP_PASSWORD": "x",
        "SIXONES_GUEST_UNIT": "y",
        "SIXONES_USER": "z",
        "DISPLAY": ":0",
        "PATH": "/bin",
    }
    li, jixie = people.named("li"), people.named("jixie")
    assert li is not None
    assert jixie is not None
    assert environment_of(jixie, tmp_path, environ) == {
        "PATH": "/bin",
        "SIXONES_USER": "jixie",
        "SIXONES_OUTBOX": str(tmp_path),
        "SIXONES_GUEST_UNIT": "机械学院党委",
    }
    assert environment_of(li, tmp_path, environ)["SIXONES_MAIL_PASSWORD"] == "x"
    assert "SIXONES_GUEST_UNIT" not in environment_of(li, tmp_path, environ)
