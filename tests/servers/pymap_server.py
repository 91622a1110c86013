"""An embedded pymap on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mailsync.net.tls import Tls
from tests.servers.imap_server import PASSWORD, USER, StoredMail


@dataclass(slots=True)
class Pymap:
    """Where it listens."""

    port: int
    _loop: asyncio.AbstractEventLoop
    _config: Any
    host: str = "127.0.0.1"
    tls: Tls = "none"
    ca_file: Path | None = None
    user: str = USER
    password: str = PASSWORD

    def append(self, folder: str, raw: bytes, internal_date: datetime) -> None:
        """Put a mail into a folder, which is made if it is not there."""
        put = _put(self._config, folder, raw, internal_date)
        asyncio.run_coroutine_threadsafe(put, self._loop).result()

    def flags(self) -> dict[str, list[list[str]]]:
        """Give the flags of every mail by folder."""
        flags = _flags(self._config)
        return asyncio.run_coroutine_threadsafe(flags, self._loop).result()


@contextlib.contextmanager
def pymap(folders: Mapping[str, Sequence[StoredMail]] | None = None) -> Iterator[Pymap]:
    """Serve folders (decoded names) from memory until the block ends."""
    loop = asyncio.new_event_loop()
    started: list[Pymap] = []
    ready, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        from pymap.backend.dict import DictBackend

        from mailsync.demo.pymap_mailbox import listen

        args = Namespace(
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            host=["127.0.0.1"],
            port="0",
            cert=None,
            key=None,
            tls=False,
            inherited_sockets=None,
            proxy_protocol=None,
            passlib_cfg=None,
            debug=False,
        )
        backend, config = await DictBackend.init(args)
        config.apply_context()
        async with contextlib.AsyncExitStack() as stack:
            await backend.start(stack)
            async with backend.login.demo_user_identity.new_session():
                pass
            for folder, mails in (folders or {}).items():
                for mail in mails:
                    await _put(config, folder, mail.raw, mail.internal_date)
            serving = await listen(backend.login, config)
            started.append(Pymap(serving.port, loop, config))
            ready.set()
            await over.wait()
            await serving.stop()

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                runner.run(serve())
        finally:
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()


async def _put(config: Any, folder: str, raw: bytes, internal_date: datetime) -> None:
    from pymap.parsing.message import AppendMessage

    mailboxes, _ = config.set_cache[USER]
    if folder != "INBOX" and folder not in await _names(mailboxes):
        await mailboxes.add_mailbox(folder)
    mailbox = await mailboxes.get_mailbox(folder)
    await mailbox.append(AppendMessage(raw, internal_date, frozenset()))


async def _names(mailboxes: Any) -> set[str]:
    return {entry.name for entry in (await mailboxes.list_mailboxes()).list()}


async def _flags(config: Any) -> dict[str, list[list[str]]]:
    mailboxes, _ = config.set_cache[USER]
    found: dict[str, list[list[str]]] = {}
    for name in sorted(await _names(mailboxes)):
        mailbox = await mailboxes.get_mailbox(name)
        found[name] = [
            sorted(str(flag) for flag in message.permanent_flags)
            async for message in mailbox.messages()
        ]
    return found
