"""The demonstration carried on by its staff: sessions, promotion, review, and the volume."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mailsync.demo import documents
from mailsync.demo.roster import demo_themes
from mailsync.sync.by_hand import add_files
from mailsync.volume.volume import MadeVolume, make_volume
from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking, live_decisions
from store.decisions.marks import accept
from store.intake.by_hand import HandArrival
from store.items.promotions import Article, mark_excellent, new_article_id, save_articles
from store.items.review import (
    Reviewer,
    Score,
    assign_all,
    assignment_of,
    new_reviewer_id,
    record_scores,
    save_reviewers,
)
from store.items.sessions import (
    Session,
    Speaker,
    Status,
    new_session_id,
    receive_forms,
    save_sessions,
)
from store.items.volume import Choice, choose, recommend_videos
from store.model import Branch, FileKind, Source, SubCommittee
from store.roster.stored import load_roster
from store.text.wording import Wording
from store.views.board.columns.review import DISAGREEMENT
from store.views.items.volume import selection
from store.workspace.workspace import Workspace

_REVIEWERS = ("沈知行", "陆明远", "许晚舟", "叶知秋", "顾清和", "江望舒")
_URL = "https://mp.weixin.example/s/"
_SELECTED, _RESERVE = 8, 3
_FORM = "特色支部创建工作评价表"


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who does it, where and when."""

    workspace: Workspace
    store: Store
    now: datetime
    who: str

    @property
    def marking(self) -> Marking:
        return Marking(self.now, self.who)


def carry_on(
    workspace: Workspace, store: Store, wording: Wording, *, now: datetime, who: str
) -> MadeVolume:
    """Do what staff do after the mail is in, up to the volume; everything can be undone.

    Args:
        wording: the language of the volume, Chinese.
    """
    staff = _Staff(workspace, store, now, who)
    roster = load_roster(store)
    by_unit = [
        (unit, [one for one in roster.active if one.sub_committee_id == unit.id])
        for unit in roster.sub_committees
    ]
    _sessions(staff, by_unit)
    _promotion(staff, by_unit)
    _review(staff, roster.active)
    return _volume(staff, wording)


def _sessions(staff: _Staff, by_unit: Sequence[tuple[SubCommittee, list[Branch]]]) -> None:
    """Every kind of session and form: whole, on paper, without, empty, accepted, to come."""
    notice = staff.workspace.notice
    today = notice.dates.day(staff.now)
    plans: Sequence[tuple[Status, int]] = (
        ("held", -5), ("held", -4), ("held", -3), ("held", -3), ("held", -2), ("planned", 6),
        ("cancelled", 2),
    )  # fmt: skip
    sessions: list[Session] = []
    for (unit, branches), (status, days) in zip(by_unit, plans, strict=False):
        speakers: dict[str, Speaker] = dict.fromkeys((one.id for one in branches), "secretary")
        if len(branches) > 1:
            speakers[branches[-1].id] = "deputy"
        sessions.append(
            Session(
                id=new_session_id(),
                sub_committee_id=unit.id,
                date=today + timedelta(days=days),
                place=f"{unit.name[:2]}楼会议室",
                form=notice.sessions.forms[len(sessions) % len(notice.sessions.forms)],
                status=status,
                speakers=speakers,
                precautions=status == "held",
                attendance=20 + 3 * len(sessions) if status == "held" else 0,
            )
        )
    save_sessions(staff.store, sessions, notice, marking=Marking(staff.now, staff.who))
    filled, on_paper, _, empty, accepted, *_ = zip(by_unit, sessions, strict=False)
    _hand_in_form(staff, *filled[0], blank=False)
    receive_forms(
        staff.store,
        [subject("session", on_paper[1].id)],
        on_paper=True,
        day=today,
        marking=Marking(staff.now, staff.who),
    )
    _hand_in_form(staff, *empty[0], blank=True)
    file = _hand_in_form(staff, *accepted[0], blank=True)
    accept(staff.store, [(file, "form.empty")], reason="另有纸质表", marking=staff.marking)


def _hand_in_form(
    staff: _Staff, unit: SubCommittee, branches: Sequence[Branch], *, blank: bool
) -> str:
    """Take an evaluation form in by hand; returns its subject."""
    branch = branches[0]
    author = documents.Author(branch.name, unit.name, branch.secretary, demo_themes()[branch.id])
    content = documents.eval_form(random.Random(branch.id), author, title=_FORM, blank=blank)
    with tempfile.TemporaryDirectory(prefix="sixones-demo-") as name:
        path = Path(name) / f"{branch.name}{_FORM}.docx"
        path.write_bytes(content)
        given = add_files(
            staff.workspace,
            staff.store,
            [path],
            HandArrival(branch.id, Source.USB, staff.now),
            kind=FileKind.EVAL_FORM,
            at=staff.now,
            who=staff.who,
        )
    return given.taken.subjects[0]


def _promotion(staff: _Staff, by_unit: Sequence[tuple[SubCommittee, list[Branch]]]) -> None:
    """Four sub-committees are out, a fifth is recommended, excellent cases go further."""
    notice = staff.workspace.notice
    today = notice.dates.day(staff.now)
    excellent = [by_unit[place][1][0].id for place in range(3)]
    mark_excellent(staff.store, excellent, True, marking=Marking(staff.now, staff.who))
    articles = [
        Article(
            new_article_id(),
            "wechat",
            "published" if place < 4 else "submitted",
            tuple(one.id for one in branches),
            f"{_URL}{place}" if place < 4 else "",
            today - timedelta(days=5 - place),
            f"特色支部巡礼（{place + 1}）：{unit.name}",
        )
        for place, (unit, branches) in enumerate(by_unit[:5])
    ]
    articles += [
        Article(new_article_id(), "website", "published", (name,), f"{_URL}w", today, "网站专栏")
        for name in excellent
    ]
    articles.append(
        Article(new_article_id(), "sizheng", "submitted", (excellent[0],), "", today, "推荐稿")
    )
    save_articles(staff.store, articles, notice, marking=Marking(staff.now, staff.who))


def _review(staff: _Staff, branches: Sequence[Branch]) -> None:
    """Six reviewers of all kinds; one has not answered, on two branches they disagree."""
    notice = staff.workspace.notice
    kinds = notice.review.kinds
    reviewers = [
        Reviewer(
            new_reviewer_id(),
            name,
            kinds[place % len(kinds)],
            address=f"reviewer{place + 1}@neu.example",
        )
        for place, name in enumerate(_REVIEWERS)
    ]
    save_reviewers(staff.store, reviewers, notice, marking=Marking(staff.now, staff.who))
    assign_all(
        staff.store, notice.review.reviewers_per_branch, marking=Marking(staff.now, staff.who)
    )
    by_id = {branch.id: branch for branch in branches}
    silent = reviewers[-1].id
    assigned = assignment_of(live_decisions(staff.store))
    answered = [name for name, readers in assigned.items() if silent not in readers]
    scores = [
        _score(
            by_id[branch_id], reader, place, staff, apart=branch_id in answered[:2] and place == 0
        )
        for branch_id, readers in assigned.items()
        for place, reader in enumerate(readers)
        if reader != silent
    ]
    record_scores(staff.store, scores, notice, marking=Marking(staff.now, staff.who))
    looked_at = [(subject("branch", answered[1]), DISAGREEMENT)]
    accept(staff.store, looked_at, reason="复核后维持平均分", marking=staff.marking)


def _score(branch: Branch, reader: str, place: int, staff: _Staff, *, apart: bool) -> Score:
    rng = random.Random(f"{branch.id}/{place}")
    shares: Mapping[str, float] = {
        one.id: 0.5 if apart else 0.76 + 0.22 * rng.random()
        for one in staff.workspace.notice.criteria
    }
    points = {
        one.id: float(round(one.points * shares[one.id]))
        for one in staff.workspace.notice.criteria_for(second_year=branch.consecutive_years)
    }
    comment = "亮点还可以再凝练。" if apart else "做法实，数据足，可以推广。"
    return Score(reader, branch.id, points, comment)


def _volume(staff: _Staff, wording: Wording) -> MadeVolume:
    """The best whole cases are selected, the next kept in reserve, the volume is built."""
    view = selection(staff.store, staff.workspace, now=staff.now)
    ranked = sorted(
        (row for row in view.rows if row.case is not None and row.case.suffix == ".docx"),
        key=lambda row: (
            not row.row.cell("plan").state.complete,
            -(row.result.mean if row.result else 0),
        ),
    )
    names = [row.branch.id for row in ranked]
    chosen = names[:_SELECTED]
    last = names[_SELECTED + _RESERVE : -2]

    def pick(branch_ids: Sequence[str], choice: Choice, reason: str) -> None:
        choose(
            staff.store,
            branch_ids,
            choice,
            reason=reason,
            marking=Marking(staff.now, staff.who),
        )

    pick(chosen, "selected", "函评靠前，做法可推广")
    pick(names[_SELECTED : _SELECTED + _RESERVE], "reserve", "篇幅允许时收入")
    pick(last, "not_selected", "择优选取，篇幅所限")
    recommend_videos(staff.store, chosen[:2], True, marking=Marking(staff.now, staff.who))
    return make_volume(
        staff.store,
        staff.workspace,
        selection(staff.store, staff.workspace, now=staff.now),
        wording,
        folder=staff.workspace.folder,
        office=None,
        at=staff.now,
        who=staff.who,
    )
