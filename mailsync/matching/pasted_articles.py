"""Many addresses pasted at once: each with its title, bound to branches by the matcher."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from mailsync.matching.names.names import read_mentions
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster
from store.items.promotions import url_problem
from store.model import Address, Attachment, Mail, ReceivedFrom, Verdict

_URL = re.compile(r"https?://[^\s，。；、）)】」》<>\"'|]+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SEPARATORS = " \t\u3000|,，;；:：-—–·.。、*#[]()（）【】《》\"'“”"
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}[.、\uff0e)）]|[（(]\d{1,3}[）)])\s*")
_LONGEST = 300
_MOST = 500


@dataclass(frozen=True, slots=True)
class PastedArticle:
    """One address that was pasted, as it is understood.

    `branch_ids` are the branches that its title surely names; without one, `candidates` are
    offered, best first. `problem` says what is wrong with the address, None if nothing.
    """

    url: str
    title: str
    day: date | None
    branch_ids: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    problem: str | None = None


def read_pasted(text: str, roster: Roster) -> tuple[PastedArticle, ...]:
    """Read pasted text: one article a line, or its title on the line before its address.

    A repeated address counts once; at most 500 are read.
    """
    matcher = Matcher(roster)
    found: dict[str, PastedArticle] = {}
    above = ""
    for line in unicodedata.normalize("NFC", text).splitlines():
        urls = _URL.findall(line)
        rest = _DAY.sub(" ", _URL.sub(" ", line))
        words = _NUMBERING.sub("", rest).strip(_SEPARATORS)[:_LONGEST]
        if not urls:
            above = words or above
            continue
        title = words or above
        above = ""
        day = _day(line)
        for url in urls[: _MOST - len(found)]:
            clean = url.rstrip(".,;:!?")
            if clean not in found:
                found[clean] = _bound(clean, title, day, matcher, roster)
    return tuple(found.values())


def _bound(
    url: str, title: str, day: date | None, matcher: Matcher, roster: Roster
) -> PastedArticle:
    branch_ids, candidates = branches_of_title(title, matcher, roster) if title else ((), ())
    return PastedArticle(url, title, day, branch_ids, candidates, url_problem(url))


def branches_of_title(
    title: str, matcher: Matcher, roster: Roster
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The branches that an article's title is about: sure ones, or candidates to choose from.

    A title is judged as the name of a file would be; one that names several branches in full
    is about them all (集中推介).
    """
    named = [roster.only(mention.mask) for mention in read_mentions(roster, title)]
    several = tuple(dict.fromkeys(name for name in named if name is not None))
    if len(several) > 1 and None not in named:
        return several, ()
    (proposal,) = matcher.match(_as_mail(title), [title])
    if proposal.verdict is Verdict.AUTO and proposal.branch_id is not None:
        return (proposal.branch_id,), ()
    return (), tuple(candidate.branch_id for candidate in proposal.candidates)


def _as_mail(title: str) -> Mail:
    name = title.replace("/", "\uff0f") + ".html"
    attachment = Attachment(name, "", "text/html", 0)
    nobody = Address("", "")
    return Mail(
        digest="",
        message_id="",
        sender=nobody,
        to=(),
        cc=(),
        subject="",
        sent_at=None,
        received_at=None,
        received_from=ReceivedFrom.UNKNOWN,
        body="",
        attachments=(attachment,),
        links=(),
        problems=(),
    )


def _day(line: str) -> date | None:
    found = _DAY.search(_URL.sub(" ", line))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
