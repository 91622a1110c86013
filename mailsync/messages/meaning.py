"""One mail to what its words mean: what they want, whom they are about, what they answer; pure."""

from __future__ import annotations

from mailsync.matching.propose import Matcher
from mailsync.messages.intents import intents_of
from store.model import Mail, MailMeaning

# Raised where intents or subjects are read otherwise: stored mails are then read again.
VERSION = 2
_NO_SUBMISSION = frozenset(("bounce", "own"))


def understand(mail: Mail, matcher: Matcher) -> MailMeaning:
    """What a mail means; a machine's own report and our own mail mean nothing."""
    if mail.automatic in _NO_SUBMISSION:
        return MailMeaning(answers=mail.answers)
    subjects = matcher.speaks_of(mail)
    intents = intents_of(
        mail.subject,
        mail.body,
        automatic=mail.automatic,
        with_files=bool(mail.attachments or mail.links),
    )
    return MailMeaning(intents, subjects.branch_ids, subjects.sub_committee_ids, mail.answers)
