"""The embedded server itself; the only file that imports pymap, which is an extra."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Sequence

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
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


async def start_server(
    mails: Sequence[DemoMail], *, host: str, user: str, password: str
) -> asyncio.Server:
    """Listen on a free port of `host`, with every mail in its folder and with its arrival."""
    config = _LoopbackConfig(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=host,
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
    backend = DictBackend(login, config)
    await _fill(backend, mails)
    reader = ProxyProtocolReader(config.proxy_protocol)
    return await asyncio.start_server(
        reader.get_callback(IMAPServer(backend.login, config)), host=host, port=0
    )


async def stop_server(server: asyncio.Server) -> None:
    """Stop listening and end what is still connected."""
    server.close()
    # From Python 3.12 on a closed server waits for its connections: end them first.
    connections = asyncio.all_tasks() - {asyncio.current_task()}
    for task in connections:
        task.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    await server.wait_closed()


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
