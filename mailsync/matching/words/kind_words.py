"""The words that name each kind of material."""

from __future__ import annotations

import re

from store.model import FileKind

KIND_WORDS: tuple[tuple[FileKind, re.Pattern[str]], ...] = (
    (
        FileKind.PLAN,
        re.compile(
            r"(?<!共建)(?<!活动)(?<!会议)(?<!实施)方案(?:汇编|汇总|合集|合订本?|集)?|"
            r"案例(?:汇编|汇总|合集|合订本?|集)?|(?:创建|工作|成果|特色|经验)总结|总结(?:材料|报告)?|特色做法|"
            r"创建(?:工作)?报告|工作报告|做法材料"
        ),
    ),
    (
        FileKind.SUPPORT,
        re.compile(
            r"支撑(?:材料|文件|资料)?|佐证(?:材料|资料)?|证明(?:材料)?|附证|新闻(?:报道|稿)?|报道|照片|相片|图片|图集|"
            r"获奖|证书|奖状|荣誉|制度|截图|截屏|影像|剪影|掠影|留影|合影|台账|汇编|影集|媒体(?!系)|学习记录|心得体会"
        ),
    ),
    (
        FileKind.TOC,
        re.compile(
            r"目录|(?:材料|支撑|佐证|文件|资料|报送|附件)[^ ]{0,4}(?:清单|索引|一览)|清单|索引"
        ),
    ),
    (
        FileKind.VIDEO,
        re.compile(
            r"视频|录像|短片|微电影|宣传片|汇报片|展示片|纪录片|成果展示|专题片|影片|vcr|纪实(?:片|视频)?"
        ),
    ),
    (FileKind.EVAL_FORM, re.compile(r"(?:评价|评估|考评|考核|评审|验收|自评|测评)[^ ]{0,6}表")),
    (
        FileKind.ARTICLE,
        re.compile(
            r"推文|推送(?:稿|文)?|宣传(?:推广)?(?:稿|推送|文稿|文案|文章)|推广稿件?|稿件(?!来源|作者)|公众号|微信(?:稿|文章)|"
            r"微家|巡礼|推广(?:文稿|文章|材料)?|文稿|宣传(?!部|委|片|视频|员)|通讯稿|软文|推介"
        ),
    ),
    (
        FileKind.SHARING,
        re.compile(
            r"分享(?:交流)?|交流(?:会|分享|材料|记录|纪要|发言)|经验交流|"
            r"(?:交流|分享)[^ ]{0,6}(?:记录|纪要|签到表?)|"
            r"签到表?|现场交流|会议记录|宣讲记录|座谈(?:会)?(?:记录|纪要)?"
        ),
    ),
    (
        FileKind.OTHER,
        re.compile(
            r"(?<!材料)(?:汇总|统计|一览|进度|完成情况|报送情况|情况|信息|分工|排名|打分|通讯录)表|"
            r"申请书|党费|通知|logo|image\d*|请假条?|发票|花名册|名册|述职|考勤表?|致辞|统计表|"
            r"回执|邀请函|函(?=$|[ .(])|"
            r"论文|自查|报名表|志愿书|转正|思想汇报|会议议程|安全提醒|投稿|党员名单|收据|报销|课表|值班"
        ),
    ),
)
SUMMARY = re.compile(r"汇总|一览|清单|统计|总表|情况表|花名册|名单|明细")

PINYIN_WORDS: tuple[tuple[str, FileKind], ...] = (
    *((w, FileKind.PLAN) for w in ("fangan", "anli", "zongjie")),
    *(
        (w, FileKind.SUPPORT)
        for w in (
            "zhichengcailiao",
            "zhicheng",
            "zuozheng",
            "xinwenbaodao",
            "zhaopian",
            "zhengshu",
            "zhidu",
            "jietu",
            "baodao",
            "huojiang",
            "tupian",
        )
    ),
    *((w, FileKind.TOC) for w in ("mulu", "qingdan", "suoyin")),
    *((w, FileKind.VIDEO) for w in ("shipin", "luxiang", "chengguozhanshi", "duanpian")),
    *((w, FileKind.EVAL_FORM) for w in ("pingjiabiao", "pinggubiao", "kaohebiao")),
    *(
        (w, FileKind.ARTICLE)
        for w in ("tuiwen", "tuisong", "xuanchuangao", "tuiguang", "gaojian", "gongzhonghao")
    ),
    *(
        (w, FileKind.SHARING)
        for w in ("fenxiang", "jiaoliu", "huiyijilu", "qiandao", "jiyao", "zuotan")
    ),
    *((w, FileKind.OTHER) for w in ("tongzhi", "shenqingshu", "huamingce", "shuzhi", "fapiao")),
)
