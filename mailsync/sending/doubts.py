"""Letters in doubt: looked for among our own mail; what is not found stays in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from mailsync.mailbox.contract import Mailbox
from mailsync.sending.events import Settled
from store.db.database import Store
from store.errors import StoreError
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import begun_letters

FOUND = "found"


def doubt_what_broke_off(store: Store, *, at: datetime, who: str) -> int:
    """Put what an ended program left half handed over in doubt; returns how many.

    Nothing where somebody is sending just now: what is half handed over is theirs.
    """
    try:
        with store.exclusive("outbox"):
            return outgoing.doubt_interrupted(store, at=at, who=who)
    except StoreError as err:
        if err.code != "outbox.locked":
            raise
        return 0


def settle_doubts(
    store: Store, mailbox: Mailbox, *, clock: Callable[[], datetime], who: str
) -> Iterator[Settled]:
    """Look into INBOX and the folder of sent mail for the Message-ID of each letter in doubt.

    Providers file there what they took; a letter that is not there may have gone all the same.

    Raises:
        MailboxError: the mailbox cannot be read.
    """
    doubts = {
        each.message_id: (entry.letter, each.recipient.address.email)
        for entry in begun_letters(store)
        for each in entry.recipients
        if each.state is SendState.UNKNOWN and each.message_id
    }
    for message_id, places in (mailbox.find(doubts) if doubts else {}).items():
        if not places:
            continue
        letter, recipient = doubts[message_id]
        outgoing.finish(
            store,
            letter,
            recipient,
            SendState.SENT,
            at=clock(),
            who=who,
            message_id=message_id,
            code=FOUND,
            answer=places[0].folder,
        )
        yield Settled(letter, recipient)
