"""`sixones serve`: the dashboard in a browser, one sync for all, and who may log in."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
from pathlib import Path

import click

from store.db.database import open_store
from store.errors import ConfigError, StoreError, UsageError
from store.roster.stored import find_sub_committee, imported_roster
from store.text.hosts import is_loopback
from tui.base import cells
from tui.base.signals import on_end_signal
from tui.commands.kit.call import Call, current_call, print_json

try:
    from tui.serve.people import PEOPLE_FILE, People
    from tui.serve.server import ServeSettings, WebServer
except ModuleNotFoundError as err:
    raise StoreError("serve.extra") from err

_AGAIN_S = 60


@click.pass_context
def _serve(
    ctx: click.Context,
    listen: str,
    users: str | None,
    trust_header: str | None,
    public: str | None,
    cert: str | None,
    key: str | None,
    idle: int,
    most: int,
    no_sync: bool,
) -> int:
    call = current_call(ctx)
    workspace = call.whole_workspace()
    workspace.require_writable()
    # What is wrong with the database is told here and not in every browser.
    open_store(workspace.database).close()
    host, port = _address(listen)
    tls = _tls(cert, key)
    if tls is None and not is_loopback(host):
        raise UsageError("serve.no_tls", host=host)
    if trust_header and not is_loopback(host):
        raise UsageError("serve.header_loopback", host=host)
    own = ("--workspace", str(workspace.folder.absolute()), "--lang", call.wording.language)
    serving = ServeSettings(
        own,
        workspace.folder.absolute() / "uploads",
        host,
        port,
        public=(public or "").rstrip("/"),
        header=trust_header or "",
        idle_s=idle * 60.0,
        most=most,
        tls=tls,
    )
    server = WebServer(serving, _people(call, users), call.wording)
    click.echo(call.say("cli.serve.listening", address=" ".join(sorted(serving.addresses))))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(server, None if no_sync or workspace.settings.demo else own))
    return 0


async def _run(server: WebServer, synced: tuple[str, ...] | None) -> None:
    served = asyncio.create_task(server.run())
    syncing = asyncio.create_task(_sync(synced)) if synced else None
    on_end_signal(lambda _: served.cancel())
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await served
    finally:
        if syncing is not None:
            syncing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await syncing


async def _sync(arguments: tuple[str, ...]) -> None:
    """One sync for all sessions, in a process of its own that is begun again when it ends."""
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tui",
            *arguments,
            "sync",
            "--watch",
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            await process.wait()
            await asyncio.sleep(_AGAIN_S)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


@click.pass_context
def _add(ctx: click.Context, name: str, unit: str | None, users: str | None) -> int:
    call = current_call(ctx)
    if unit:
        with contextlib.closing(open_store(call.whole_workspace().database)) as store:
            found = find_sub_committee(imported_roster(store).sub_committees, unit)
        if found is None:
            raise UsageError("session.sub_committee", sub_committee=unit)
        unit = found.name
    password = _people(call, users).add(name.strip(), unit or "")
    code = "cli.serve.added_unit" if unit else "cli.serve.added"
    click.echo(call.say(code, name=name.strip(), unit=unit or "", password=password))
    return 0


@click.pass_context
def _list(ctx: click.Context, users: str | None, as_json: bool) -> int:
    call = current_call(ctx)
    people = _people(call, users).all()
    if as_json:
        print_json([{"name": one.name, "unit": one.unit} for one in people])
        return 0
    for one in people:
        click.echo(f"{cells.pad(one.name, 20)} {one.unit or call.say('cli.serve.department')}")
    return 0


@click.pass_context
def _remove(ctx: click.Context, name: str, users: str | None) -> int:
    call = current_call(ctx)
    _people(call, users).remove(name)
    click.echo(call.say("cli.serve.removed", name=name))
    return 0


def _people(call: Call, users: str | None) -> People:
    file = Path(users).expanduser() if users else call.whole_workspace().folder / PEOPLE_FILE
    return People(file)


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError("serve.listen", value=listen)
    return host.strip("[]") or "127.0.0.1", int(port)


def _tls(cert: str | None, key: str | None) -> ssl.SSLContext | None:
    if not cert and not key:
        return None
    if not cert or not key:
        raise UsageError("serve.cert_and_key")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(cert, key)
    except (OSError, ssl.SSLError) as err:
        raise ConfigError("serve.cert", file=cert, reason=str(err)) from err
    return context
