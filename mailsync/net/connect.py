"""A connection to a server, had within a time or not at all."""

from __future__ import annotations

import socket
import time

# How long it takes at most until a server has greeted.
GREETING_S = 20.0
_LEAST_S = 0.1


def connect(host: str, port: int, *, until: float) -> socket.socket:
    """Connect to the first address of a host that answers before a monotonic time.

    Raises:
        OSError: nobody did; TimeoutError where the time was over.
    """
    refused: OSError = TimeoutError("timed out")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(max(left, _LEAST_S))
            sock.connect(address)
        except OSError as err:
            refused = err
            sock.close()
        else:
            return sock
    raise refused
