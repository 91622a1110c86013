"""Facts for the screens of items 3 to 6: something in every state."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from store.db.decisions import Marking
from store.items.promotions import Article, mark_excellent, save_articles
from store.items.review import Reviewer, Score, assign_all, record_scores, save_reviewers
from store.items.sessions import Session, save_sessions
from store.items.volume import choose, recommend_videos
from store.model import FileKind, Scope
from tests.making import NOW, ask, auto, make_mail, take_in
from tests.tui.conftest import Place

WHO = "王老师"
URL = "https://mp.weixin.qq.com/s/"
AT = NOW - timedelta(hours=3)


def fill_ones(place: Place) -> None:
    """Articles, sessions, forms, a panel with scores, and a selection."""
    store, notice = place.store, place.workspace.notice
    mark_excellent(store, ["B1"], True, marking=Marking(AT, WHO))
    save_articles(
        store,
        [
            Article(
                "P1", "wechat", "published", ("B1", "B2"), URL + "a", date(2027, 4, 6),
                "特色支部巡礼（一）：自动化研究所教工党支部、本科生第三党支部",
            ),
            Article("P2", "wechat", "submitted", ("B4",), "", date(2027, 4, 9), "一线先锋"),
            Article("P3", "sizheng", "submitted", ("B1",), "", date(2027, 4, 9), "双融双促"),
            Article("P4", "website", "published", ("B1",), URL + "w", date(2027, 4, 8), "专栏"),
        ],
        notice,
        marking=Marking(AT, WHO),
    )  # fmt: skip
    take_in(
        store,
        make_mail("推送稿", [("流通部党支部推送稿.docx", "draft")], at=AT),
        auto("B7", FileKind.ARTICLE),
    )
    save_sessions(
        store,
        [
            Session(
                "S2", "U2", date(2027, 4, 16), "机械楼 208", "述职", "planned",
                {"B4": "secretary", "B5": "secretary"},
            ),
            Session(
                "S3", "U3", date(2027, 4, 7), "图书馆报告厅", "工作例会", "held",
                {"B7": "deputy"}, True, "书记出差，副书记代讲", 32,
            ),
            Session("S4", "U2", date(2027, 4, 2), "线上", "其他", "cancelled", {"B4": "absent"}),
        ],
        notice,
        marking=Marking(AT, WHO),
    )  # fmt: skip
    filled = [
        {"label": "党支部", "value": "流通部党支部"},
        {"label": "交流人", "value": "王建国（支部书记）"},
        {"label": "工作内容评价", "value": "与主题相符，重点突出"},
        {"label": "分党委意见", "value": ""},
    ]
    take_in(
        store,
        make_mail("评价表一", [("流通部评价表.docx", "filled")], at=AT),
        auto("B7", FileKind.EVAL_FORM),
        measures={"filled": {"form_fields": filled}},
    )
    empty = [{"label": one["label"], "value": ""} for one in filled]
    take_in(
        store,
        make_mail("评价表二", [("《特色支部创建工作评价表》.docx", "empty")], at=AT),
        auto("B3", FileKind.EVAL_FORM),
        measures={"empty": {"form_fields": empty}},
    )
    take_in(
        store,
        make_mail("评价表三", [("特色支部创建工作情况评价表.docx", "whose")], at=AT),
        replace(ask(FileKind.EVAL_FORM, "B1"), scope=Scope.SEVERAL),
    )
    kinds = notice.review.kinds
    save_reviewers(
        store,
        [
            Reviewer("Ra1", "赵敏", kinds[0], address="zhao@neu.example"),
            Reviewer("Rb2", "钱立", kinds[1], "U1", "B1", "qian@neu.example"),
            Reviewer("Rc3", "孙宁", kinds[2], "U2", address="sun@neu.example"),
            Reviewer("Rd4", "李想", kinds[0]),
        ],
        notice,
        marking=Marking(AT, WHO),
    )
    assign_all(store, 2, marking=Marking(AT, WHO))
    _scores(place)
    choose(store, ["B1"], "selected", reason="做法实、可推广", marking=Marking(AT, WHO))
    choose(store, ["B7"], "reserve", reason="等视频", marking=Marking(AT, WHO))
    choose(store, ["B6"], "not_selected", reason="篇幅所限", marking=Marking(AT, WHO))
    recommend_videos(store, ["B1"], True, marking=Marking(AT, WHO))


def _scores(place: Place) -> None:
    from store.db.decisions import live_decisions
    from store.items.review import assignment_of

    points = {"B1": (23, 21), "B2": (24, 12), "B3": (20, 19), "B4": (22,)}
    scores = []
    for branch_id, names in assignment_of(live_decisions(place.store)).items():
        for name, value in zip(names, points.get(branch_id, ()), strict=False):
            given = dict.fromkeys(("theme", "results", "methods", "example"), float(value))
            if branch_id == "B3":
                given["mechanism"] = 16.0
            comment = "特色鲜明，数据扎实；建议补充学生评价。" if value > 20 else ""
            scores.append(Score(name, branch_id, given, comment, "sheet.xlsx"))
    record_scores(place.store, scores, place.workspace.notice, marking=Marking(AT, WHO))
