"""An S3-compatible store on loopback (moto), whose disk may be full and which may go away."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import boto3
from moto.core.model_instances import reset_model_data
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from tests.servers.imap_server import free_port

KEY, SECRET, BUCKET = "sixones-key", "correct-horse", "party-files"
Application = Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]


@dataclass(slots=True)
class S3Server:
    """Where it listens; what it does otherwise than a sound one."""

    port: int = field(default_factory=free_port)
    full: bool = False
    without_conditions: bool = False
    # How many contents it still takes before the line breaks for good.
    takes: int | None = None
    asked: list[str] = field(default_factory=list)
    _server: BaseWSGIServer | None = None

    def address(self, prefix: str) -> str:
        """As a workspace's settings name it."""
        return f"s3://{KEY}@{BUCKET}/{prefix}?endpoint=http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin, or begin again with everything that was there."""
        application = self._around(DomainDispatcherApplication(create_backend_app))
        self._server = make_server("127.0.0.1", self.port, application, threaded=True)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Go away; what was stored stays."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _around(self, sound: Application) -> Application:
        def application(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            self.asked.append(f"{method} {path}")
            if method == "PUT" and path.count("/") > 2:
                if self.full:
                    return _refused(environ, start, "507 Insufficient Storage", "StorageFull")
                if self.takes is not None:
                    self.takes -= 1
                    if self.takes < 0:
                        return _refused(environ, start, "503 Service Unavailable", "SlowDown")
                if self.without_conditions and "HTTP_IF_NONE_MATCH" in environ:
                    return _refused(environ, start, "501 Not Implemented", "NotImplemented")
            return sound(environ, start)

        return application


def _refused(
    environ: dict[str, Any], start: Callable[..., object], status: str, code: str
) -> Iterable[bytes]:
    # A body that is not read breaks the line.
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start(status, [("Content-Type", "application/xml")])
    return [f"<Error><Code>{code}</Code></Error>".encode()]


@contextlib.contextmanager
def s3_server() -> Iterator[S3Server]:
    """A store with one empty bucket, and its secret in the environment."""
    reset_model_data()
    server = S3Server()
    server.start()
    before = os.environ.get("AWS_SECRET_ACCESS_KEY")
    os.environ["AWS_SECRET_ACCESS_KEY"] = SECRET
    try:
        boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{server.port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        ).create_bucket(Bucket=BUCKET)
        yield server
    finally:
        server.stop()
        if before is None:
            os.environ.pop("AWS_SECRET_ACCESS_KEY", None)
        else:
            os.environ["AWS_SECRET_ACCESS_KEY"] = before
