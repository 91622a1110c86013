"""One session: a process of the dashboard, for the person whom the server knows."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textual_serve.app_service import AppService

from store.starting.guest import GUEST
from tui.base.served import OUTBOX
from tui.serve.people import WebUser

log = logging.getLogger("sixones.serve")

# Of what a session complains, so much is kept.
_LONGEST_COMPLAINT = 1 << 16
_ENDS_WITHIN_S = 10.0
# What a person of a unit has no use for: no session of theirs reads or sends mail.
_NOT_FOR_GUESTS = ("SIXONES_MAIL_", "SIXONES_SMTP_")


def environment_of(person: WebUser, outbox: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment that says to a session who sits there; the browser has no word in it."""
    guest = bool(person.unit)
    kept = {
        name: value
        for name, value in environ.items()
        if not (guest and name.startswith(_NOT_FOR_GUESTS))
        # Nothing of the server's own terminal, and no word of whoever started it.
        and name not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SIXONES_USER", GUEST)
    }
    kept |= {"SIXONES_USER": person.name, OUTBOX: str(outbox)}
    if guest:
        kept[GUEST] = person.unit
    return kept


class DashboardProcess(AppService):
    """A process of the dashboard; started without a shell."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], **given: Any
    ) -> None:
        super().__init__("", **given)
        self._arguments = arguments
        self._own = environment

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        told = super()._build_environment(width, height)
        return {
            **self._own,
            **{name: told[name] for name in told if name.startswith(("TEXTUAL_", "TERM_PROGRAM"))},
            "COLUMNS": str(width),
            "ROWS": str(height),
        }

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tui",
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=os.name != "nt",
        )
        self._process, self._stdin = process, process.stdin
        complaints, process.stderr = process.stderr, asyncio.StreamReader()
        # The library keeps all of it in memory.
        process.stderr.feed_eof()
        assert complaints is not None
        self._complaints = asyncio.create_task(_read(complaints))
        return process

    async def stop(self) -> None:
        """End the process, whether or not it wants to."""
        try:
            await asyncio.wait_for(super().stop(), _ENDS_WITHIN_S)
        except (TimeoutError, asyncio.CancelledError):
            log.warning("a session did not end by itself")
        finally:
            if self._process is not None and self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()


async def _read(complaints: asyncio.StreamReader) -> None:
    kept = b""
    while piece := await complaints.read(4096):
        kept = (kept + piece)[-_LONGEST_COMPLAINT:]
    if kept:
        log.warning("a session said: %s", kept.decode("utf-8", "replace"))
