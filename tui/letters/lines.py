"""Letters in lines: a row of the list, and the letter itself beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailsync.letters.kinds import asks_for_files, by_hand, letter_kinds
from mailsync.letters.needs import days_before
from mailsync.letters.overview import LettersView
from mailsync.letters.plan import FRESH_FOR
from store.letters.letter import Dropped, Letter, SendState
from store.letters.returned import LetterAnswer, UnfitBounce
from store.letters.standing import LetterStanding, RecipientStanding
from store.letters.titles import dates_words, kind_title, kinds_title
from store.notice.notice import Dates
from store.text.sizes import size_text
from store.text.visible import visible, visible_body
from store.text.wording import Wording
from tui.base.cells import crop, crop_middle, fit, width_of, wrap
from tui.base.task_words import wanted_words
from tui.widgets.painted import Line, wrapped

STATE_INKS = {
    SendState.PLANNED: "dim",
    SendState.APPROVED: "blue",
    SendState.SENDING: "amber",
    SendState.SENT: "done",
    SendState.REFUSED: "red",
    SendState.UNKNOWN: "red bold",
}
_NARROW, _WITH_FIRST_LINE, _NAME = 34, 56, 26
# An answer is read whole in 收件; here it is enough to see what it says.
_ANSWER_SHOWN = 1_500


def letter_row(entry: LetterStanding, view: LettersView, wording: Wording, width: int) -> Line:
    """State, whose it is, how many branches or cases, days since their last letter."""
    letter = entry.letter
    state = wording.say(f"letters.state.{entry.state}")
    known = letter_kinds().get(letter.kind)
    branches = known.extent(letter, wording) if known else ""
    ago = ago_words(view.days_since.get(letter.hearer), wording)
    name = visible(letter_name(entry, view))
    rights = [f" {ago} ", " "]
    if branches and width >= _NARROW:
        rights = [f" {branches}  {ago} ", f" {branches} ", " "]
    # Whose it is comes before all that the letter itself tells beside it.
    left = width - width_of(state) - 1
    right = next((one for one in rights if width_of(name + one) <= left), rights[-1])
    room = max(left - width_of(right), 4)
    first = ""
    if width >= _WITH_FIRST_LINE:
        # Whose it is, then how it begins.
        first = crop(visible(first_line(letter)), max(room - min(width_of(name), _NAME) - 2, 0))
        room -= width_of(first) + 2 if first else 0
    return (
        (state + " ", STATE_INKS[entry.state]),
        (fit(crop_middle(name, room), room), "text"),
        (f"  {first}" if first else "", "dim"),
        (right, "dim"),
    )


def first_line(letter: Letter) -> str:
    """What a letter says first: its first point with whose it is, else its first words."""
    head = ""
    lines = [line.strip("\u3000 ") for line in letter.text.splitlines()]
    for line in lines:
        if line.startswith("【"):
            head = line
        elif line.startswith("- "):
            return head + line.removeprefix("- ")
    return next((line for line in lines[1:] if line), "")


def _ink(kind: str) -> str:
    found = letter_kinds().get(kind)
    return found.ink if found else "text"


def history_row(
    entry: LetterStanding, view: LettersView, wording: Wording, dates: Dates, width: int
) -> Line:
    """When it went, its kind and state, to whom."""
    moment = entry.told_at or entry.written_at
    day = f"{dates.local(moment):%m-%d} " if moment else ""
    kind = kinds_title(entry.letter, wording) + " "
    state = wording.say(f"letters.state.{entry.state}") + " "
    room = max(width - width_of(day + kind + state), 4)
    return (
        (day, "dim"),
        (kind, _ink(entry.letter.kind)),
        (state, STATE_INKS[entry.state]),
        (crop(visible(letter_name(entry, view)), room), "text"),
    )


def dropped_row(drop: Dropped, view: LettersView, wording: Wording, width: int) -> Line:
    """Who gets none, and why."""
    reason = wording.say(drop.reason.code, **drop.reason.params)
    name = view.name(drop.addressee)
    room = max(width // 2, 8)
    return (
        (fit(crop_middle(visible(name), room), room) + " ", "dim"),
        (crop(reason, max(width - room - 1, 4)), "dim"),
    )


def bounce_row(bounce: UnfitBounce, wording: Wording, dates: Dates, width: int) -> Line:
    """When a bounce came that fits no letter, and whom it says was not reached."""
    day = f"{dates.local(bounce.at):%m-%d} "
    told = wording.say("letters.bounce.unfit") + " "
    whom = bounce.recipient or bounce.subject or bounce.sender
    room = max(width - width_of(day + told), 4)
    return ((day, "dim"), (told, "red bold"), (crop(visible(whom), room), "text"))


def bounce_lines(bounce: UnfitBounce, wording: Wording, dates: Dates, width: int) -> list[Line]:
    """What a bounce says that fits no letter, and what to do with it."""
    say = wording.say
    lines = wrapped(say("letters.bounce.title"), width, "red bold")
    at = f"{dates.local(bounce.at):%Y-%m-%d %H:%M}"
    told = [("at", at), ("from", bounce.sender), ("recipient", bounce.recipient)]
    told += [("subject", bounce.subject), ("reason", bounce.reason)]
    for name, text in told:
        if text:
            lines += wrapped(say(f"letters.bounce.{name}", text=visible(text)), width, "text")
    return [*lines, (), *wrapped(say("letters.bounce.hint"), width, "dim")]


def _answer_lines(
    answers: Sequence[LetterAnswer], wording: Wording, dates: Dates, width: int
) -> Iterator[Line]:
    """What people answered, shown under their letter."""
    for one in answers:
        at = f"{dates.local(one.at):%m-%d %H:%M}"
        head = wording.say("letters.answer", at=at, sender=visible(one.sender))
        yield ()
        yield from wrapped(head, width, "blue bold")
        yield from _text(visible_body(one.body[:_ANSWER_SHOWN]).strip() or "-", width, "text")


def letter_name(entry: LetterStanding, view: LettersView) -> str:
    """Whose letter it is: a sub-committee, a branch, a reviewer, or the address of somebody who
    wrote from a mailbox that is not the sub-committee's."""
    letter = entry.letter
    kind, _, address = letter.target.partition(":")
    units = view.roster.sub_committees
    unit = next((one for one in units if one.id == letter.sub_committee_id), None)
    ours = {contact.lower() for contact in unit.contacts} if unit else set()
    if kind == "address" and address not in ours:
        return address
    return view.name(letter.addressee)


def ago_words(days: int | None, wording: Wording) -> str:
    """How long ago the last letter was."""
    if days is None:
        return wording.say("letters.ago.never")
    return wording.say("letters.ago.today" if days == 0 else "letters.ago.days", n=days)


def letter_lines(
    entry: LetterStanding, view: LettersView, wording: Wording, dates: Dates, width: int
) -> list[Line]:
    """The letter as it is sent: recipients and why each, subject, text, short text."""
    letter, say = entry.letter, wording.say
    lines: list[Line] = []
    for each in entry.recipients:
        lines += _recipient(each, wording, dates, width)
    unclaimed = view.unclaimed.get(letter.sub_committee_id, 0)
    to_go = any(r.state in (SendState.PLANNED, SendState.APPROVED) for r in entry.recipients)
    if unclaimed and to_go and asks_for_files(letter.kinds):
        lines += wrapped(say("letters.unclaimed", n=unclaimed), width, "amber bold")
    wanted = view.open_messages.get(letter.sub_committee_id, ())
    if wanted and to_go and not by_hand(letter.kinds):
        said = say("letters.open_message", intents=wanted_words(wanted, wording))
        lines += wrapped(said, width, "amber bold")
    lines += wrapped(_kind_words(letter, wording), width, _ink(letter.kind))
    lines += wrapped(say("letters.subject", subject=letter.subject), width, "strong bold")
    if letter.edited:
        lines += wrapped(_edited_words(entry, wording, dates), width, "blue")
    if letter.attached:
        lines += wrapped(say("letters.attached", n=len(letter.attached)), width, "dim")
    for file in letter.files:
        told = say("letters.file", name=visible(file.name), size=size_text(file.size_bytes))
        lines += wrapped(told, width, "dim")
    if letter.dates:
        lines += wrapped(dates_words(letter, wording), width, "dim")
    lines.append(())
    lines += _text(letter.text, width, "text")
    lines += [(), *wrapped(say("letters.short_title"), width, "dim bold")]
    lines += _text(letter.short, width, "dim")
    lines += _answer_lines(view.answers.get(letter.id, ()), wording, dates, width)
    return lines


def _kind_words(letter: Letter, wording: Wording) -> str:
    """The kinds of what it tells, and the round of a reminder."""
    title = kinds_title(letter, wording)
    if not letter.round:
        return title
    days = days_before(letter.round)
    return wording.say("letters.in_round" if days else "letters.in_last_round", kind=title, n=days)


def _edited_words(entry: LetterStanding, wording: Wording, dates: Dates) -> str:
    """That a letter was edited, of when its figures are, and until when they hold."""
    if entry.written_at is None:
        return wording.say("letters.edited")
    at = dates.local(entry.written_at)
    return wording.say(
        "letters.edited_until", at=f"{at:%m-%d %H:%M}", until=f"{at + FRESH_FOR:%m-%d %H:%M}"
    )


def dropped_lines(drop: Dropped, view: LettersView, wording: Wording, width: int) -> list[Line]:
    """Who gets none: all branches of it, and why."""
    say = wording.say
    lines = wrapped(view.name(drop.addressee), width, "strong bold")
    lines += wrapped(
        say(
            "letters.dropped_title",
            kind=kind_title(drop.kind, wording),
            reason=say(drop.reason.code, **drop.reason.params),
        ),
        width,
        "amber",
    )
    lines.append(())
    for name in drop.branch_ids:
        lines += wrapped(view.name(name), width, "text")
    return lines


def _recipient(
    each: RecipientStanding, wording: Wording, dates: Dates, width: int
) -> Iterator[Line]:
    say = wording.say
    state = say(f"letters.state.{each.state}")
    role = say(f"letters.role.{each.recipient.role}")
    room = max(width - width_of(role) - width_of(state) - 4, 8)
    yield (
        (role + "  ", "dim"),
        (crop(each.recipient.address.email, room) + "  ", "text"),
        (state, STATE_INKS[each.state]),
    )
    indent = " " * (width_of(role) + 2)
    told = [say(each.recipient.why.code, **each.recipient.why.params)]
    if each.at is not None and each.state is not SendState.PLANNED:
        told.append(say("letters.since", at=f"{dates.local(each.at):%m-%d %H:%M}", who=each.who))
    if each.code and wording.has(f"letters.code.{each.code}"):
        told.append(say(f"letters.code.{each.code}"))
    if each.answer:
        told.append(each.answer)
    for sentence in told:
        for part in wrap(sentence, max(width - len(indent), 8)):
            yield ((indent + part, "dim"),)


def _text(text: str, width: int, ink: str) -> Iterator[Line]:
    for paragraph in text.rstrip("\n").split("\n"):
        # Set to the right in the mail; here the blanks would only push it over the edge.
        shown = paragraph.strip("　 ") if paragraph.startswith(("　" * 8, " " * 16)) else paragraph
        right = shown is not paragraph
        for part in wrap(shown, width):
            gap = " " * max(width - width_of(part), 0) if right else ""
            yield ((gap + part, f"{ink} bold" if paragraph.startswith("【") else ink),)
