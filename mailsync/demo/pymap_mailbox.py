"""The embedded server itself; the only file that imports pymap."""

from __future__ import annotations

import asyncio
import socket
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.concurrent import Subsystem
from pymap.config import IMAPConfig
from pymap.imap import IMAPServer
from pymap.interfaces.login import LoginInterface
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from mailsync.demo.mails import DemoMail

# The same for every run over the same mails, so that a later sync knows them again.
_UIDVALIDITY = 6


class _LoopbackConfig(Config):
    """Settings that ask no name server for the greeting, as pymap's own would."""

    @property
    def greeting(self) -> bytes:
        return b"sixones demo ready"


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that listens on `port` of loopback, and its connections as tasks."""

    port: int
    _listener: socket.socket
    _connections: set[asyncio.Task[None]]

    async def stop(self) -> None:
        """Stop listening and end what is connected, also where nothing was said on it yet."""
        asyncio.get_running_loop().remove_reader(self._listener)
        self._listener.close()
        # What was accepted just now begins in the next turn of the loop; asyncio's own server
        # would lose it when it is closed at that moment.
        await asyncio.sleep(0)
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


async def listen(login: LoginInterface, config: IMAPConfig) -> Serving:
    """Serve what a backend holds on a free port of loopback."""
    loop, answer = asyncio.get_running_loop(), IMAPServer(login, config)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    connections: set[asyncio.Task[None]] = set()

    def accept() -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):
            connection, _ = listener.accept()
            task = loop.create_task(_serve(connection, answer))
            connections.add(task)
            task.add_done_callback(connections.discard)

    loop.add_reader(listener, accept)
    return Serving(listener.getsockname()[1], listener, connections)


async def _serve(connection: socket.socket, answer: IMAPServer) -> None:
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        about = SocketInfo.get(writer, ProxyResultUnknown(), unique_id=uuid4().bytes)
        await answer(reader, writer, about)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def serve_mails(mails: Sequence[DemoMail], *, user: str, password: str) -> Serving:
    """Listen on a free port of loopback, with every mail in its folder and with its arrival."""
    config = _LoopbackConfig(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host="127.0.0.1",
        port=0,
        tls_enabled=False,
        cpu_subsystem=Subsystem.for_asyncio(),
        demo_data=False,
        demo_user=user,
        demo_password=password,
    )
    config.apply_context()
    login = Login(config)
    hashed = await Passwords(config).hash_password(config.demo_password)
    await login.demo_user_identity.set(UserMetadata(config, config.demo_user, password=hashed))
    await _fill(DictBackend(login, config), mails)
    return await listen(login, config)


async def _fill(backend: DictBackend, mails: Sequence[DemoMail]) -> None:
    async with backend.login.demo_user_identity.new_session() as session:
        mailboxes = session.mailbox_set
        for folder in dict.fromkeys(mail.folder_name for mail in mails):
            if folder.upper() != "INBOX":
                await mailboxes.add_mailbox(folder)
        for folder in {"INBOX", *(mail.folder_name for mail in mails)}:
            (await mailboxes.get_mailbox(folder))._uid_validity = _UIDVALIDITY
        for mail in mails:
            mailbox = await mailboxes.get_mailbox(mail.folder_name)
            await mailbox.append(AppendMessage(mail.raw, mail.internal_date))
