"""Generated mail as offices send it: the operators that hand-tried cases asked for.

    python bench/offices.py --size 500 --messages 300 --seed 1 --out DIR

The committed generator once more, with a third vocabulary and with what the other two lack: names
half in pinyin, private mail that forwards itself, lists in the text that say which file is whose,
second films, several plans in one document, left-over headings in labelled fields, unlisted
branches beside listed ones.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.variants import write_set

ITEMS = {
    "plan": (
        [
            "创建工作案例",
            "特色创建案例",
            "申报材料（方案）",
            "品牌方案",
            "书记项目案例",
            "工作方案0410",
        ],
        ["党支部创建工作案例", "“一支部一特色”工作方案", "特色党支部创建总结报告"],
        ["一、方案", "案例材料", "1方案"],
    ),
    "support": (
        [
            "佐证1",
            "活动掠影",
            "相关证明",
            "学习记录照片",
            "支撑附件",
            "荣誉",
            "媒体报道汇总",
            "证书扫描",
        ],
        ["活动掠影", "支撑材料（照片）", "荣誉证书"],
        ["支撑", "二、支撑材料", "佐证材料"],
    ),
    "toc": (
        ["支撑目录", "佐证材料清单", "附证目录", "材料索引"],
        ["支撑材料目录表", "佐证材料清单"],
        ["二、支撑材料", "目录"],
    ),
    "video": (
        ["成果展示", "创建成果视频", "汇报短片", "支部视频", "展示片"],
        ["创建成果展示", "支部建设纪实"],
        ["三、视频", "成果展示视频", "视频"],
    ),
    "eval_form": (
        ["评价表", "附件2评价表", "创建情况评价表（签字）", "自评表"],
        ["特色党支部创建工作情况评价表", "附件2 评价表"],
        ["四、评价表", "表格"],
    ),
    "article": (
        ["推广稿", "新媒体推文", "宣传文稿", "公众号文章"],
        ["特色支部巡礼", "支部风采（推送稿）"],
        ["五、宣传稿", "推文"],
    ),
    "sharing": (
        ["现场分享会记录", "交流会议纪要", "交流签到表", "分享交流记录"],
        ["现场分享交流记录表", "经验交流会议记录"],
        ["六、分享", "交流"],
    ),
    "other": (
        ["会议通知", "党费明细", "入党志愿书", "请假条", "课表", "转正申请书"],
        ["关于收缴党费的通知", "入党志愿书", "书记述职报告"],
        ["杂"],
    ),
}
WORDS = {
    "multi": [
        "我院参与创建的{n}个党支部材料如附件，请老师审核。",
        "汇总了{cn}个支部的材料，一并发来。",
        "这是学院{n}个支部的成果，辛苦老师收一下。",
    ],
    "said": ["本邮件系代{m}提交。", "{m}委托我发送以上材料。"],
    "sibling": [
        "另，{m}的下周一之前补上。",
        "{m}暂缺，书记出差，回来后补发。",
        "注意：{m}由其书记另行发送。",
        "附件里没有{m}的，他们自己报。",
    ],
    "resend": ["（更正）", "【以此为准】", "再发：", "修改后重报："],
    "resend_body": ["上一封请作废，以本封为准。", "昨天发的视频打不开，重新发一遍。"],
    "summary": ["支部材料报送清单", "参与创建支部统计", "六个一完成情况"],
    "summary_head": "序号 党支部名称 书记 完成情况 ",
    "multi_subj": ["{m}材料汇总报送", "{m}“六个一”材料", "{m}党委报送创建材料"],
    "several": {
        "sharing": "各支部现场交流记录",
        "eval_form": "支部评价表合订",
        "article": "支部巡礼合辑",
        "other": "创建支部名单",
    },
    "several_head": "参加支部",
    "zip_multi": ["创建材料", "六个一", "各支部", "汇总材料"],
    "stale": "Re: 关于{m}视频的问题",
    "qsubj": "请各单位补报材料",
    "qtext": "{m}的目录没有收到，请补。",
    "gen_folder": ["资料", "No", "支部", "新建文件夹"],
    "gen_zip": ["六个一材料", "创建", "打包", "新建压缩文件"],
    "partner": [
        "联合{m}开展志愿服务。",
        "邀请{m}全体党员参加。",
        "与{m}结对共建。",
        "赴{m}学习调研。",
    ],
    "title_m": [
        "{m}",
        "党支部名称：{m}",
        "支部名称 {m}",
        "（{m}）",
        "申报支部：{m}",
        "作者：{m}",
        "—— {m}",
    ],
    "offsite": ["{u}党支部邀请函.docx", "{n}共建方案", "{n}邀请函"],
    "fname": [
        "{m}{w}",
        "{w}-{m}",
        "{m}（{w}）",
        "{p} {m}{w}",
        "1.{m}{w}",
        "{w}—{m}",
        "附件2 {m}{w}",
        "{m}_{p}_{w}",
    ],
    "sub_subj": "创建材料",
}
BODIES = [
    "这是{m}的六个一材料。",
    "{m}全套材料已按要求整理，请老师查看。",
    "老师，我是{m}的组织委员，材料见附件。",
    "补充报送{m}的创建材料。",
    "按通知第三条，{m}材料经党委审核后报送。",
]
SUBJECTS = [
    "{m}创建材料",
    "{m}成果报送",
    "关于{m}六个一的材料",
    "[{m}]方案和视频",
    "报材料：{m}",
]
PASSED_ON = [
    "\n\n---------- 转发的邮件 ----------\n发件人: {a}\n日期: 2021-04-10\n"
    "主题: {s}\n收件人: {n}\n\n{t}",
    "\n\n------------------ 原始邮件 ------------------\n发件人: {a}\n发送时间: 2021年4月10日\n"
    "收件人: {n}\n主题: {s}\n\n{t}",
    "\nBegin forwarded message:\n\nFrom: {a}\nSubject: {s}\nDate: 10 April 2021\n\n{t}",
]
LABELS = ["党支部名称：", "申报支部：", "单位：", ""]
OTHER_FILMS = [
    "活动剪辑",
    "主题党日花絮",
    "微党课",
    "志愿服务短片",
    "宣传片",
    "媒体报道片段",
    "快闪",
]
HALF = 0.05
FORWARDED = 0.16
LISTED = 0.5
SECOND_FILM = 0.3
SEVERAL_PLANS = 0.03
UNLISTED_BESIDE = 0.12


def vary(generator: Any) -> None:
    """Replace the generator's words and fill its extension points."""
    g = generator
    g.LABEL = "off"
    g.ITEMS = ITEMS
    g.W.update(WORDS)
    g.BODY[:] = BODIES
    g.BODY0[:] = ["老师好，材料发您了。", "请老师查收。", "补充材料。", "同上。", ""]
    g.SUBJ[:] = SUBJECTS
    g.SUBJ0[:] = ["材料", "创建材料", "六个一", "", "来自手机的邮件", "文件"]
    g.GREET[:] = ["郑老师：", "领导好：", "组织部各位老师：", "", "老师您好，"]
    g.KINDS = ["支部", "党支", "党总支", "支部委员会"]
    g.P.update(template_left=0.06, off_roster=0.05, stale_subj=0.4, pinyin=0.06)
    g.alt_mention = _half_pinyin(g, g.alt_mention)
    g.pre_oracle = _listed(g)
    g.extra_mail = _several_plans(g)
    g.Mails.emit = _as_sent(g.Mails.emit)


def _half_pinyin(g: Any, usual: Any) -> Any:
    """The college, or stage and kind word, in Latin letters, the rest in Chinese."""

    def alternative(mention: Any, branch: Any) -> Any:
        chance: random.Random = mention.r
        if not branch.id or mention.level == "formal" or chance.random() > HALF:
            return usual(mention, branch)
        world = mention.w
        sub = world.subs[branch.sub]
        form = chance.choice([sub.college, *sub.shorts[:2]])
        rest = f"{branch.unit}{branch.grade}{branch.stage}"
        number = f"第{g.cn_num(branch.ord)}" if branch.ord else ""
        if chance.random() < 0.6 or not branch.stage:
            latin = g.py(form, chance.random() < 0.3)
            text = f"{latin}{rest}{number}党支部"
            subs = world.form_subs[latin] or {branch.sub}
        else:
            stage = g.py(branch.stage)
            end = chance.choice(["dangzhibu", "zhibu", "党支部"])
            digits = str(branch.ord) if branch.ord else ""
            text = f"{form}{branch.unit}{branch.grade}{stage}{digits}{end}"
            subs = world.form_subs[form]
        fits = {
            x.id
            for x in world.allb
            if x.sub in subs
            and (x.unit, x.grade, x.stage, x.ord)
            == (branch.unit, branch.grade, branch.stage, branch.ord)
        }
        mention.ops.append("half_pinyin")
        return text, g.fit(fits)

    return alternative


def _listed(g: Any) -> Any:
    """A list in the text: by file, by branch, by number, or as the cells of a table."""

    def by_file(named: list[tuple[str, str]], chance: random.Random) -> str:
        mark = chance.choice([" —— ", "：", "\t", " | ", " 是", "（", "对应"])
        end = "）" if mark == "（" else ""
        return "\n".join(f"{file}{mark}{text}{end}" for file, text in named)

    def by_branch(named: list[tuple[str, str]], chance: random.Random) -> str:
        mark = chance.choice(["：", "\t", " - ", "的材料是"])
        files: dict[str, list[str]] = {}
        for file, text in named:
            files.setdefault(text, []).append(file)
        return "\n".join(f"{text}{mark}{'、'.join(all_)}" for text, all_ in files.items())

    def by_cells(named: list[tuple[str, str]], chance: random.Random) -> str:
        heads = chance.choice([("序号", "文件名", "党支部"), ("编号", "附件", "所属支部")])
        rows = [f"{at}\n{file}\n{text}" for at, (file, text) in enumerate(named, start=1)]
        return "\n".join((*heads, *rows))

    def by_row(named: list[tuple[str, str]], chance: random.Random) -> str:
        mark = chance.choice(["\t", "  ", " | "])
        return "\n".join(
            mark.join((str(at), text, file)) for at, (file, text) in enumerate(named, start=1)
        )

    ways: tuple[Callable[[list[tuple[str, str]], random.Random], str], ...] = (
        by_file,
        by_branch,
        by_cells,
        by_row,
    )

    def list_in_body(mails: Any, records: Any, body: str) -> str:
        chance: random.Random = mails.r
        _second_films(g, mails, records)
        _unlisted_beside(g, mails, records)
        mine = [x for x in records if x["branch"] is not None]
        named = [x["name"] for x in mine]
        if "multi" not in mails.ops or not 2 <= len(mine) <= 14 or len(set(named)) < len(named):
            return body
        if any(not x["branch"].id for x in mine) or chance.random() > LISTED:
            return body
        if any("conflict" in x["flags"] for x in mine):
            return body
        rows = []
        for record in mine:
            text, fits = g.Mention(mails.w, random.Random(record["branch"].id)).complete(
                record["branch"]
            )
            record["ev"]["list"] = fits
            record["ops"].add("list_in_text")
            name = record["name"]
            rows.append((name.rsplit(".", 1)[0] if chance.random() < 0.2 else name, text))
        return f"{body}附件说明如下：\n{chance.choice(ways)(rows, chance)}\n"

    return list_in_body


def _second_films(g: Any, mails: Any, records: Any) -> None:
    """Beside a branch's film that is called its 成果展示 another one, of something else."""
    chance: random.Random = mails.r
    for record in tuple(records):
        branch = record["branch"]
        if (
            branch is None
            or not branch.id
            or record["item"] != "video"
            or chance.random() > SECOND_FILM
        ):
            continue
        text, fits = g.Mention(mails.w, chance).complete(branch)
        record["name"] = f"{text}成果展示视频.{record['ext']}"
        record["ev"]["fname"] = fits
        other = dict(record, ev=dict(record["ev"]), ops={"second_film"}, flags=set(), title="")
        other["ev"].pop("title", None)
        other.update(name=f"{text}{chance.choice(OTHER_FILMS)}.mp4", item="support", ext="mp4")
        if "path" in record:
            folder = record["path"].rpartition("/")[0]
            record["path"] = "/".join(x for x in (folder, record["name"]) if x)
            other["path"] = "/".join(x for x in (folder, other["name"]) if x)
        other["cues"] = {"name"}
        records.append(other)


def _unlisted_beside(g: Any, mails: Any, records: Any) -> None:
    """Among the files of several branches one of a branch that the roster does not know."""
    chance: random.Random = mails.r
    if "multi" not in mails.ops or not mails.w.off or chance.random() > UNLISTED_BESIDE:
        return
    branch = chance.choice(mails.w.off)
    record = mails.att(branch, "plan", True, keep_sub="full")
    text, _ = g.Mention(mails.w, chance).complete(branch)
    if mails.w.branches and any(x.name == text for x in mails.w.branches):
        return
    record["name"] = f"{text}创建工作案例.docx"
    record["ev"] = {"fname": frozenset()}
    folder = records[0]["path"].split("/")[0] if "/" in records[0].get("path", "") else ""
    record["path"] = "/".join(x for x in (folder, record["name"]) if x)
    record["own_folder"] = ""
    record["ops"] = {"unlisted_beside"}
    records.append(record)


def _several_plans(g: Any) -> Any:
    """One document with the plans of several branches, its parts' headings beside it."""

    def mail(mails: Any) -> Any:
        world, chance = mails.w, mails.r
        if chance.random() > SEVERAL_PLANS:
            return None
        sub = chance.choice([s for s in world.subs if len(world.by_sub[s.i]) >= 2])
        branches = chance.sample(world.by_sub[sub.i], 2)
        heads = []
        for branch in branches:
            text = world.std(sub, branch.unit, branch.grade, branch.stage, branch.ord, "full")
            heads.append(text + chance.choice(["创建工作案例", "工作方案", "", "典型案例材料"]))
        name = chance.choice(
            ["案例", f"{sub.shorts[0]}案例汇编", "方案（2个支部）", heads[0][:40], "终稿"]
        )
        mails.ops = {"several_plans"}
        record: dict[str, Any] = dict(  # noqa: C408  (as the generator writes it)
            path=f"{name}.docx",
            name="",
            folder="",
            ext="docx",
            title="\n".join((heads[0], "围绕中心工作抓实特色创建。")),
            headings=heads,
            size=40_000,
            ev={},
            flags=set(),
            ops=set(),
            item="plan",
            item_ok=True,
            branch=None,
            scope="several",
            dec=False,
        )
        sender = sub.emails[0] if chance.random() < 0.5 else mails.private()
        return mails.emit(sender, sub.staff[0], chance.choice(g.SUBJ0), "", [record], mails.ops)

    return mail


def _as_sent(usual: Any) -> Any:
    """The finished mail; some come through a private mailbox that forwards by itself."""

    def emit(
        mails: Any, address: str, name: str, subject: str, body: str, records: Any, ops: Any
    ) -> Any:
        chance: random.Random = mails.r
        one_branch = "multi" not in ops and not ops & {"irrelevant", "several", "quote"}
        if one_branch and chance.random() < FORWARDED and "\n---" not in body:
            mark = chance.choice(["转发：", "Fwd: ", "转发: ", "Fw:"])
            original = f"{name} <{address}>"
            block = chance.choice(PASSED_ON)
            body = block.format(a=original, s=subject, n=mails.w.rand_person(chance), t=body)
            subject = f"{mark}{subject}"
            address, name = mails.private(), mails.w.rand_person(chance)
            ops = ops | {"forwarded"}
        message = usual(mails, address, name, subject, body, records, ops)
        for attachment, record in zip(message["attachments"], records, strict=True):
            if record.get("left"):
                # A heading left over stands in the field of a form as often as in its own line.
                left = record["left"][0]
                label = chance.choice(LABELS)
                text = attachment["title_text"]
                attachment["title_text"] = text.replace(left, f"{label}{left}", 1)[:300]
            if "headings" in record:
                attachment["headings"] = record["headings"]
        return message

    return emit


if __name__ == "__main__":
    write_set(vary, __doc__)
