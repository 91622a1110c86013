"""WRITE: what a person does about a mail of words: settle it, or draft an answer.

A mail changes nothing by itself. Where it asks for a withdrawal or an extension, a person grants
that with a reason, and the mail is settled in the same batch: see `settled`.
"""

from __future__ import annotations

from collections.abc import Sequence

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, Marking
from store.errors import UsageError

DONE, NOT_OURS = "done", "not_ours"


def settled(mail_ids: Sequence[int], *, not_ours: bool = False) -> tuple[Draft, ...]:
    """The decisions that mails want nothing more; `not_ours` files apart what comes later."""
    how = NOT_OURS if not_ours else DONE
    return tuple(Draft(Act.SETTLE, subject("mail", one), {"how": how}) for one in mail_ids)


def settle(
    store: Store, mail_ids: Sequence[int], *, marking: Marking, not_ours: bool = False
) -> str:
    """Say that mails want nothing more; returns the batch to undo.

    Args:
        not_ours: later mail of words alone from these senders is filed apart.
    """
    return marking.write(store, settled(mail_ids, not_ours=not_ours))


def answer(store: Store, mail_id: int, text: str, *, marking: Marking) -> str:
    """Draft an answer: it stands in the outbox, to be approved and sent; returns the batch.

    Raises:
        UsageError: `correspondence.no_text`.
    """
    if not text.strip():
        raise UsageError("correspondence.no_text")
    draft = Draft(Act.ANSWER, subject("mail", mail_id), {"text": text.strip()})
    return marking.write(store, [draft])
