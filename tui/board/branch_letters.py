"""The letters about one branch, each with what became of it at every recipient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from store.letters.standing import LetterStanding
from store.letters.titles import kind_title
from store.text.wording import Wording


def letter_texts(
    letters: Sequence[LetterStanding], wording: Wording, moment: Callable[[datetime], str]
) -> Iterator[tuple[str, bool]]:
    """Texts of the lines; True for the head of a letter, False for one of its recipients."""
    for entry in letters:
        kind = kind_title(entry.letter.kind, wording)
        # Whoever answers the telephone must not say of a plan that it was sent.
        went = entry.told_at is not None
        head = f"{kind}  {entry.letter.subject}"
        yield head if went else wording.say("letters.not_sent", letter=head), went
        for to in entry.recipients:
            at = moment(to.at) + "  " if to.at is not None else ""
            state = wording.say(f"letters.state.{to.state}")
            yield f"{at}{state}  {to.recipient.address.email}", False
