"""What docs/serving.md says of a proxy, run by a real nginx: TLS, its header, and the login."""

from __future__ import annotations

import contextlib
import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import trustme
from aiohttp import web

from store.text.wording import load
from tests.making import make_workspace
from tests.servers.imap_server import free_port
from tests.servers.nginx import nginx
from tui.serve.people import PEOPLE_FILE, People
from tui.serve.server import ServeSettings, WebServer

pytestmark = pytest.mark.sweep

HOST = "six.uni.example"
_DOCUMENT = Path(__file__).parents[3] / "docs" / "serving.md"
# Where the login's own service stands in the document, and our server.
_LOGIN, _OURS = "127.0.0.1:4180", "127.0.0.1:8080"


@dataclass
class Proxied:
    """A browser before the proxy, and who may come in."""

    port: int
    people: People
    trusting: ssl.SSLContext
    browser: aiohttp.ClientSession

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Ask the proxy by the name that people type."""
        headers = {"Host": HOST, **given.pop("headers", {})}
        return self.browser.request(
            method,
            f"https://127.0.0.1:{self.port}{path}",
            headers=headers,
            ssl=self.trusting,
            server_hostname=HOST,
            allow_redirects=False,
            **given,
        )


def written(*, login: bool) -> str:
    """The proxy's configuration as the document has it."""
    own, before = re.findall(r"```nginx\n(.*?)```", _DOCUMENT.read_text(encoding="utf-8"), re.S)
    if not login:
        return str(own)
    # The second block takes the place of the line that empties the header.
    head, emptied, _ = own.partition("        # Whatever a browser says")
    assert emptied
    return f"{head}{before}}}\n"


async def who(request: web.Request) -> web.Response:
    """The university's login: its cookie says who it is."""
    name = request.cookies.get("login")
    if not name:
        raise web.HTTPUnauthorized
    return web.Response(headers={"X-Remote-User": name})


@contextlib.asynccontextmanager
async def listening(app: web.Application, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def proxied(folder: Path, *, login: bool) -> AsyncIterator[Proxied]:
    """Our server, the login's service and the proxy before them."""
    authority = trustme.CA()
    issued = authority.issue_cert(HOST)
    issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "six.pem"))
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    port, ours, its = free_port(), free_port(), free_port()
    config = written(login=login)
    for said, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/six.pem", str(folder / "six.pem")),
        ("/etc/ssl/six.key", str(folder / "six.pem")),
        (_OURS, f"127.0.0.1:{ours}"),
        *([(_LOGIN, f"127.0.0.1:{its}")] if login else []),
    ):
        assert said in config
        config = config.replace(said, here)
    people = People(folder / PEOPLE_FILE)
    serving = ServeSettings(
        ("--workspace", str(folder / "workspace")),
        folder / "uploads",
        "127.0.0.1",
        ours,
        public=f"https://{HOST}",
        header="X-Remote-User" if login else "",
    )
    service = web.Application()
    service.router.add_get("/oauth2/auth", who)
    server = WebServer(serving, people, load("zh_CN")).application()
    async with (
        listening(server, ours),
        listening(service, its),
        nginx(folder, config, port),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
    ):
        yield Proxied(port, people, trusting, browser)


async def test_the_login_before_the_proxy_says_who_it_is_and_a_browser_does_not(
    tmp_path: Path,
) -> None:
    async with proxied(tmp_path, login=True) as at:
        at.people.add("li", "")
        at.people.add("wang", "")
        forged = {"X-Remote-User": "wang"}
        assert (await at.ask("GET", "/")).status == 401
        assert (await at.ask("GET", "/", headers=forged)).status == 401
        known = {"Cookie": "login=li"}
        assert "li" in await (await at.ask("GET", "/", headers=known)).text()
        page = await (await at.ask("GET", "/", headers={**known, **forged})).text()
        assert ("li" in page, "wang" in page) == (True, False)
        assert f"wss://{HOST}/ws" in page
        # Known to the login, and to nobody here.
        assert (await at.ask("GET", "/", headers={"Cookie": "login=zhao"})).status == 403


async def test_a_terminal_goes_through_the_proxy(tmp_path: Path) -> None:
    _, store = make_workspace(tmp_path)
    store.close()
    async with proxied(tmp_path, login=True) as at:
        at.people.add("li", "")
        address = f"https://127.0.0.1:{at.port}/ws"
        headers = {"Host": HOST, "Cookie": "login=li", "Origin": f"https://{HOST}"}
        async with at.browser.ws_connect(
            address, headers=headers, ssl=at.trusting, server_hostname=HOST
        ) as socket:
            drawn = b""
            while "六个一".encode() not in drawn:
                message = await socket.receive(timeout=60)
                drawn += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await at.browser.ws_connect(
                address,
                headers={**headers, "Origin": "https://evil.example"},
                ssl=at.trusting,
                server_hostname=HOST,
            )


async def test_without_such_a_login_ours_stands_behind_the_proxy(tmp_path: Path) -> None:
    async with proxied(tmp_path, login=False) as at:
        password = at.people.add("li", "")
        forged = {"X-Remote-User": "li"}
        answer = await at.ask("GET", "/files", headers=forged)
        assert answer.status == 403
        origin = {"Origin": f"https://{HOST}"}
        given = {"name": "li", "password": password}
        answer = await at.ask("POST", "/login", headers=origin, data=given)
        assert answer.status == 303
        cookie = answer.cookies["sixones"]
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        known = {"Cookie": f"sixones={cookie.value}"}
        assert (await at.ask("GET", "/files", headers=known)).status == 200
