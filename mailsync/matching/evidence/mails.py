"""What a mail says of the owner of its files: subject, body, signature, display name, sender."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailsync.matching.evidence.files import named, person
from mailsync.matching.evidence.mailtext import (
    BODY_EXAMINED,
    Forwarded,
    Part,
    Stance,
    Stretch,
    deferral,
    forwarded,
    stance,
    stretches,
)
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.names.prefixes import read_prefixes
from mailsync.matching.roster.colleges import Tier
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.people import whole_tokens
from mailsync.matching.words.normal import Normal, normalise
from mailsync.matching.words.words import DESCRIBING_WORDS, ORDINARY_WORDS, may_precede
from store.model import Mail

_REPLY = re.compile(r"^[ \[【]*(?:回复|答复|转发|re|fw|fwd|回覆|转寄)(?:\[\d+\])? ?:")
_FORWARD = re.compile(
    r"^[ \[【]*(?:自动)?(?:转发|转寄|fw|fwd)(?:邮件)?(?:\[\d+\])? ?:", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"(?:(?:[2-9]|[1-9]\d|[二两三四五六七八九十]{1,3}|几|多|数) ?[个家]"
    r"|各个?|所属|下属|全部|所有|以下|上述|若干个?|每个)"
    r" ?(?:基层|参与|参评|创建|特色|学生|教工)*(?:党)?(?:支部|党组织)"
)
_SUBJECT_EXAMINED = 400
_BETWEEN_MARKS = re.compile(r"(?<=[【\[(《])[\u3400-\u9fff]{2,12}(?=[】\])》])")
_COLLEGE_BEFORE = re.compile(
    rf"(?:{DESCRIBING_WORDS})*党?支部|(?:{DESCRIBING_WORDS})+|六个一|验收|材料|报送"
)


@dataclass(frozen=True, slots=True)
class MailReading:
    """A mail's own evidence. `several` says that it speaks of more than one branch."""

    sources: tuple[Source, ...]
    colleges: tuple[Source, ...]
    people: tuple[Source, ...]
    reply_subject: Source | None
    # Branches whose files the mail says come another way.
    deferred: tuple[Source, ...]
    partners: int
    several: bool
    body: Normal
    # Where the sender's own words end in the body.
    own_end: int
    # The address that a mail which was passed on came from, with its span in the body.
    first_sender: tuple[str, int, int] | None = None


def read_mail(roster: Roster, mail: Mail) -> MailReading:
    """Read everything but the files; quoted mail and later parts of a huge body say nothing."""
    subject = normalise(mail.subject[:_SUBJECT_EXAMINED])
    body = normalise(mail.body[: BODY_EXAMINED + 1000])
    display = normalise(mail.sender.name[:200])
    sources: list[Source] = []
    colleges: list[Source] = []
    people: list[Source] = []
    reply: Source | None = None
    passed_on = forwarded(body.text, says_so=_FORWARD.match(subject.text) is not None)
    first_sender = None if passed_on is None else _first_sender(mail, body, passed_on)
    if first_sender is not None and first_sender[0].lower() in _recipients(mail):
        # Our own letter below an answer.
        passed_on = first_sender = None
    is_reply = passed_on is None and _REPLY.match(subject.text) is not None
    for mention in read_mentions(roster, subject.text):
        source = named(
            Cue.REPLY_SUBJECT if is_reply else Cue.SUBJECT, mention, Place.SUBJECT, subject, 0
        )
        if is_reply:
            reply = source
        else:
            sources.append(source)
    if not sources and not is_reply:
        colleges.extend(
            _colleges(roster, subject, 0, len(subject.text), Cue.SUBJECT, Place.SUBJECT)
        )
    deferred, partners = _read_body(roster, body, passed_on, sources, colleges, people)
    sources.extend(
        named(Cue.DISPLAY, mention, Place.SENDER_NAME, display, 0)
        for mention in read_mentions(roster, display.text)
    )
    mask = roster.people.get(display.text.strip(), 0)
    if mask:
        people.append(person(mask, 0, len(display.text), Place.SENDER_NAME, display, 0))
    if passed_on is not None:
        _first_name(roster, body, passed_on, sources, people)
    own_end = _own_text(body, passed_on)
    several = bool(_SEVERAL.search(body.text, 0, own_end) or _SEVERAL.search(subject.text))
    return MailReading(
        tuple(sources),
        tuple(colleges),
        tuple(people),
        reply,
        deferred,
        partners,
        several,
        body,
        own_end,
        first_sender,
    )


def _first_sender(mail: Mail, body: Normal, passed_on: Forwarded) -> tuple[str, int, int] | None:
    """The address in the header of the mail that was passed on, as it stands in the body."""
    start, end = passed_on.address
    if start == end:
        return None
    first, last = body.span(start, end)
    return mail.body[first:last], first, last


def _first_name(
    roster: Roster,
    body: Normal,
    passed_on: Forwarded,
    sources: list[Source],
    people: list[Source],
) -> None:
    """The name that the sender of a mail which was passed on bears: a branch's, or a person's."""
    start, end = passed_on.sender
    name = body.text[start:end]
    sources.extend(
        named(Cue.DISPLAY, mention.moved(start), Place.BODY, body, 0)
        for mention in read_mentions(roster, name)
    )
    mask, begins, stops = whole_tokens(roster.people, name)
    if mask:
        people.append(person(mask, start + begins, start + stops, Place.BODY, body, 0))


def _recipients(mail: Mail) -> frozenset[str]:
    return frozenset(one.email.lower() for one in (*mail.to, *mail.cc))


def _own_text(body: Normal, passed_on: Forwarded | None) -> int:
    for stretch in stretches(body.text, passed_on):
        if stretch.part is Part.QUOTE and (passed_on is None or stretch.start >= passed_on.text):
            return stretch.start
    return min(len(body.text), BODY_EXAMINED)


def _read_body(
    roster: Roster,
    body: Normal,
    passed_on: Forwarded | None,
    sources: list[Source],
    colleges: list[Source],
    people: list[Source],
) -> tuple[tuple[Source, ...], int]:
    deferred: list[Source] = []
    partners = 0
    for stretch in stretches(body.text, passed_on):
        if stretch.part is Part.QUOTE:
            continue
        text = body.text[: stretch.end]
        mentions = _in_stretch(roster, text, stretch)
        for mention in mentions:
            how = stance(body.text, stretch, mention.start, mention.end)
            if how is Stance.PARTNER:
                partners |= mention.mask
            elif how is Stance.DEFERS:
                first, last = deferral(body.text, stretch, mention.start, mention.end)
                words = replace(mention, start=first, end=last, unread=0)
                deferred.append(named(Cue.BODY, words, Place.BODY, body, 0))
            else:
                cue = Cue.BEHALF if how is Stance.BEHALF else Cue.BODY
                if stretch.part is Part.SIGNATURE:
                    cue = Cue.SIGNATURE
                sources.append(named(cue, mention, Place.BODY, body, 0))
        if not mentions:
            cue = Cue.SIGNATURE if stretch.part is Part.SIGNATURE else Cue.BODY
            colleges.extend(_colleges(roster, body, stretch.start, stretch.end, cue, Place.BODY))
        if stretch.part is Part.SIGNATURE:
            line = body.text[stretch.start : stretch.end]
            mask, start, end = whole_tokens(roster.people, line)
            if mask:
                at = stretch.start
                people.append(person(mask, at + start, at + end, Place.BODY, body, 0))
    return tuple(deferred), partners


def _in_stretch(roster: Roster, text: str, stretch: Stretch) -> tuple[Mention, ...]:
    found = read_mentions(roster, text[stretch.start :])
    return tuple(m.moved(stretch.start) for m in found)


def _standing_alone(roster: Roster, text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """A short form that is all there is between two marks: 【文院】创建成果."""
    found: list[tuple[int, int, int]] = []
    for word in _BETWEEN_MARKS.finditer(text, start, end):
        form = roster.lexicon.colleges.get(word[0])
        if form is not None and form.tier <= Tier.DERIVED and word[0] not in ORDINARY_WORDS:
            found.append((form.mask, word.start(), word.end()))
    return found


def _word_before(text: str, end: int) -> str:
    start = end
    while start > 0 and "\u3400" <= text[start - 1] <= "\u9fff" and end - start < 12:
        start -= 1
    return text[start:end]


def _colleges(
    roster: Roster, normal: Normal, start: int, end: int, cue: Cue, place: Place
) -> Sequence[Source]:
    """A college named without a branch; several different ones say nothing."""
    text = normal.text
    heads = roster.lexicon.college_heads
    found: list[tuple[int, int, int]] = []
    at = start
    while at < end - 1:
        for form in heads.get(text[at : at + 2], ()):
            if (
                text.startswith(form, at)
                and at + len(form) <= end
                and may_precede(_word_before(text, at))
            ):
                found.append((roster.lexicon.colleges[form].mask, at, at + len(form)))
                at += len(form) - 1
                break
        at += 1
    if not found:
        marker = _COLLEGE_BEFORE.search(text, start, end)
        if marker is not None:
            before = read_prefixes(roster, text[start : marker.start()], marker.start() - start)
            found.extend(
                (prefix.college.mask, start + prefix.start, marker.start())
                for prefix in before
                if prefix.college is not None
                and prefix.unit is None
                and not prefix.unread
                and (prefix.college.tier is not Tier.GUESSED or not prefix.college.bare)
            )
    if not found:
        found.extend(_standing_alone(roster, text, start, end))
    if len({mask for mask, _, _ in found}) != 1 or not found[0][0]:
        return ()
    mask, begin, stop = found[0]
    first, last = normal.span(begin, stop)
    return (
        Source(
            cue,
            mask,
            Standing.PARTIAL,
            place,
            normal.original[first:last],
            first,
            last,
            college_only=True,
        ),
    )
