"""One HTTPS request whose redirects are not followed; the only file that opens an address."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. Header names are as the server wrote them; use `header`.

    `read` gives what has arrived by then, up to so many bytes; b"" at the end.
    """

    status: int
    headers: Mapping[str, str]
    read: Callable[[int], bytes]
    close: Callable[[], None]

    def header(self, name: str) -> str:
        """One header, "" where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), "")


# Asks for an address with headers of its own; tests put a server of their own behind it.
Opener = Callable[[str, Mapping[str, str]], Answer]


def open_https(url: str, headers: Mapping[str, str]) -> Answer:
    """Ask a server, by the system's certificates and proxies.

    Raises:
        OSError: no connection, or none that can be trusted.
    """
    # A redirect is an answer like others: who asked decides whether to follow it.
    opener = urllib.request.build_opener(_NoRedirects())
    request = urllib.request.Request(url, headers=dict(headers))
    try:
        response: Any = opener.open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as answered:
        response = answered
    except http.client.HTTPException as err:
        raise OSError(str(err) or type(err).__name__) from err
    # Not `read`, which waits for all it was asked for, however slowly it drips.
    return Answer(response.status, dict(response.headers.items()), response.read1, response.close)


def post_json(url: str, body: bytes) -> int:
    """Post JSON to an address; returns the status. A redirect is not followed.

    Raises:
        OSError: no connection, or none that can be trusted. ValueError: no address.
    """
    headers = {"Content-Type": "application/json", "User-Agent": "sixones"}
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.build_opener(_NoRedirects()).open(request, timeout=_TIMEOUT_S) as taken:
            return int(taken.status)
    except urllib.error.HTTPError as answered:
        with answered:
            return int(answered.code)
    except http.client.HTTPException as err:
        raise OSError(str(err) or type(err).__name__) from err


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect to who asked."""

    def redirect_request(self, *_: Any) -> None:
        return None
