"""A message handed to the person's own command and address; what fails is a named problem."""

from __future__ import annotations

import shlex
import subprocess
from urllib.parse import urlsplit

from mailsync.net.web import post_json
from mailsync.programs.environment import shown_environment
from store.model import Problem

_TIMEOUT_S = 30.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def deliver(message: bytes, *, command: str = "", url: str = "") -> tuple[Problem, ...]:
    """Give a message to a command on its standard input, and post it to an address.

    Returns:
        `notify.command` with the reason, `notify.address` with the reason, or `notify.plain`
        where the address is neither https nor of this machine; one never stops the other.
    """
    problems = []
    if command and (reason := _run(message, command)):
        problems.append(Problem("notify.command", {"reason": reason}))
    if url:
        place = urlsplit(url)
        if place.scheme != "https" and place.hostname not in _LOOPBACK:
            problems.append(Problem("notify.plain", {"host": place.hostname or ""}))
        elif reason := _post(message, url):
            problems.append(Problem("notify.address", {"reason": reason}))
    return tuple(problems)


def _run(message: bytes, command: str) -> str:
    """Run a command; "" where it ended well, else why not."""
    try:
        ran = subprocess.run(
            shlex.split(command),
            input=message + b"\n",
            env=shown_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{_TIMEOUT_S:.0f} s"
    except (OSError, ValueError) as err:
        return str(err)
    said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
    return "" if ran.returncode == 0 else f"{ran.returncode} {said[-1] if said else ''}".strip()


def _post(message: bytes, url: str) -> str:
    """Post to an address; "" where it was taken, else why not."""
    try:
        status = post_json(url, message)
    except (OSError, ValueError) as err:
        return str(err) or type(err).__name__
    return "" if 200 <= status < 300 else str(status)
