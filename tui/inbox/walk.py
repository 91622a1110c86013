"""Where one is in 收件: a value; stepping gives another, and needs no screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.views.inbox.queue import Pile, QueueLine


@dataclass(frozen=True, slots=True)
class Walk:
    """The pile that is gone through and the mail of it that is in hand.

    `mail_id` is None where the first of the pile is wanted, or the pile is empty.
    """

    pile: Pile = Pile.WAITING
    mail_id: int | None = None

    def step(self, lines: Sequence[QueueLine], by: int) -> Walk:
        """Another mail of the pile, `lines`; past its end the first again.

        Where the mail in hand left the pile, the first of the rest comes next.
        """
        ids = [line.mail_id for line in lines]
        if self.mail_id in ids:
            return replace(self, mail_id=ids[(ids.index(self.mail_id) + by) % len(ids)])
        return replace(self, mail_id=ids[0] if ids else None)

    def after(self, before: Sequence[QueueLine], now: Sequence[QueueLine]) -> Walk:
        """The mail that followed the one in hand, which left the pile by being settled."""
        left = {line.mail_id for line in now}
        ids = [line.mail_id for line in before]
        at = ids.index(self.mail_id) if self.mail_id in ids else 0
        following = [one for one in (*ids[at + 1 :], *ids[:at]) if one in left]
        return replace(self, mail_id=following[0] if following else None)

    def to_pile(self, pile: Pile) -> Walk:
        """The first mail of a pile."""
        return Walk(pile)
