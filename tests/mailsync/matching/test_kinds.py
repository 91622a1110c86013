"""What kind of material a file is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailsync.matching.kinds import guess_kind, word_kind
from store.model import FileKind, Mail, Proposal

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("特色支部创建工作方案", "plan"),
        ("创新案例", "plan"),
        ("案例总结", "plan"),
        ("支撑材料", "support"),
        ("支撑材料目录", "toc"),
        ("支撑材料清单", "toc"),
        ("成果展示视频", "video"),
        ("特色支部创建工作评价表", "eval_form"),
        ("特色支部创建工作情况评价表", "eval_form"),
        ("We党微家推文", "article"),
        ("线上宣传推广稿件", "article"),
        ("分享交流会签到表", "sharing"),
        ("经验交流会会议记录", "sharing"),
        ("交流会照片", "support"),
        ("党费收缴统计", "other"),
        ("述职报告", "other"),
    ],
)
def test_the_last_word_names_the_kind(words: str, kind: str) -> None:
    assert word_kind(words) == kind


@pytest.mark.parametrize(
    ("path", "title", "kind"),
    [
        # Heading before name before folder before type.
        ("支撑材料.docx", "特色支部创建工作评价表", "eval_form"),
        ("材料.zip/支撑材料/目录.docx", "", "toc"),
        ("材料.zip/支撑材料/1.docx", "", "support"),
        ("材料.zip/支撑材料/影像.mp4", "", "support"),
        ("支撑材料-活动.mp4", "", "support"),
        ("final.mp4", "", "video"),
        ("1.MOV", "", "video"),
        ("汇总.xlsx", "序号 单位 党支部 机械学院研究生第一党支部 研究生第二党支部", "other"),
        ("材料清单.xlsx", "序号 支部 机械学院研究生第一党支部 研究生第二党支部", "other"),
        ("记录.docx", "分享交流会记录\n参会支部：研究生第一党支部、研究生第二党支部", "sharing"),
        ("支撑材料汇总.docx", "", "support"),
        # The names of branches and units are no words of the kind.
        ("宣传部党支部方案.docx", "", "plan"),
        ("jixiexueyuan_yanjiusheng_3_dzb_chuangxinanli.docx", "", "plan"),
    ],
)
def test_a_file_is_told_by_its_strongest_cue(
    mail: MailMaker, judge: Judge, path: str, title: str, kind: str
) -> None:
    (proposal,) = judge(mail(path), [title])
    assert proposal.kind == kind


def test_a_file_without_any_cue_has_a_kind_in_doubt(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("终稿.docx"))
    assert not proposal.kind_certain


def test_the_kind_has_a_doubt_of_its_own(mail: MailMaker, judge: Judge) -> None:
    (proposal,) = judge(mail("机械学院研究生第一党支部.docx"))
    assert proposal.branch_id == "B001"
    assert not proposal.kind_certain
    (known,) = judge(mail("成果展示视频.mp4"))
    assert known.branch_id is None
    assert known.kind_certain
    assert known.kind is FileKind.VIDEO


@pytest.mark.parametrize(
    "name", ["创建工作方案汇总表", "六个一完成情况统计表", "党支部方案报送一览表", "方案进度表"]
)
def test_a_table_of_a_unit_is_no_plan(name: str) -> None:
    guess = guess_kind(name, "xlsx", "序号\n党支部\n方案\n视频", (), "", 0)
    assert (guess.kind, guess.lead >= 1.0) == (FileKind.OTHER, True)
