"""One message about one sync, as JSON: what happened, of which unit, how often."""

from __future__ import annotations

from datetime import datetime

import msgspec

from store.model import JsonValue
from store.views.news import News

Event = dict[str, JsonValue]


def events_of(news: News) -> tuple[Event, ...]:
    """What a sync found; `unit` is null where the sender belongs to none that is known."""
    return (
        *({"event": "mail", "unit": unit or None, "n": n} for unit, n in news.mails),
        *({"event": "bounce", "unit": unit or None, "n": n} for unit, n in news.bounced),
        *(({"event": "problem", "unit": None, "n": news.problems},) if news.problems else ()),
    )


def failed(code: str) -> Event:
    """A sync that failed, by the code of its error."""
    return {"event": "failed", "unit": None, "n": 1, "code": code}


def deadline_passed(digest: str) -> Event:
    """The list of the deadline was written, with its digest."""
    return {"event": "deadline", "unit": None, "n": 1, "digest": digest}


def message(events: tuple[Event, ...], at: datetime) -> bytes:
    """The message as one line of JSON."""
    return msgspec.json.encode({"at": at.isoformat(timespec="seconds"), "events": events})
