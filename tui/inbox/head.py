"""What the head line of 收件 counts: the mail's place in its pile, the other piles."""

from __future__ import annotations

from store.text.wording import Wording
from store.views.inbox.queue import IntakeView, Pile
from tui.widgets.painted import Span


def pile_counts(view: IntakeView, pile: Pile, mail_id: int | None, wording: Wording) -> list[Span]:
    """Where the mail lies in its pile, what else waits, what was postponed."""
    say = wording.say
    lines = view.pile(pile)
    ids = [line.mail_id for line in lines]
    at = str(ids.index(mail_id) + 1) if mail_id in ids else "-"
    said: list[Span] = [
        (f"{at}/{len(lines)} ", "blue bold" if lines else "dim"),
        (say(f"intake.pile.{pile}") + "  ", "dim"),
    ]
    for other in (Pile.WAITING, Pile.OUTSIDE):
        count = len(view.pile(other))
        if other is not pile and count:
            said += [(say(f"intake.pile.{other}") + " ", "dim"), (f"{count}  ", "amber bold")]
    behind = sum(line.postponed is not None for line in lines)
    if behind:
        said += [(say("intake.behind") + " ", "dim"), (f"{behind}  ", "amber bold")]
    return said
