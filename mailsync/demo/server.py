"""An IMAP server on loopback that holds the demonstration's mails, as long as a `with` lasts."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mailsync.demo.mails import DemoMail
from store.errors import UsageError

_HOST = "127.0.0.1"
_STOP_S = 10


@dataclass(frozen=True, slots=True)
class DemoServer:
    """Where the demonstration's mailbox is: IMAP without TLS, loopback only."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)


@contextmanager
def serve(mails: Sequence[DemoMail], *, user: str, password: str) -> Iterator[DemoServer]:
    """Serve `mails` from a thread with its own event loop until the block ends.

    Raises:
        UsageError: `demo.pymap_missing` where the extra `demo` is not installed.
    """
    try:
        from mailsync.demo.pymap_mailbox import serve_mails
    except ModuleNotFoundError as err:
        raise UsageError("demo.pymap_missing", module=err.name or "pymap") from err

    # A client that goes away in the middle is no news to the person at the terminal.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo-imap", daemon=True)
    thread.start()
    try:
        serving = asyncio.run_coroutine_threadsafe(
            serve_mails(mails, user=user, password=password), loop
        ).result()
        try:
            yield DemoServer(_HOST, serving.port, user, password)
        finally:
            asyncio.run_coroutine_threadsafe(serving.stop(), loop).result(_STOP_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_STOP_S)
        loop.close()
