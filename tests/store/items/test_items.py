"""Items 3 to 6 on the board: their states, their totals, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, latest_batch, undo
from store.decisions.marks import set_due
from store.errors import StoreError, UsageError
from store.items.promotions import (
    Article,
    Step,
    add_channel,
    channels_of,
    mark_excellent,
    remove_channel,
    save_articles,
    url_problem,
)
from store.items.review import (
    Reviewer,
    Score,
    assign_all,
    assign_branch,
    missing_kinds,
    record_scores,
    save_reviewers,
)
from store.items.sessions import Session, Speaker, bind_form, receive_forms, save_session
from store.items.volume import choose
from store.model import FileKind, Item, Scope, State
from store.text.wording import load
from store.views.board.dashboard import dashboard
from store.views.board.types import Cell
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

URL = "https://mp.weixin.example/s/abc"
DAY = date(2027, 4, 9)


class Place:
    """A workspace, its store, and short words for what staff do."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self.workspace = workspace
        self.store = store
        self.notice = workspace.notice

    def cell(self, branch_id: str, column: str, now: datetime = NOW) -> Cell:
        view = dashboard(self.store, self.workspace, now=now)
        return next(row for row in view.rows if row.branch.id == branch_id).cell(column)

    def scope(self, item: Item) -> dict[str, int]:
        view = dashboard(self.store, self.workspace, now=NOW)
        return dict(next(one for one in view.progress if one.item == item).scope)

    def article(
        self, *branch_ids: str, channel: str = "wechat", step: Step = "published"
    ) -> Article:
        made = Article(f"P{channel}", channel, step, branch_ids, URL, DAY, "巡礼")
        save_articles(self.store, [made], self.notice, marking=Marking(NOW, "李"))
        return made

    def panel(self, *units: str) -> None:
        kinds = self.notice.review.kinds
        save_reviewers(
            self.store,
            [Reviewer(f"R{n}", f"专家{n}", kinds[n % 3], unit) for n, unit in enumerate(units)],
            self.notice,
            marking=Marking(NOW, "李"),
        )

    def score(self, reviewer: str, branch: str, points: float, **more: float) -> None:
        four = {"theme": points, "results": points, "methods": points, "example": points}
        scored = Score(reviewer, branch, four | more, "好")
        record_scores(self.store, [scored], self.notice, marking=Marking(NOW, "李"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield Place(workspace, store)
    store.close()


# -- promotion -------------------------------------------------------------------------------------


def test_promotion_is_done_when_published_on_the_channel_for_all(place: Place) -> None:
    assert place.cell("B1", "promotion").state is State.OPEN
    place.article("B1", "B2", step="submitted")
    assert place.cell("B1", "promotion").state is State.SUBMITTED
    place.article("B1", "B2")
    found = place.cell("B2", "promotion")
    assert (found.state, found.detail and found.detail.params) == (State.DONE, {"day": "4-09"})
    assert place.cell("B3", "promotion").state is State.OPEN
    assert place.scope(Item.PROMOTION)["published"] == 1


def test_the_history_of_a_branch_has_its_articles_and_no_scores(place: Place) -> None:
    from store.views.board.branch import branch_view

    place.article("B1")
    place.panel("")
    assign_all(place.store, 1, marking=Marking(NOW, "李"))
    place.score("R0", "B1", 20)
    choose(place.store, ["B1"], "selected", marking=Marking(NOW, "李"))
    view = branch_view(place.store, place.workspace, "B1", now=NOW)
    assert view is not None
    assert [line.act for line in view.history] == ["select", "assign", "promotion"]


def test_further_channels_take_excellent_cases_only(place: Place) -> None:
    with pytest.raises(UsageError, match="not_excellent"):
        place.article("B1", channel="sizheng")
    mark_excellent(place.store, ["B1"], True, marking=Marking(NOW, "李"))
    place.article("B1", channel="sizheng")
    assert place.cell("B1", "promotion").state is State.OPEN
    place.article("B1")
    found = place.cell("B1", "promotion")
    assert found.detail is not None
    assert (found.state, found.detail.params) == (State.DONE, {"n": 1, "total": 4})
    assert place.scope(Item.PROMOTION) == {
        "published": 2, "excellent": 1, "further": 1, "further_total": 4,
    }  # fmt: skip


def test_the_website_only_publishes(place: Place) -> None:
    mark_excellent(place.store, ["B1"], True, marking=Marking(NOW, "李"))
    with pytest.raises(UsageError, match=r"promotion\.step"):
        place.article("B1", channel="website", step="submitted")


def test_staff_add_channels_and_take_them_away_again(place: Place) -> None:
    from store.db.decisions import live_decisions

    name = add_channel(place.store, "校报", place.notice, everyone=True, at=NOW, who="李")
    place.article("B1", channel=name)
    assert [c.name for c in channels_of(place.notice, live_decisions(place.store))][-1] == "校报"
    with pytest.raises(UsageError, match="channel_name"):
        add_channel(place.store, "校报", place.notice, at=NOW, who="李")
    remove_channel(place.store, name, at=NOW, who="李")
    with pytest.raises(UsageError, match=r"promotion\.channel"):
        place.article("B2", channel=name)
    with pytest.raises(UsageError, match=r"promotion\.channel"):
        remove_channel(place.store, "wechat", at=NOW, who="李")


def test_a_draft_by_mail_is_shown_and_one_that_waits_is_asked_about(place: Place) -> None:
    take_in(place.store, make_mail("稿", [("推送稿.docx", "a")]), auto("B1", FileKind.ARTICLE))
    found = place.cell("B1", "promotion")
    assert (found.state, found.detail and found.detail.code) == (State.OPEN, "cell.draft")
    take_in(place.store, make_mail("稿二", [("推送稿.docx", "b")]), ask(FileKind.ARTICLE, "B2"))
    assert place.cell("B2", "promotion").state is State.REVIEW


def test_a_withdrawn_article_counts_for_nothing_and_undo_brings_it_back(place: Place) -> None:
    made = place.article("B1")
    gone = replace(made, withdrawn=True)
    save_articles(place.store, [gone], place.notice, marking=Marking(NOW, "李"))
    assert place.cell("B1", "promotion").state is State.OPEN
    undo(place.store, latest_batch(place.store, who="李") or "", at=NOW, who="李")
    assert place.cell("B1", "promotion").state is State.DONE


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mp.weixin.qq.com/s/1", "promotion.url_scheme"),
        ("ftp://a.example/x", "promotion.url_scheme"),
        ("https：//mp.weixin.qq.com/s/1", "promotion.url_scheme"),
        ("https://", "promotion.url_host"),
        ("https://localhost/x", "promotion.url_host"),
        ("https://a..example/x", "promotion.url_host"),
        ("https://[::1/x", "promotion.url_host"),
        ("https://a.example:port/x", "promotion.url_host"),
        ("https://a.example/x y", "promotion.url_characters"),
        ("https://a.example/x\u202e", "promotion.url_characters"),
        ("https://a.example/" + "x" * 2000, "promotion.url_characters"),
        ("", None),
        (URL, None),
    ],
)
def test_an_address_is_checked_for_its_form(url: str, code: str | None) -> None:
    assert url_problem(url) == code


@given(st.text())
def test_what_is_wrong_with_an_odd_address_can_be_told(url: str) -> None:
    code = url_problem("https://" + url)
    assert code is None or load("zh_CN").has(f"error.{code}")


# -- sharing ---------------------------------------------------------------------------------------


def held(day: date = date(2027, 4, 8), **speakers: Speaker) -> Session:
    return Session("S1", "U1", day, "楼", "述职", "held", speakers)


def test_an_empty_form_is_a_fault_until_staff_accept_it(place: Place) -> None:
    save_session(place.store, held(B1="secretary"), place.notice, marking=Marking(NOW, "李"))
    blank = {"form_fields": [{"label": "党支部", "value": ""}]}
    take_in(
        place.store,
        make_mail("表", [("评价表.docx", "f")]),
        auto("B1", FileKind.EVAL_FORM),
        measures={"f": blank},
    )
    assert place.cell("B1", "eval_form").state is State.FAULT
    assert place.cell("B1", "sharing").state is State.OPEN
    decide(
        place.store,
        [Draft(Act.ACCEPT, "file:1", {"code": "form.empty"}, "另有纸质")],
        at=NOW,
        who="李",
    )
    assert place.cell("B1", "eval_form").state is State.ACCEPTED
    assert place.cell("B1", "sharing").state is State.DONE


def test_a_form_that_names_two_branches_binds_itself_to_their_session(place: Place) -> None:
    save_session(
        place.store, held(B1="secretary", B2="deputy"), place.notice, marking=Marking(NOW, "李")
    )
    several = replace(ask(FileKind.EVAL_FORM, "B1", "B2"), scope=Scope.SEVERAL)
    take_in(place.store, make_mail("表", [("评价表.docx", "f")]), several)
    assert place.cell("B1", "sharing").state is State.DONE
    assert place.cell("B2", "eval_form").state is State.DONE
    assert dashboard(place.store, place.workspace, now=NOW).queue == 0


def test_a_form_that_names_one_branch_is_that_of_no_other_until_staff_bind_it(
    place: Place,
) -> None:
    session = held(B1="secretary", B2="secretary")
    save_session(place.store, session, place.notice, marking=Marking(NOW, "李"))
    take_in(place.store, make_mail("表", [("评价表.docx", "f")]), auto("B1", FileKind.EVAL_FORM))
    assert place.cell("B1", "sharing").state is State.DONE
    assert place.cell("B2", "eval_form").state is State.OPEN
    bind_form(place.store, "file:1", session, day=DAY, marking=Marking(NOW, "李"))
    assert place.cell("B2", "sharing").state is State.DONE


def test_a_form_on_paper_of_one_branch_is_that_of_no_other(place: Place) -> None:
    session = held(B1="secretary", B2="secretary")
    save_session(place.store, session, place.notice, marking=Marking(NOW, "李"))
    receive_forms(place.store, ["branch:B1"], on_paper=True, day=DAY, marking=Marking(NOW, "李"))
    assert place.cell("B2", "eval_form").state is State.OPEN
    receive_forms(place.store, ["session:S1"], on_paper=True, day=DAY, marking=Marking(NOW, "李"))
    assert place.cell("B2", "eval_form").state is State.DONE


def test_a_form_bound_to_a_session_serves_who_is_put_on_its_agenda_later(place: Place) -> None:
    session = held(B1="secretary")
    save_session(place.store, session, place.notice, marking=Marking(NOW, "李"))
    take_in(place.store, make_mail("表", [("评价表.docx", "f")]), ask(FileKind.EVAL_FORM, "B1"))
    bind_form(place.store, "file:1", session, day=DAY, marking=Marking(NOW, "李"))
    later = held(B1="secretary", B2="secretary")
    save_session(place.store, later, place.notice, marking=Marking(NOW, "李"))
    assert place.cell("B2", "sharing").state is State.DONE


def test_a_form_that_fits_no_session_is_asked_about_until_staff_bind_it(place: Place) -> None:
    session = held(B1="secretary", B2="secretary")
    save_session(place.store, session, place.notice, marking=Marking(NOW, "李"))
    take_in(place.store, make_mail("表", [("评价表.docx", "f")]), ask(FileKind.EVAL_FORM, "B1"))
    assert place.cell("B1", "eval_form").state is State.REVIEW
    bind_form(place.store, "file:1", session, day=DAY, marking=Marking(NOW, "李"))
    assert place.cell("B2", "sharing").state is State.DONE
    assert dashboard(place.store, place.workspace, now=NOW).queue == 0
    undo(place.store, latest_batch(place.store, who="李") or "", at=NOW, who="李")
    assert place.cell("B1", "eval_form").state is State.REVIEW


# -- review ----------------------------------------------------------------------------------------


def test_review_is_done_with_the_mean_when_every_reviewer_answered(place: Place) -> None:
    place.panel("", "")
    assert place.cell("B1", "review").state is State.OPEN
    assert assign_all(place.store, 2, marking=Marking(NOW, "李")).problems == ()
    place.score("R0", "B1", 20)
    found = place.cell("B1", "review")
    assert (found.state, found.detail and found.detail.params) == (
        State.OPEN,
        {"n": 1, "total": 2},
    )
    place.score("R1", "B1", 22)
    found = place.cell("B1", "review")
    assert (found.state, found.detail and found.detail.params) == (State.DONE, {"mean": 84.0})
    assert place.scope(Item.REVIEW) == {"reviewers": 2, "asked": 2, "returned": 0}


def test_reviewers_who_disagree_are_looked_at_and_accepted_with_a_reason(place: Place) -> None:
    place.panel("", "")
    assign_all(place.store, 2, marking=Marking(NOW, "李"))
    place.score("R0", "B1", 10)
    place.score("R1", "B1", 25)
    assert place.cell("B1", "review").state is State.SOFT
    accepted = Draft(Act.ACCEPT, "branch:B1", {"code": "review.disagreement"}, "已复核")
    decide(place.store, [accepted], at=NOW, who="李")
    assert place.cell("B1", "review").state is State.ACCEPTED


def test_a_second_year_branch_is_scored_on_a_fifth_criterion(place: Place) -> None:
    place.panel("")
    assign_all(place.store, 1, marking=Marking(NOW, "李"))
    with pytest.raises(UsageError, match=r"review\.criterion"):
        place.score("R0", "B2", 20)
    with pytest.raises(UsageError, match=r"review\.criterion"):
        place.score("R0", "B1", 20, mechanism=20)
    place.score("R0", "B2", 25, mechanism=20)
    found = place.cell("B2", "review")
    assert found.detail is not None
    assert found.detail.params == {"mean": 100.0}


@pytest.mark.parametrize("points", [-1, 25.5, 1000])
def test_points_outside_of_their_range_are_refused(place: Place, points: float) -> None:
    place.panel("")
    assign_all(place.store, 1, marking=Marking(NOW, "李"))
    with pytest.raises(UsageError, match=r"review\.points"):
        place.score("R0", "B1", points)


def test_nobody_is_assigned_to_their_own_house_by_hand_either(place: Place) -> None:
    place.panel("U1", "")
    with pytest.raises(UsageError, match="own_house"):
        assign_branch(place.store, "B1", ["R0"], marking=Marking(NOW, "李"))
    assign_branch(place.store, "B1", ["R1"], marking=Marking(NOW, "李"))
    with pytest.raises(UsageError, match="not_assigned"):
        place.score("R0", "B1", 20)


def test_the_panel_needs_all_three_kinds(place: Place) -> None:
    panel = [Reviewer("R1", "甲", "党务干部"), Reviewer("R2", "乙", "教师支部书记", left=True)]
    assert missing_kinds(panel, place.notice) == ("教师支部书记", "学生支部书记")
    with pytest.raises(UsageError, match=r"review\.kind"):
        save_reviewers(
            place.store,
            [Reviewer("R1", "甲", "校外专家")],
            place.notice,
            marking=Marking(NOW, "李"),
        )


# -- the volume ------------------------------------------------------------------------------------


def test_selected_and_not_selected_are_both_finished_and_a_reserve_is_not(place: Place) -> None:
    choose(place.store, ["B1"], "selected", marking=Marking(NOW, "李"))
    choose(place.store, ["B2"], "not_selected", reason="篇幅所限", marking=Marking(NOW, "李"))
    choose(place.store, ["B3"], "reserve", reason="待定", marking=Marking(NOW, "李"))
    states = [place.cell(name, "volume").state for name in ("B1", "B2", "B3")]
    assert states == [State.DONE, State.DONE, State.OPEN]
    assert place.scope(Item.VOLUME) == {"selected": 1, "reserve": 1, "not_selected": 1}
    choose(place.store, ["B1"], "", marking=Marking(NOW, "李"))
    assert place.cell("B1", "volume").state is State.OPEN
    with pytest.raises(UsageError, match=r"volume\.reason"):
        choose(place.store, ["B1"], "not_selected", marking=Marking(NOW, "李"))


# -- dates, conflicts ------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [Item.PROMOTION, Item.SHARING, Item.REVIEW, Item.VOLUME])
def test_nothing_but_one_and_two_is_late_unless_staff_set_a_date(place: Place, item: Item) -> None:
    after = DEADLINE + timedelta(days=40)
    column = item.value
    assert not place.cell("B1", column, after).late
    until = DEADLINE + timedelta(days=26)
    set_due(place.store, item, until, reason="", marking=Marking(NOW, "李"))
    found = place.cell("B1", column, after)
    assert (found.state, found.late) == (State.MISSING, True)
    assert not place.cell("B1", column, NOW).late
    set_due(place.store, item, None, reason="", marking=Marking(NOW, "李"))
    assert not place.cell("B1", column, after).late


def test_two_people_do_not_overwrite_each_other(place: Place) -> None:
    seen = place.store.revision()
    choose(place.store, ["B1"], "selected", marking=Marking(NOW, "李", seen))
    with pytest.raises(StoreError, match=r"decision\.conflict"):
        choose(place.store, ["B1"], "reserve", reason="x", marking=Marking(NOW, "王", seen))
