"""A proxy on loopback that holds every byte back for half a round trip, each way."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class DelayingProxy:
    """Where it listens."""

    host: str
    port: int


@contextlib.contextmanager
def delaying_proxy(host: str, port: int, round_trip_s: float) -> Iterator[DelayingProxy]:
    """Stand between client and server as a line of that round trip, of unlimited width."""
    started: list[DelayingProxy] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await arrived.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)
                await writer.drain()

        delivery = asyncio.create_task(deliver())
        data = b"x"
        while data:
            try:
                data = await reader.read(1 << 16)
            except OSError:
                data = b""
            arrived.put_nowait((loop.time() + round_trip_s / 2, data))
        with contextlib.suppress(OSError):
            await delivery

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The handshake of TCP: the real one was with us, over no distance.
        await asyncio.sleep(round_trip_s / 2)
        server_reader, server_writer = await asyncio.open_connection(host, port)
        try:
            await asyncio.gather(carry(reader, server_writer), carry(server_reader, writer))
        except asyncio.CancelledError:
            # The block ended before the client hung up; asyncio would print this.
            pass
        finally:
            for end in (writer, server_writer):
                end.close()
                with contextlib.suppress(OSError):
                    await end.wait_closed()

    async def serve() -> None:
        server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
        started.append(DelayingProxy("127.0.0.1", server.sockets[0].getsockname()[1]))
        ready.set()
        async with server:
            await over.wait()
            server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
