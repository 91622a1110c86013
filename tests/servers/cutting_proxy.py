"""A proxy on loopback that breaks a line after so many bytes from the server."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

# The line ends, is reset, or stays open in silence.
Mode = Literal["eof", "rst", "stall"]
_GOODBYE_S = 5.0


@dataclass(slots=True)
class CuttingProxy:
    """Where it listens and what it did; change `cut_after` and `cuts_left` at any time."""

    host: str
    port: int
    cut_after: int
    mode: Mode
    cuts_left: int
    connections: int = 0
    # Bytes from the server on the last connection that was not cut.
    passed: int = 0


@contextlib.contextmanager
def cutting_proxy(
    host: str, port: int, *, cut_after: int = 0, mode: Mode = "eof", cuts: int = 1
) -> Iterator[CuttingProxy]:
    """Stand between; the first `cuts` connections break after `cut_after` bytes from the server."""
    proxy = CuttingProxy("127.0.0.1", 0, cut_after, mode, cuts)
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            client = cast("socket.socket", self.request)
            proxy.connections += 1
            cut = proxy.cuts_left > 0
            proxy.cuts_left -= cut
            with contextlib.suppress(OSError), socket.create_connection((host, port)) as server:
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                up = threading.Thread(target=_pass_on, args=(client, server), daemon=True)
                up.start()
                _bring_back(proxy, server, client, cut, over)
                if not (cut and proxy.mode == "rst"):
                    _say_goodbye(client)
                # Wakes the other thread; only a close without a goodbye resets the line.
                for end in (client, server):
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RD if end is client else socket.SHUT_RDWR)
                up.join()
                client.close()

    front = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    front.daemon_threads = True
    proxy.port = front.server_address[1]
    thread = threading.Thread(target=front.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        over.set()
        front.shutdown()
        front.server_close()
        thread.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _say_goodbye(client: socket.socket) -> None:
    """End the line so that everything sent before arrives: a close with words unread resets it."""
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_WR)
        client.settimeout(_GOODBYE_S)
        while client.recv(1 << 16):
            continue


def _bring_back(
    proxy: CuttingProxy,
    server: socket.socket,
    client: socket.socket,
    cut: bool,
    over: threading.Event,
) -> None:
    left = proxy.cut_after
    passed = 0
    while data := server.recv(1 << 16):
        passed += len(data)
        if not cut:
            # Counted before it is sent: whoever has it all finds it counted.
            proxy.passed = passed
        client.sendall(data[:left] if cut else data)
        left -= len(data)
        if cut and left <= 0:
            if proxy.mode == "stall":
                over.wait()
            if proxy.mode == "rst":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
