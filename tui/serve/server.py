"""The web server: login, the terminal of each session, and the files that go either way."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import shutil
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

import textual_serve
from aiohttp import MultipartReader, WSMsgType, web
from textual_serve.download_manager import DownloadManager

from store.files.durable import writing
from store.files.private import private_folder
from store.files.regular import NotPlain, is_plain_path, open_plain
from store.reports.content.safe_names import safe_name
from store.text.hosts import is_loopback
from store.text.wording import Wording
from tui.serve.logins import Logins
from tui.serve.people import People, WebUser
from tui.serve.session import DashboardProcess, environment_of

log = logging.getLogger("sixones.serve")

_COOKIE = "sixones"
_STATIC = Path(textual_serve.__file__).parent / "static"
_PAGES = Path(__file__).parent / "pages"
_MOST_UPLOADED = 1 << 30
_MOST_OF_ONE = 4
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Who asks, found out once for each request.
_WHO = web.RequestKey("who", WebUser)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How a server is run.

    Args:
        arguments: of the dashboard's process, before its own.
        uploads: where the files of sticks go, a folder a person.
        public: the address that people type, "" for the one that is listened on.
        header: of a proxy on this machine that says who it is; "" where people log in here.
        most: how many sessions there may be at once.
    """

    arguments: tuple[str, ...]
    uploads: Path
    host: str
    port: int
    public: str = ""
    header: str = ""
    idle_s: float = 3600.0
    most: int = 60
    tls: ssl.SSLContext | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def addresses(self) -> frozenset[str]:
        """Every address that a page of ours can have."""
        if self.public:
            parts = urlsplit(self.public)
            return frozenset((f"{parts.scheme}://{parts.netloc}",))
        scheme = "https" if self.tls else "http"
        hosts = {f"[{self.host}]" if ":" in self.host else self.host}
        if is_loopback(self.host):
            hosts |= {"localhost", "127.0.0.1"}
        return frozenset(f"{scheme}://{host}:{self.port}" for host in hosts)

    @property
    def is_secure(self) -> bool:
        """Whether people come by https."""
        return all(address.startswith("https:") for address in self.addresses)


class WebServer:
    """Everything that a browser may ask."""

    def __init__(
        self,
        serving: ServeSettings,
        people: People,
        wording: Wording,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._serving = serving
        self._people = people
        self._say = wording.say
        self._clock = clock
        self._logins = Logins(clock, serving.idle_s)
        self._downloads = DownloadManager()
        self._here: Counter[str] = Counter()
        self._sockets: set[web.WebSocketResponse] = set()
        self._outboxes = Path(tempfile.mkdtemp(prefix="sixones-served-"))

    def application(self) -> web.Application:
        """The application for aiohttp."""
        app = web.Application(middlewares=[self._guarded], client_max_size=1 << 16)
        app.add_routes(
            [
                web.get("/", self._terminal),
                web.get("/login", self._login_page),
                web.post("/login", self._login),
                web.post("/logout", self._logout),
                web.get("/ws", self._websocket),
                web.get("/files", self._files),
                web.get("/files/{path:.+}", self._file),
                web.post("/upload", self._upload),
                web.get("/own/{name}", self._own),
                web.static("/static", _STATIC),
            ]
        )
        app.on_shutdown.append(self._end)
        return app

    async def run(self) -> None:
        """Listen until the task is cancelled."""
        runner = web.AppRunner(self.application(), access_log=None)
        await runner.setup()
        try:
            serving = self._serving
            await web.TCPSite(
                runner, serving.host, serving.port, ssl_context=serving.tls, shutdown_timeout=5
            ).start()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _end(self, _: web.Application) -> None:
        for socket in tuple(self._sockets):
            await socket.close()
        shutil.rmtree(self._outboxes, ignore_errors=True)

    # -- who it is ---------------------------------------------------------------------------

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Nobody gets anything but the login page unless the server knows who it is."""
        origin = request.headers.get("Origin")
        writes = request.method != "GET" or request.path == "/ws"
        known = {urlsplit(address).netloc for address in self._serving.addresses}
        if request.host not in known or (writes and origin not in self._serving.addresses):
            response: web.StreamResponse = web.Response(status=403, text=self._say("serve.origin"))
        elif request.path == "/login" or request.path.startswith(("/own/", "/static/")):
            response = await handler(request)
        elif (person := self._person(request)) is None:
            response = self._unknown(request)
        else:
            request[_WHO] = person
            response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    def _person(self, request: web.Request) -> WebUser | None:
        if header := self._serving.header:
            name = request.headers.get(header, "")
            # Whoever is not the proxy may write any header.
            return self._people.named(name) if is_loopback(request.remote or "") else None
        name = self._logins.name_of(request.cookies.get(_COOKIE, ""))
        # Asked each time: who was taken away is out at once.
        return self._people.named(name) if name else None

    def _unknown(self, request: web.Request) -> web.Response:
        if self._serving.header or request.path != "/":
            return web.Response(status=403, text=self._say("serve.unknown_here"))
        return web.Response(status=303, headers={"Location": "/login"})

    async def _login_page(self, _: web.Request) -> web.Response:
        return self._page("login.html", said="")

    async def _login(self, request: web.Request) -> web.Response:
        given = await request.post()
        name, password = str(given.get("name", "")).strip(), str(given.get("password", ""))
        whose = (f"name {name}", f"address {request.remote}")
        if self._serving.header or not self._logins.may_try(*whose):
            return self._page("login.html", said=self._say("serve.too_often"), status=429)
        # A hash takes a tenth of a second: other people's keys go on meanwhile.
        person = await asyncio.to_thread(self._people.logged_in, name, password)
        if person is None:
            log.warning("wrong password for %r from %s", name, request.remote)
            return self._page("login.html", said=self._say("serve.wrong"), status=401)
        self._logins.forget_tries(*whose)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            _COOKIE,
            self._logins.begin(person.name),
            httponly=True,
            samesite="Strict",
            secure=self._serving.is_secure,
        )
        return response

    async def _logout(self, request: web.Request) -> web.Response:
        self._logins.end(request.cookies.get(_COOKIE, ""))
        response = web.Response(status=303, headers={"Location": "/login"})
        response.del_cookie(_COOKIE)
        return response

    # -- pages -------------------------------------------------------------------------------

    def _page(self, name: str, *, status: int = 200, **given: str) -> web.Response:
        words = {
            code: self._say(f"serve.page.{code}")
            for code in ("name", "password", "enter", "leave", "files", "upload", "ended", "again")
        }
        text = Template((_PAGES / name).read_text(encoding="utf-8")).substitute(
            {key: escape(value) for key, value in (words | given).items()},
            title=escape(self._say("board.name")),
        )
        return web.Response(text=text, content_type="text/html", status=status)

    async def _terminal(self, request: web.Request) -> web.Response:
        scheme = "wss" if self._serving.is_secure else "ws"
        return self._page(
            "terminal.html",
            socket=f"{scheme}://{request.host}/ws",
            person=request[_WHO].name,
        )

    async def _own(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in ("page.js", "page.css"):
            raise web.HTTPNotFound
        return web.FileResponse(_PAGES / name)

    # -- the terminal ------------------------------------------------------------------------

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        person = request[_WHO]
        full = self._here.total() >= self._serving.most
        if full or self._here[person.name] >= _MOST_OF_ONE:
            return web.Response(status=503, text=self._say("serve.full"))
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=1 << 20)
        await socket.prepare(request)
        self._here[person.name] += 1
        self._sockets.add(socket)
        session = DashboardProcess(
            self._serving.arguments,
            environment_of(person, self._outbox(person), self._serving.environ),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=socket.close,
            download_manager=self._downloads,
        )
        try:
            width, height = (_number(request.query.get(name)) for name in ("width", "height"))
            await session.start(width or 80, height or 24)
            await self._heard(request, socket, session)
        finally:
            await session.stop()
            self._here[person.name] -= 1
            self._sockets.discard(socket)
            await socket.close()
        return socket

    async def _heard(
        self, request: web.Request, socket: web.WebSocketResponse, session: DashboardProcess
    ) -> None:
        """Pass on what a person types, until they leave, are idle or are taken away."""
        used = self._clock()
        token = request.cookies.get(_COOKIE, "")
        while self._person(request) is not None and self._clock() - used < self._serving.idle_s:
            try:
                message = await asyncio.wait_for(socket.receive(), 15)
            except TimeoutError:
                continue
            if message.type is not WSMsgType.TEXT:
                if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                    return
                continue
            kind, value = _envelope(message)
            if kind == "stdin":
                used = self._clock()
                self._logins.used(token)
                await session.send_bytes(str(value).encode("utf-8", "replace"))
            elif kind == "resize" and isinstance(value, dict):
                await session.set_terminal_size(
                    _number(value.get("width")) or 80, _number(value.get("height")) or 24
                )
            elif kind == "ping":
                await socket.send_json(["pong", value])
            elif kind in ("focus", "blur"):
                await (session.focus() if kind == "focus" else session.blur())

    # -- files -------------------------------------------------------------------------------

    def _outbox(self, person: WebUser) -> Path:
        folder = self._outboxes / hashlib.sha256(person.name.encode()).hexdigest()[:32]
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    async def _files(self, request: web.Request) -> web.Response:
        """What the person's sessions wrote for them, newest first."""
        found = sorted(_listed(self._outbox(request[_WHO])), reverse=True)
        return web.json_response([{"path": path, "size": size} for _, path, size in found[:50]])

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path, outbox = request.match_info["path"], self._outbox(request[_WHO])
        if not is_plain_path(path):
            raise web.HTTPNotFound
        try:
            open_plain(outbox, path).close()
        except (NotPlain, OSError) as err:
            raise web.HTTPNotFound from err
        name = path.rpartition("/")[2]
        return web.FileResponse(
            outbox / path,
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            },
        )

    async def _upload(self, request: web.Request) -> web.Response:
        """Keep files of a stick in the person's folder, where the dashboard takes them in."""
        person = request[_WHO]
        folder = self._serving.uploads / safe_name(person.name)
        private_folder(folder)
        kept = []
        reader = await request.multipart()
        left = _MOST_UPLOADED
        while (part := await reader.next()) is not None:
            if isinstance(part, MultipartReader) or not (name := part.filename):
                continue
            handle, made = tempfile.mkstemp(prefix=".new-", dir=folder)
            try:
                with writing(folder), os.fdopen(handle, "wb") as out:
                    while chunk := await part.read_chunk(1 << 18):
                        left -= len(chunk)
                        if left < 0:
                            raise web.HTTPRequestEntityTooLarge(_MOST_UPLOADED, _MOST_UPLOADED)
                        out.write(chunk)
                target = _free(folder / safe_name(name))
                Path(made).rename(target)
                kept.append(str(target))
            finally:
                with contextlib.suppress(OSError):
                    Path(made).unlink(missing_ok=True)
        log.info("%r uploaded %d files", person.name, len(kept))
        said = self._say("serve.uploaded", n=len(kept), folder=str(folder))
        return web.json_response({"said": said, "files": kept})


def _listed(folder: Path) -> Iterator[tuple[float, str, int]]:
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            # What is being written has a name that begins with a dot.
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield status.st_mtime, path.relative_to(folder).as_posix(), status.st_size


def _free(path: Path) -> Path:
    """The path, or one like it that nothing has."""
    for number in range(2, 10_000):
        if not path.exists():
            break
        path = path.with_name(f"{path.stem.partition(' (')[0]} ({number}){path.suffix}")
    return path


def _envelope(message: object) -> tuple[str, object]:
    """What a browser sends: a kind and a value; anything else is nothing."""
    try:
        found = message.json()  # type: ignore[attr-defined]
    except ValueError:
        return "", None
    if isinstance(found, list) and found and isinstance(found[0], str):
        return found[0], found[1] if len(found) > 1 else None
    return "", None


def _number(value: object) -> int:
    """A size of a terminal; 0 where it is none."""
    try:
        number = int(str(value))
    except ValueError:
        return 0
    return min(max(number, 20), 500) if number > 0 else 0
