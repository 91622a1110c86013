"""Who is logged in, by a token in a cookie, and how often somebody may try."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

_TRIES, _WITHIN_S = 10, 15 * 60.0
_LASTS_S = 12 * 3600.0


@dataclass(slots=True)
class _Login:
    name: str
    used: float
    begun: float


class Logins:
    """The logins of a server that runs; they end with it.

    A cookie holds a random token and nothing else: what it stands for is known here alone.
    """

    def __init__(self, clock: Callable[[], float], idle_s: float) -> None:
        self._clock = clock
        self._idle_s = idle_s
        self._logins: dict[str, _Login] = {}
        self._tries: dict[str, list[float]] = {}

    def begin(self, name: str) -> str:
        """Log somebody in; the token for the cookie."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        self._logins[token] = _Login(name, now, now)
        return token

    def name_of(self, token: str) -> str:
        """Who a token stands for; "" where it stands for nobody, or for too long."""
        login = self._logins.get(token)
        if login is None:
            return ""
        now = self._clock()
        if now - login.used > self._idle_s or now - login.begun > _LASTS_S:
            del self._logins[token]
            return ""
        return login.name

    def used(self, token: str) -> None:
        """Note that the person did something."""
        if token in self._logins:
            self._logins[token].used = self._clock()

    def end(self, token: str) -> None:
        """Log somebody out."""
        self._logins.pop(token, None)

    def may_try(self, *whose: str) -> bool:
        """Whether a name, and an address, may try once more; the try is counted."""
        now = self._clock()
        allowed = True
        for one in whose:
            recent = [at for at in self._tries.get(one, ()) if now - at < _WITHIN_S]
            allowed &= len(recent) < _TRIES
            self._tries[one] = [*recent, now][-_TRIES:]
        if len(self._tries) > 10_000:
            self._tries = {one: at for one, at in self._tries.items() if now - at[-1] < _WITHIN_S}
        return allowed

    def forget_tries(self, *whose: str) -> None:
        """A right password: those before it count no more."""
        for one in whose:
            self._tries.pop(one, None)
