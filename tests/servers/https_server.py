"""A file behind https on loopback, with a certificate of a test authority."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from mailsync.net.web import Answer


@dataclass(slots=True)
class FileServer:
    """What is served and how; change it at any time. `asked` are the Range headers seen."""

    port: int
    authority: trustme.CA
    content: bytes = b""
    etag: str = '"one"'
    status: int = 200
    media_type: str = "application/octet-stream"
    location: str = ""
    cut_after: int | None = None
    tells_size: bool = True
    # After the first byte it waits for this.
    drips: threading.Event | None = None
    asked: list[str] = field(default_factory=list)

    def open(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask this server, whatever host the address names; its certificate must name it too."""
        connection = _Connection(url.split("/")[2], self)
        connection.request("GET", "/" + url.split("/", 3)[3], headers=dict(headers))
        response = connection.getresponse()
        return Answer(
            response.status, dict(response.headers.items()), response.read1, response.close
        )

    def write_authority(self, path: Path) -> Path:
        """Write the authority's certificate where OpenSSL can be told to look."""
        self.authority.cert_pem.write_to_path(str(path))
        return path


class _Connection(http.client.HTTPSConnection):
    """A connection that ends at the test's server."""

    def __init__(self, host: str, server: FileServer) -> None:
        self._trusting = ssl.create_default_context()
        server.authority.configure_trust(self._trusting)
        self._port = server.port
        super().__init__(host, context=self._trusting, timeout=10)

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        self.sock = self._trusting.wrap_socket(plain, server_hostname=self.host)


class _Server(ThreadingHTTPServer):
    """Speaks TLS, and bears clients that go in the middle of it."""

    context: ssl.SSLContext

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        plain, address = super().get_request()
        try:
            return self.context.wrap_socket(plain, server_side=True), address
        except OSError:
            plain.close()
            raise

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error here."""


@contextlib.contextmanager
def file_server(content: bytes, *names: str) -> Iterator[FileServer]:
    """Serve one content under host names of choice, besides localhost."""
    authority = trustme.CA()
    served = FileServer(0, authority, content)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, served)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
            """Nothing is printed."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1", *names).configure_cert(context)
    server = _Server(("127.0.0.1", 0), Handler)
    server.context = context
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, served: FileServer) -> None:
    wanted = handler.headers.get("Range", "")
    served.asked.append(wanted)
    content, status, start = served.content, served.status, 0
    if wanted and status == 200 and handler.headers.get("If-Range") in (None, served.etag):
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        status = 206 if start < len(content) else 416
    body = content[start:]
    handler.send_response(status)
    handler.send_header("Content-Type", served.media_type)
    if served.etag:
        handler.send_header("ETag", served.etag)
    if served.location:
        handler.send_header("Location", served.location)
    if status == 206:
        total = len(content)
        handler.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
    if served.tells_size:
        handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    if served.drips is not None:
        handler.wfile.write(body[:1])
        served.drips.wait(10)
        body = body[1:]
    handler.wfile.write(body if served.cut_after is None else body[: served.cut_after])
