"""Generated mail in other words and with other operators than the matcher was built against.

    python bench/variants.py --size 500 --messages 300 --seed 1 --out DIR

The committed generator with its vocabulary replaced and its extension points filled: a check that
the matcher holds by grammar and not by the phrases it was tuned on.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ITEMS = {
    "plan": (
        ["建设方案", "典型案例", "优秀案例", "工作总结报告", "品牌创建案例", "案例材料"],
        ["2020年度党支部特色工作典型案例", "党支部品牌建设工作总结", "特色支部建设工作方案"],
        ["案例", "01 工作方案"],
    ),
    "support": (
        [
            "佐证",
            "证明材料",
            "活动图片",
            "荣誉证书",
            "新闻截图",
            "影像资料说明",
            "规章制度",
            "获奖照片",
        ],
        ["相关新闻报道", "佐证材料", "荣誉证明"],
        ["证明材料", "02 支撑", "照片"],
    ),
    "toc": (
        ["佐证目录", "附件目录", "支撑材料一览", "文件清单"],
        ["佐证材料目录", "附件清单"],
        ["目录", "证明材料"],
    ),
    "video": (
        ["微视频", "成果汇报视频", "宣传片", "案例视频"],
        ["党支部特色工作成果展示", "支部风采展示"],
        ["视频文件", "03 视频"],
    ),
    "eval_form": (
        ["创建情况评价表", "工作评价表", "评价表（盖章）", "特色支部评价表扫描"],
        ["特色党支部创建情况评价表", "党支部工作情况评价表"],
        ["表格", "04 评价表"],
    ),
    "article": (
        ["公众号推文", "宣传推文", "推广文稿", "推送文案"],
        ["特色支部线上宣传稿", "党建微信推送"],
        ["推送", "宣传"],
    ),
    "sharing": (
        ["经验分享记录", "交流会纪要", "分享会签到", "现场交流材料"],
        ["特色支部现场交流会记录", "经验分享会会议纪要"],
        ["交流会", "05 分享"],
    ),
    "other": (
        ["思想汇报", "会议通知", "发票", "请假单", "党员名册", "述职材料"],
        ["关于开展党员学习的通知", "党费收缴明细表", "书记述职报告"],
        ["杂项"],
    ),
}
WORDS = {
    "multi": [
        "附上我院{n}个党支部的相关材料。",
        "呈上所属{cn}个支部的材料，望查阅。",
        "我单位共{n}个支部参评，材料打包如下。",
    ],
    "said": ["受{m}委托转交材料。", "此为{m}报送内容，我替他们发一下。"],
    "sibling": [
        "本次不含{m}，该支部自己报。",
        "{m}部分尚未完成，过后再补。",
        "除{m}外均已齐全。",
        "{m}的已于上周发过。",
    ],
    "resend": ["【更新】", "重发-", "（补充）", "更新版："],
    "resend_body": ["前次发送的附件损坏，请以本次为准。", "根据意见作了改动。"],
    "summary": ["参评支部一览表", "支部信息汇总", "材料报送一览"],
    "summary_head": "编号 单位 党支部 负责人 ",
    "multi_subj": ["{m}参评支部材料", "{m}特色支部报送", "呈报{m}材料"],
    "several": {
        "sharing": "支部交流会会议纪要",
        "eval_form": "特色支部评价表汇总",
        "article": "特色支部风采推文",
        "other": "参评支部信息一览表",
    },
    "several_head": "涉及支部",
    "zip_multi": ["参评材料", "支部材料打包", "报送", "全部"],
    "stale": "答复：关于{m}案例的反馈",
    "qsubj": "关于报送材料的通知",
    "qtext": "{m}视频时长超了，请剪一下。",
    "gen_folder": ["文件夹", "支部", "第", "A"],
    "gen_zip": ["报送材料", "压缩包", "文件", "all"],
    "partner": [
        "和{m}开展联建活动。",
        "走进{m}交流学习。",
        "联合{m}举办读书会，反响热烈。",
        "特邀{m}书记到场指导。",
    ],
    "title_m": [
        "{m}",
        "中共东北大学{m}委员会",
        "支部：{m}",
        "报送单位：{m}",
        "[{m}]",
        "——{m}",
        "所在党支部：{m}",
    ],
    "offsite": ["{u}党支部来访函.docx", "{n}联学联建邀请", "{n}来函"],
    "fname": [
        "{w}_{m}",
        "【{m}】{w}",
        "{m}·{w}",
        "03-{m}-{w}",
        "{m} {w}",
        "{w}({m})",
        "{p}-{m}-{w}",
    ],
    "sub_subj": "参评支部材料",
}
BODIES = [
    "{m}材料见附，望批阅。",
    "呈上{m}参评材料一份。",
    "我们是{m}，现提交相关材料。",
    "此邮件为{m}报送的案例与视频。",
]
SUBJECTS = [
    "{m}参评材料",
    "关于报送{m}材料的函",
    "提交：{m}（案例+视频）",
    "{m}：六个一",
    "材料报送——{m}",
]


def vary(generator: Any) -> None:
    """Replace the generator's words and fill its extension points."""
    g = generator
    g.LABEL = "var"
    g.ITEMS = ITEMS
    g.W.update(WORDS)
    g.BODY[:] = BODIES
    g.BODY0[:] = ["请查阅附件。", "材料附上，辛苦。", "如题。", "见附件，收到请回复。", ""]
    g.SUBJ[:] = SUBJECTS
    g.SUBJ0[:] = ["参评材料", "报送", "", "材料提交", "附件", "党支部材料"]
    g.GREET[:] = ["部长好：", "老师好！", "组织部：", "", "您好！"]
    g.QUOTE[:] = [
        "\n\n在 2021年3月20日，{a} 写道：\n> {s}\n> {t}",
        "\n\n发件人：{a}\n发送时间：2021年3月20日\n主题：{s}\n\n{t}",
    ]
    g.SLOGAN[:] = ["不忘初心勇担当 牢记使命谱新篇", "支部有特色 党员有作为", "一名党员一面旗"]
    g.KINDS = ["支部", "党支", "支部委员会", "党总支", "党支部委员会"]
    g.GENERIC["doc"][:] = [
        "终版",
        "word文档",
        "定稿",
        "2",
        "新建 DOCX 文档",
        "无标题",
        "0412",
        "doc1",
    ]
    g.GENERIC["video"][:] = ["导出视频", "1080p", "output", "未命名", "20210412_140301"]
    g.GENERIC["img"][:] = ["截屏2021-04-10", "DSC_0021", "photo", "scan0001"]
    g.ORD_EXTRA = _ordinals
    g.extra_surface = _surface
    g.alt_mention = _former_names(g, g.alt_mention)
    g.roster_hook = _renumber(g)
    g.pre_oracle = _listed(g)
    g.SN = lambda c: {"欧": "欧阳", "司": "司马", "上": "上官", "诸": "诸葛"}.get(
        c, {"万": "欧阳", "毛": "司马", "段": "上官", "龙": "诸葛"}.get(c, c)
    )


def _ordinals(number: int) -> list[str]:
    capital = "零壹贰叁肆伍陆柒捌玖拾"
    roman = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    if number > 10:
        return [f"{number}号", f"第{number}"]
    return [f"第{capital[number]}", f"{number}号", f"No.{number}", roman[number], f"({number})"]


def _surface(mention: Any, text: str) -> str:
    chance: random.Random = mention.r
    if chance.random() < 0.04:
        at = chance.randrange(1, len(text))
        text = text[:at] + "\u200b" + text[at:]
        mention.ops.append("zero_width")
    if chance.random() < 0.04 and "学院" in text:
        text = text.replace("学院", "学院党委", 1)
        mention.ops.append("party_between")
    if chance.random() < 0.03:
        for right, wrong in (("支部", "支郡"), ("学院", "学阮"), ("教工", "教土")):
            if right in text:
                text = text.replace(right, wrong, 1)
                mention.ops.append("shape_typo")
                break
    return text


def _renumber(g: Any) -> Any:
    def hook(world: Any) -> None:
        chance: random.Random = world.r
        for at, branch in enumerate(world.branches):
            if branch.ord < 2 or chance.random() > 0.12:
                continue
            old = (branch.unit, branch.grade, branch.stage)
            name = "原" + "".join(old) + f"第{g.cn_num(branch.ord - 1)}党支部"
            if any(name in b.aliases for b in world.branches if b.sub == branch.sub):
                continue
            world.branches[at] = branch._replace(aliases=(*branch.aliases, name))

    return hook


def _former_names(g: Any, usual: Any) -> Any:
    def alternative(mention: Any, branch: Any) -> Any:
        old = [a for a in branch.aliases if a.startswith("原")] if branch.id else []
        if not old or mention.r.random() > 0.4:
            plain = branch._replace(aliases=tuple(a for a in branch.aliases if a not in old))
            return usual(mention, plain)
        world = mention.w
        form = mention.r.choice([*world.subs[branch.sub].shorts, world.subs[branch.sub].college])
        owners = frozenset(
            b.id for b in world.allb if old[0] in b.aliases and b.sub in world.form_subs[form]
        )
        mention.ops.append("former_number")
        return form + old[0], g.fit(owners)

    return alternative


def _listed(g: Any) -> Any:
    def list_in_body(mails: Any, records: Any, body: str) -> str:
        chance: random.Random = mails.r
        mine = [x for x in records if x["branch"] is not None and x["branch"].id]
        if not 2 <= len(mine) <= 8 or chance.random() > 0.06 or "multi" not in mails.ops:
            return body
        lines = []
        for record in mine:
            text, fits = g.Mention(mails.w, chance).complete(record["branch"])
            if "conflict" in record["flags"] or sum(y["name"] == record["name"] for y in mine) > 1:
                return body
            record["ev"]["list"] = fits
            record["ops"].add("listed")
            lines.append(f"{record['name']}：{text}")
        return body + "\n".join(lines) + "\n"

    return list_in_body


def load() -> Any:
    """The committed generator, an untyped script; a copy of its own for each call."""
    found = importlib.util.find_spec("bench.make_matchset")
    if found is None or found.loader is None:
        raise ModuleNotFoundError("bench.make_matchset")
    generator = importlib.util.module_from_spec(found)
    found.loader.exec_module(generator)
    return generator


def write_set(vary: Callable[[Any], None], about: str | None) -> None:
    """Write one set by the generator as `vary` changes it; `about` is the help of the script."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--size", type=int, default=60)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default="out")
    given = parser.parse_args()
    generator = load()
    vary(generator)
    world = generator.World(given.size, given.seed)
    messages = generator.Mails(world, given.seed).run(given.messages)
    generator.write(world, messages, given.out, f"dev_{given.messages}.jsonl")
    labels = [label for message in messages for label in message["labels"]]
    print(
        f"{len(world.branches)} branches, {len(labels)} attachments, "
        f"{sum(label['decidable'] for label in labels)} decidable, "
        f"{len(re.findall('former_number', str(labels)))} by a former number"
    )


if __name__ == "__main__":
    write_set(vary, __doc__)
