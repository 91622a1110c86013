"""Where one is in 收件: the pile that is gone through, and the mail of it that is in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.views.inbox.queue import Pile, QueueLine
from tui.inbox.mail_list import MailList

if TYPE_CHECKING:
    from tui.inbox.screen import IntakePlace


class MailWalk:
    """Says which mail is wanted; the place then reads it.

    `mail_id` is None where the first of the pile is wanted, or the pile is empty. `unfolded` is
    whether quoted mail is shown whole.
    """

    def __init__(self, place: IntakePlace) -> None:
        self._place = place
        self.pile = Pile.WAITING
        self.mail_id: int | None = None
        self.unfolded = False

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        """The mails of the pile."""
        facts = self._place.facts
        return () if facts is None else facts.view.pile(self.pile)

    def step(self, by: int) -> None:
        """Want another mail of the pile."""
        ids = [line.mail_id for line in self.lines]
        if self.mail_id in ids:
            self.mail_id = ids[(ids.index(self.mail_id) + by) % len(ids)]
        else:
            # The mail in hand is settled and left the pile: the first of the rest comes next.
            self.mail_id = ids[0] if ids else None

    def go_by(self, by: int) -> None:
        """Go to another mail of the pile."""
        self.step(by)
        self.go()

    def go(self) -> None:
        """Read what is wanted; what was decided till now is learnt from."""
        place = self._place
        self.unfolded = False
        place.said.say("")
        place.reload()
        place.marks.learn()

    def go_to(self, mail_id: int) -> None:
        """Want one mail; before anything was read, the first reading takes it."""
        self.mail_id = mail_id
        if self._place.facts is not None:
            self.go()

    def next_pile(self) -> None:
        """Go on to the next pile: what waits, what came too early, what is settled."""
        piles = list(Pile)
        self.pile = piles[(piles.index(self.pile) + 1) % len(piles)]
        lines = self.lines
        self.mail_id = lines[0].mail_id if lines else None
        self.go()

    def ask_mail(self) -> None:
        """Ask for a mail of the pile."""
        place = self._place
        if place.facts is not None:
            place.app.push_screen(MailList(self.lines, self.mail_id, place.desk), self._chosen)

    def _chosen(self, mail_id: int | None) -> None:
        if mail_id is not None:
            self.go_to(mail_id)
