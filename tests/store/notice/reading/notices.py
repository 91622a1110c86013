"""Ten invented notices in the usual style: other years, universities, figures and layouts."""

from __future__ import annotations

from dataclasses import dataclass

_SIX = (
    "本次验收采取“六个一”的形式，即形成一项创建工作方案、录制一段成果展示视频、开展一次线上宣传推广、"
    "举办一期现场分享交流、组织一次函评验收、汇编一本成果文集。"
)
_CONTENT = """二、验收内容
1.工作内容。突出“精、深、实、新”。
2.建设成果。突出为师生员工解决实际问题的标志性成果。
3.特色做法描述。突出问题导向。
4.宣传推广情况。突出易学易懂、便于推广的经验。"""


@dataclass(frozen=True, slots=True)
class Case:
    """One notice as issued, and the figures that must be read from it; "" must be asked."""

    name: str
    text: str
    values: dict[str, str]


def _notice(
    *,
    number: str,
    title: str,
    plan: str,
    video: str,
    hand_in: str,
    issued: str,
    issuer: str,
    promotion: str = "借助“先锋林大”微信公众号集中推介。",
    form: str = "填写《特色支部创建工作评价表》。",
    volume: str = "择优编入《特色党支部工作案例汇编》。",
) -> str:
    return f"""{issuer}文件

{number}

{title}

各分党委（直属党总支）：

现将有关安排通知如下。

一、验收方式
{_SIX}
1.创建工作方案。{plan}
2.成果展示视频。{video}
3.线上宣传推广。{promotion}
4.现场分享交流。由分党委负责组织实施，{form}
5.函评验收。由党委组织部负责组织实施，邀请党务干部参加评审。
6.成果文集。{volume}
{_CONTENT}
三、具体要求
1.各支部要及时向分党委提交验收材料。
2.{hand_in}

{issuer}
{issued}
"""


CASES = (
    Case(
        "figures of another year",
        _notice(
            number="林大组字〔2027〕12号",
            title="关于对2026年度特色支部创建工作成果进行验收的通知",
            plan="文字材料不超过2000字。",
            video="时长不超过6分钟，格式为MP4，分辨率不低于1920×1080。",
            hand_in="请于4月16日17:30前将材料发送至邮箱lindazzb@linda.example。",
            issued="2027年3月18日",
            issuer="中共林业大学委员会组织部",
        ),
        {
            "number": "林大组字〔2027〕12号", "cohort": "2026", "issued": "2027-03-18",
            "issuer": "中共林业大学委员会组织部", "deadline": "04-16", "clock": "17:30",
            "mailbox": "lindazzb@linda.example", "chars": "2000", "chars_rule": "hard",
            "minutes": "6", "minutes_rule": "hard", "format": "mp4", "resolution": "1920×1080",
            "channels": "先锋林大",
        },
    ),
    Case(
        "Chinese numerals and a soft length",
        _notice(
            number="师大组发〔2028〕3号",
            title="关于做好2027年度特色支部创建成果验收工作的通知",
            plan="文字材料一般不超过一千八百字。",
            video="时长一般不超过十分钟，格式为 mp4，分辨率不小于1280*720。",
            hand_in="请于五月八日下班前报送至 zzb@sd.example。",
            issued="二〇二八年四月二日",
            issuer="中共师范大学委员会组织部",
        ),
        {
            "cohort": "2027", "issued": "2028-04-02", "deadline": "05-08", "clock": "下班",
            "chars": "1800", "chars_rule": "soft", "minutes": "10", "minutes_rule": "soft",
            "resolution": "1280×720", "mailbox": "zzb@sd.example",
        },
    ),
    Case(
        "lines broken by a page and spaces between letters",
        _notice(
            number="理工组 字 [2027] 5 号",
            title="关于对 2026 年度特色支部创建工作成果\n进行验收的通知",
            plan="文字材料不超\n过 1500\n字，可提供照片。",
            video="时长一般不超过 8 分\n钟，格式为 MP4，分辨率不小于 1024 × 768。",
            hand_in="请于 4 月 14 日下\n班前发送至\nlg@lg.example。",
            issued="2027 年 3 月 15 日",
            issuer="中共理工大学委员会组织部",
        ),
        {
            "number": "理工组字〔2027〕5号", "cohort": "2026", "chars": "1500", "minutes": "8",
            "minutes_rule": "soft", "resolution": "1024×768", "deadline": "04-14",
            "clock": "下班", "title": "关于对2026年度特色支部创建工作成果进行验收的通知",
        },
    ),
    Case(
        "two dates for two things are asked",
        _notice(
            number="农大组〔2027〕9号",
            title="关于2026年度特色支部验收的通知",
            plan="文字材料不超过1500字。",
            video="时长不超过8分钟，格式为MP4，分辨率不小于1024×768。",
            hand_in="请于4月10日前报送方案，4月20日前报送视频至 nd@nd.example。",
            issued="2027年3月1日",
            issuer="中共农业大学委员会组织部",
        ),
        {"deadline": "", "clock": "", "mailbox": "nd@nd.example", "chars": "1500"},
    ),
    Case(
        "two mailboxes are asked",
        _notice(
            number="工大组〔2027〕2号",
            title="关于2026年度特色支部验收的通知",
            plan="文字材料控制在3000字以内。",
            video="时长5—8分钟，格式为MP4，分辨率为1080P及以上。",
            hand_in="请于4月30日12:00前发送至 a@gd.example（教工）或 b@gd.example（学生）。",
            issued="2027年3月31日",
            issuer="中共工业大学委员会组织部",
        ),
        {
            "mailbox": "", "chars": "3000", "minutes": "8", "resolution": "1920×1080",
            "deadline": "04-30", "clock": "12:00",
        },
    ),
    Case(
        "a length that is only about is asked",
        _notice(
            number="医大组〔2027〕7号",
            title="关于2026年度特色支部验收的通知",
            plan="文字材料2000字左右。",
            video="时长不少于3分钟，格式为MP4或MOV，画面清晰。",
            hand_in="请于4月14日下班前发送至 yd@yd.example。",
            issued="2027年3月10日",
            issuer="中共医科大学委员会组织部",
        ),
        {"chars": "", "minutes": "", "format": "", "resolution": "", "deadline": "04-14"},
    ),
    Case(
        "a summary and a speech have figures of their own",
        _notice(
            number="财大组〔2027〕4号",
            title="关于2026年度特色支部验收的通知",
            plan="文字材料不超过2500字，另附摘要300字以内。",
            video="视频时长不超过7分钟，格式为MP4，分辨率不小于1280×720。",
            hand_in="请于4月14日下班前发送至 cd@cd.example；书记现场交流10分钟。",
            issued="2027年3月12日",
            issuer="中共财经大学委员会组织部",
        ),
        {"chars": "2500", "minutes": "7"},
    ),
    Case(
        "a range of lengths counts by its end",
        _notice(
            number="交大组〔2027〕6号",
            title="关于2026年度特色支部验收的通知",
            plan="文字材料1000-1500字。",
            video="时长3至5分钟，格式为MP4，分辨率不低于720p。",
            hand_in="请于2027年4月12日（星期一）16时前发送至 jd@jd.example。",
            issued="2027年3月15日",
            issuer="中共交通大学委员会组织部",
        ),
        {
            "chars": "1500", "minutes": "5", "resolution": "1280×720", "deadline": "04-12",
            "clock": "16:00",
        },
    ),
    Case(
        "other titles of form, volume and channel",
        _notice(
            number="海大组字〔2027〕1号",
            title="关于对2026年度特色支部创建工作成果进行验收的通知",
            plan="文字材料不超过1500字。",
            video="时长一般不超过8分钟，格式为MP4，分辨率不小于1024×768。",
            promotion="借助“海大先锋”微信公众号推介，推荐到全国高校思想政治工作网。",
            form="填写《海洋大学党支部分享交流评价表》。",
            volume="编入《海洋大学党建案例选编》。",
            hand_in="请于4月14日下班前发送至 hd@hd.example。",
            issued="2027年3月15日",
            issuer="中共海洋大学委员会组织部",
        ),
        {
            "forms": "海洋大学党支部分享交流评价表", "volume": "海洋大学党建案例选编",
            "channels": "海大先锋、全国高校思想政治工作网",
        },
    ),
    Case(
        "an academic year is asked, and nothing is said of the clock",
        _notice(
            number="艺大组〔2027〕8号",
            title="关于对2025-2026学年特色支部创建成果验收的通知",
            plan="文字材料不超过1200字。",
            video="时长不超过4分钟，格式为MP4，分辨率不小于1024×768。",
            hand_in="请于6月1日前发送至 yd@art.example。",
            issued="2027年5月6日",
            issuer="中共艺术大学委员会组织部",
        ),
        {"cohort": "", "deadline": "06-01", "clock": "", "chars": "1200", "minutes": "4"},
    ),
)  # fmt: skip
