"""The fields of a letter, filled from a draft; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from mailsync.letters.change import change_words
from mailsync.letters.dates import day_words, left_words, moment_words, stamp_words
from mailsync.letters.draft import Draft, return_by
from mailsync.letters.field_types import (
    AnswerFields,
    BranchFields,
    DatedFields,
    DeadlineFields,
    ExtensionFields,
    FaultFields,
    Fields,
    FileFields,
    LinkFields,
    MailFields,
    NoticeFields,
    OwingFields,
    OwnItemFields,
    ReviewFields,
    SenderFields,
    SessionFields,
    SharingFields,
    UnitFields,
)
from mailsync.letters.follow_up import FollowUp
from mailsync.letters.needs import BranchNeeds, OpenItem
from store.items.score_checks import blind_code
from store.letters.titles import plain_subject
from store.model import Branch, FileKind, Item, Problem, SubCommittee
from store.notice.calendar import WorkCalendar
from store.notice.clause import clause_words
from store.notice.deadline import countdown
from store.notice.notice import Notice
from store.notice.own_words import own_item_in, own_titles
from store.notice.work import material_of
from store.rules.wording import finding_message
from store.text.sizes import size_text
from store.text.visible import visible
from store.text.wording import Wording
from store.views.items.sharing_owed import SharingDebt
from store.views.letters.facts import DUE_KINDS, ReceivedFile, ReceivedMail


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes and by what: notice, deadline, calendar, names, language."""

    notice: Notice
    deadline: datetime
    calendar: WorkCalendar
    sender_name: str
    phone: str
    mailbox: str
    wording: Wording
    office: str = "department"
    # By when items 1 and 2 are asked for that the notice gives a date of their own; the grace that
    # we give beside every date, which no letter tells of.
    own_dates: Mapping[Item, datetime] = field(default_factory=dict)
    grace: timedelta = timedelta(0)


def fields_of(
    draft: Draft,
    unit: SubCommittee | None,
    branches: Mapping[str, Branch],
    desk: Desk,
    *,
    now: datetime,
    known_at: datetime,
) -> Fields:
    """Fill the fields for one draft; text from mails is made visible and stays on one line.

    Args:
        known_at: as of when the facts are known.
    """
    wording, dates = desk.wording, desk.notice.dates
    deadline = _deadline(draft, desk)
    left = countdown(now, deadline, calendar=desk.calendar)
    named = tuple(BranchFields(branches[name].name, branches[name].secretary, "", 0, (), (), (), ())
                  for name in draft.branch_ids if name in branches)  # fmt: skip
    return Fields(
        office=desk.office,
        notice=NoticeFields(
            desk.notice.title,
            desk.notice.number,
            desk.notice.dates.clause,
            desk.notice.dates.words,
            _asked_items(draft, desk),
            one_line(desk.notice.work),
            one_line(material_of(desk.notice.work, desk.notice.title)),
        ),
        sender=SenderFields(desk.sender_name, desk.phone),
        unit=_unit(draft, unit, branches, desk),
        mailbox=desk.mailbox,
        today=day_words(dates.day(now), wording),
        as_of=stamp_words(known_at, dates, wording),
        deadline=DeadlineFields(
            moment_words(deadline, dates, wording),
            left.phase == "over",
            left.days,
            left.working_days,
            left.days_over,
            _left(deadline, desk, now),
        ),
        branches=tuple(_branch(needs, desk, now) for needs in draft.needs) or named,
        extension=_extension(draft, desk),
        session=_session(draft, desk),
        mails=tuple(
            _mail(mail, branches, draft.followed, desk)
            for mail in (draft.mails.mails if draft.mails else ())
        ),
        review=_review(draft, desk, now),
        sharing=_sharing(draft, desk, now),
        answer=_answer(draft),
        own_items=tuple(_own_items(draft, desk, now)),
        dated=tuple(_dated(draft, desk, now)),
    )


def _deadline(draft: Draft, desk: Desk) -> datetime:
    """The date that a letter names first: where all that it asks for is due on another day than
    everybody's, that one."""
    limits = {entry.limit - desk.grace for needs in draft.needs for entry in needs.open}
    return limits.pop() if len(limits) == 1 else desk.deadline


def _asked_items(draft: Draft, desk: Desk) -> str:
    """What is due of items 1 and 2, by the titles of the notice; those that a letter asks for,
    where it names a date of their own."""
    by_day = _by_day(draft, desk)
    if len(by_day) == 1 and desk.own_dates:
        (mine,) = by_day.values()
        named = [_asked_for(item, desk) for item in mine]
    else:
        named = [_asked_for(item, desk) + _own_date(item, desk) for item in _due_items(desk)]
    return desk.wording.say("letters.asked.joined").join(named)


def _due_items(desk: Desk) -> list[Item]:
    return [item.id for item in desk.notice.items if item.due and item.id in dict(DUE_KINDS)]


def _by_day(draft: Draft, desk: Desk) -> dict[datetime, list[Item]]:
    """What a letter asks for of items 1 and 2, by when it is due; extensions stand with the
    branches that have one."""
    mine = {entry.item for needs in draft.needs for entry in needs.open}
    found: dict[datetime, list[Item]] = {}
    for item in _due_items(desk):
        if item in mine:
            found.setdefault(desk.own_dates.get(item, desk.deadline), []).append(item)
    return found


def _dated(draft: Draft, desk: Desk, now: datetime) -> Iterator[DatedFields]:
    """What is due on each of several days, the first day first."""
    by_day = _by_day(draft, desk)
    if len(by_day) < 2:
        return
    joined = desk.wording.say("letters.asked.joined")
    for day in sorted(by_day):
        yield DatedFields(
            joined.join(_asked_for(item, desk) for item in by_day[day]),
            moment_words(day, desk.notice.dates, desk.wording),
            now > day,
            _left(day, desk, now),
        )


def _asked_for(item: Item, desk: Desk) -> str:
    return desk.wording.say(f"letters.asked.{item}", title=item_title(item, desk))


def finding_words(entry: OpenItem, wording: Wording) -> tuple[str, ...]:
    """One sentence a finding, with the measured value and the clause."""
    return tuple(one_line(finding_message(found, wording)) for found in entry.findings)


def item_title(item: Item, desk: Desk) -> str:
    """The title of an item: the notice's own in Chinese."""
    if desk.wording.language == "zh_CN" and desk.notice.has(item):
        return desk.notice.item(item).title
    return desk.wording.say(f"letters.item.{item}")


def _own_date(item: Item, desk: Desk) -> str:
    """Until when an item is due that the notice gives a date of its own; "" for the others."""
    return _until(until, desk) if (until := desk.own_dates.get(item)) else ""


def _until(moment: datetime, desk: Desk) -> str:
    said = moment_words(moment, desk.notice.dates, desk.wording)
    return desk.wording.say("letters.own_date", until=said)


def _missing(entry: OpenItem, desk: Desk) -> str:
    """What did not come, and until when where that is not everybody's date."""
    title = item_title(entry.item, desk)
    return title + _until(entry.limit - desk.grace, desk) if entry.item in desk.own_dates else title


def title_of(entry: OpenItem, desk: Desk) -> str:
    """What an open entry is called: its item, or supporting material beside the items."""
    if entry.want == "material":
        return desk.wording.say("letters.item.material")
    return item_title(entry.item, desk)


def problem_words(problem: Problem, wording: Wording) -> str:
    """One problem of a mail in words."""
    for code in (f"problem.{problem.code}", problem.code):
        if wording.has(code):
            return one_line(wording.say(code, **problem.params))
    return problem.code


def one_line(text: str) -> str:
    """Text from outside, safe to show and on one line."""
    return visible(" ".join(text.split()))


def _unit(
    draft: Draft, unit: SubCommittee | None, branches: Mapping[str, Branch], desk: Desk
) -> UnitFields:
    """Official salutations: 分党委 and 直属党总支 are two kinds of unit, a branch a third. Whoever
    sits in the office that writes is a person to it."""
    wording = desk.wording
    if draft.reviewer is not None:
        return _called("reviewer", one_line(draft.reviewer.reviewer.name), wording)
    if draft.target.startswith("branch:") or draft.target.count(":") == 2:
        branch = branches[draft.target.rpartition(":")[2]]
        return _called("branch", branch.name, wording)
    if draft.mails is not None and _is_to_sender(draft):
        sender = draft.mails.sender
        email = sender.email.strip().lower()
        elsewhere = unit is None or email not in map(str.lower, unit.contacts)
        if elsewhere or desk.office == "sub_committee":
            for branch in branches.values():
                if email in map(str.lower, branch.contacts):
                    return _called("branch", branch.name, wording)
            return _called("person", one_line(sender.name or sender.email), wording)
    if unit is None:
        return _called("person", "", wording)
    if unit.name.endswith("党总支"):
        return _called("general_branch", unit.name, wording)
    known = "committee" if unit.name.endswith(("党委", "党工委")) else "college"
    return _called(known, unit.name, wording)


def _is_to_sender(draft: Draft) -> bool:
    """Whether a receipt goes to whoever sent the mails."""
    sender = draft.mails.sender.email.strip().lower() if draft.mails else ""
    return any(each.address.email.lower() == sender for each in draft.recipients)


def _called(kind: str, name: str, wording: Wording) -> UnitFields:
    return UnitFields(
        name,
        wording.say(f"letters.salutation.{kind}", name=name),
        wording.say(f"letters.you.{kind}"),
        kind,
    )


def _branch(needs: BranchNeeds, desk: Desk, now: datetime) -> BranchFields:
    wording, dates = desk.wording, desk.notice.dates
    limit = needs.limit - desk.grace
    left = countdown(now, limit, calendar=desk.calendar)
    extended = dates.day(limit) > dates.day(desk.deadline)
    fields = BranchFields(
        name=needs.branch.name,
        secretary=needs.branch.secretary,
        limit=moment_words(limit, dates, wording) if extended else "",
        working_days=left.working_days,
        missing=tuple(_missing(e, desk) for e in needs.open if e.want == "missing"),
        expired=tuple(
            LinkFields(item_title(e.item, desk), one_line(e.file), "")
            for e in needs.open
            if e.want == "link_expired"
        ),
        faults=tuple(
            FaultFields(
                title_of(e, desk),
                one_line(e.file),
                finding_words(e, wording),
                _asked(e, desk),
                change_words(e.correction, wording) if e.correction else "",
            )
            for e in needs.open
            if e.want in ("fault", "material")
        ),
        links=tuple(
            LinkFields(
                item_title(link.item, desk),
                one_line(link.name),
                stamp_words(link.expires_at, dates, wording) if link.expires_at else "",
            )
            for link in needs.links
        ),
        early=tuple(one_line(name) for name in needs.early),
        left=_left(limit, desk, now),
    )
    return replace(fields, brief=tuple(_brief(fields, wording)))


def _brief(branch: BranchFields, wording: Wording) -> Iterator[str]:
    """What is open in a few words each, for a chat: what waits for a correction first of all."""
    for fault in branch.faults:
        yield wording.say("letters.brief.fault", item=fault.item)
    if branch.missing:
        items = wording.say("letters.joined").join(branch.missing)
        yield wording.say("letters.brief.missing", items=items)
    for expired in branch.expired:
        yield wording.say("letters.brief.expired", item=expired.item)
    for link in branch.links:
        if link.until:
            yield wording.say("letters.brief.link_until", item=link.item, until=link.until)
        else:
            yield wording.say("letters.brief.link", item=link.item)


def _asked(entry: OpenItem, desk: Desk) -> str:
    """The day on which a fault was returned, "" where it was not."""
    at = entry.correction.asked_at if entry.correction else entry.asked_at
    if at is None:
        return ""
    day = desk.notice.dates.local(at)
    month = desk.wording.say(f"letters.month.{day.month}")
    return desk.wording.say("letters.day_short", month=month, day=day.day)


def _left(limit: datetime, desk: Desk, now: datetime) -> str:
    dates = desk.notice.dates
    return left_words(now, limit, calendar=desk.calendar, dates=dates, wording=desk.wording)


def _thanks(followed: FollowUp, desk: Desk) -> str:
    """One line on a correction that came: what it was, what it is, and whether that is enough."""
    return desk.wording.say(
        "letters.corrected_still" if followed.came.findings else "letters.corrected",
        branch=followed.branch.name,
        item=item_title(followed.item, desk),
        change=change_words(followed, desk.wording),
    )


def _extension(draft: Draft, desk: Desk) -> ExtensionFields:
    if draft.extension is None:
        return ExtensionFields("", "")
    until = moment_words(draft.extension.until, desk.notice.dates, desk.wording)
    return ExtensionFields(until, one_line(draft.extension.reason))


def _session(draft: Draft, desk: Desk) -> SessionFields:
    if draft.session is None:
        return SessionFields("", "", "", "")
    session = draft.session
    return SessionFields(
        day_words(session.date, desk.wording),
        one_line(session.place),
        one_line(session.form),
        one_line(session.note),
    )


def _answer(draft: Draft) -> AnswerFields:
    if draft.answer is None:
        return AnswerFields((), "")
    lines = (one_line(line) for line in draft.answer.text.splitlines())
    return AnswerFields(
        tuple(line for line in lines if line), one_line(plain_subject(draft.answer.mail.subject))
    )


def _review(draft: Draft, desk: Desk, now: datetime) -> ReviewFields:
    standing = draft.reviewer
    if standing is None:
        return ReviewFields("", (), 0, "", False, "", "", 0, 0, False)
    asked_for, pack = return_by(standing), standing.pack
    by = date.fromisoformat(asked_for) if asked_for else None
    today = desk.notice.dates.day(now)
    return ReviewFields(
        code=standing.reviewer.id,
        cases=tuple(
            f"{case.number:02d} "
            + (
                blind_code(standing.reviewer.id, case.branch_id)
                if pack is not None and pack.blind
                else one_line(case.branch)
            )
            for case in standing.owed
        ),
        total=standing.assigned,
        by=day_words(by, desk.wording) if by else "",
        late=by is not None and by < today,
        file=pack.name if pack else "",
        size=size_text(pack.size_bytes) if pack else "",
        videos_in=pack.videos_in if pack else 0,
        videos_apart=pack.videos_apart if pack else 0,
        again=draft.replaces,
    )


def _sharing(draft: Draft, desk: Desk, now: datetime) -> SharingFields:
    due = draft.sharing_due
    return SharingFields(
        clause=(
            clause_words(desk.notice.item(Item.SHARING).clause, desk.wording)
            if desk.notice.has(Item.SHARING)
            else ""
        ),
        form=desk.notice.eval_form.titles[0],
        due=moment_words(due, desk.notice.dates, desk.wording) if due else "",
        over=due is not None and now > due,
        sessions=tuple(_owing(debt, desk) for debt in draft.sharing if debt.owes == "session"),
        forms=tuple(_owing(debt, desk) for debt in draft.sharing if debt.owes == "form"),
        occasions="、".join(one for one in desk.notice.sessions.forms if one != "其他"),
        title=item_title(Item.SHARING, desk),
    )


def _own_items(draft: Draft, desk: Desk, now: datetime) -> Iterator[OwnItemFields]:
    """What is owed beside the six, item by item, each with its branches."""
    for own in desk.notice.own_items:
        mine = [debt for debt in draft.own_items if debt.item == own.id]
        if mine:
            due = mine[0].due
            yield OwnItemFields(
                title=one_line(own.title),
                due=moment_words(due, desk.notice.dates, desk.wording),
                over=now > due,
                left=_left(due, desk, now),
                branches=tuple(debt.branch.name for debt in mine),
            )


def _owing(debt: SharingDebt, desk: Desk) -> OwingFields:
    wording = desk.wording
    return OwingFields(
        name=debt.branch.name,
        secretary=debt.branch.secretary,
        spoke=day_words(debt.spoke_on, wording) if debt.spoke_on else "",
        planned=day_words(debt.lapsed, wording) if debt.lapsed else "",
        form=debt.form,
    )


def _mail(
    mail: ReceivedMail,
    branches: Mapping[str, Branch],
    followed: Sequence[FollowUp],
    desk: Desk,
) -> MailFields:
    wording = desk.wording
    return MailFields(
        subject=one_line(mail.subject),
        received=stamp_words(mail.received_at, desk.notice.dates, wording),
        files=tuple(_file(file, branches, desk) for file in mail.files),
        problems=tuple(problem_words(problem, wording) for problem in mail.problems),
        thanks=tuple(_thanks(one, desk) for one in followed if one.came.mail_id == mail.mail_id),
    )


def _file(file: ReceivedFile, branches: Mapping[str, Branch], desk: Desk) -> FileFields:
    wording = desk.wording
    names = [branches[name].name for name in file.branch_ids if name in branches]
    return FileFields(
        path=one_line(file.path),
        kind=_kind_title(file, desk),
        branch="" if file.waiting else wording.say("letters.joined").join(names),
        waiting=file.waiting,
        link=file.is_link,
        note=" ".join(one_line(finding_message(f, wording)) for f in file.unreadable),
    )


def _kind_title(file: ReceivedFile, desk: Desk) -> str:
    """What a file was taken for: of items 1 and 2 their titles, and that of an item beside the
    six whose name it bears."""
    if file.kind in (FileKind.PLAN, FileKind.VIDEO):
        return item_title(Item(file.kind.value), desk)
    if file.kind is FileKind.OTHER and (own := own_item_in(file.path, own_titles(desk.notice))):
        return one_line(own)
    return desk.wording.say(f"letters.kind_of_file.{file.kind}")
