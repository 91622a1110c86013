"""Links of oversize attachments: every vector, what lies beside them, what is none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.mime.link_kinds import known_kind
from mailsync.mime.links import find_links
from store.model import Link

HOME = ZoneInfo("Asia/Shanghai")
RECEIVED = datetime(2021, 3, 1, 1, 0, tzinfo=UTC)
M = 1024 * 1024
LARGE = "https://mail.163.com/large-attachment-download/index.html?file="
FTN = "http://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=k1&code=c1"


def _at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=HOME)


VECTORS: dict[str, tuple[str, str, Link]] = {
    "163 now": (
        "<style id='cloudAttachStyle'>#divNeteaseBigAttach{}</style><div id='divNeteaseBigAttach'>"
        "<b>从网易163邮箱发来的超大附件</b>"
        f"<a href='{LARGE}k'><img></a><div><a href='{LARGE}k'>虚拟.wav</a>"
        f"<span> (80.96M, 2026年8月17日 0:49 到期)</span> <a href='{LARGE}k'>下载</a>"
        f"<a href='{LARGE}k'>预览</a></div>"
        "<a class='bigattach-mailmaster-download' href='http://u.163.com/x'>下载邮箱大师</a></div>",
        "",
        Link(f"{LARGE}k", "mail.163.com", "虚拟.wav", 84892713, _at(2026, 8, 17, 0, 49)),
    ),
    "163 middle": (
        '<a href="https://mail.163.com/large-attachment-download/index.html'
        '?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=k&amp;title=x" filename="方案.mp4"'
        ' filesize="84892712" expiretime="1631445507000">下载</a>',
        "",
        Link(
            "https://mail.163.com/large-attachment-download/index.html"
            "?p=X-NETEASE-HUGE-ATTACHMENT&file=k&title=x",
            "mail.163.com",
            "方案.mp4",
            84892712,
            _at(2021, 9, 12, 19, 18, 27),
        ),
    ),
    "163 middle with dates in words": (
        f'<a href="{LARGE}k" filename="方案.mp4" filesize="80.96M"'
        ' expiretime="2026年8月17日 0:49">下载</a>',
        "",
        Link(f"{LARGE}k", "mail.163.com", "方案.mp4", 84892713, _at(2026, 8, 17, 0, 49)),
    ),
    "163 old": (
        '<a href="http://fs.163.com/fs/display/?p=X-NETEASE-HUGE-ATTACHMENT&amp;file=k'
        '&amp;title=%E6%96%B9%E6%A1%88.rar">下载</a>',
        "",
        Link(
            "http://fs.163.com/fs/display/?p=X-NETEASE-HUGE-ATTACHMENT&file=k"
            "&title=%E6%96%B9%E6%A1%88.rar",
            "fs.163.com",
            "方案.rar",
            fetchable=False,
        ),
    ),
    "163 company": (
        '<a href="https://fs.qiye.163.com/fs/display/?file=k&title=a.rar">x</a>',
        "",
        Link("https://fs.qiye.163.com/fs/display/?file=k&title=a.rar", "fs.qiye.163.com", "a.rar"),
    ),
    "mail master": (
        "<a href='https://dashi.163.com/html/cloud-attachment-download/?key=k'>三.mov</a>"
        " 120KB 有效期15天",
        "",
        Link(
            "https://dashi.163.com/html/cloud-attachment-download/?key=k",
            "dashi.163.com",
            "三.mov",
            120 * 1024,
            _at(2021, 3, 16, 9, 0),
        ),
    ),
    "QQ now": (
        '<a href="https://wx.mail.qq.com/ftn/download?func=3&amp;key=k&amp;code=c">微党课.mp4</a>',
        "",
        Link(
            "https://wx.mail.qq.com/ftn/download?func=3&key=k&code=c",
            "wx.mail.qq.com",
            "微党课.mp4",
        ),
    ),
    "QQ old": (
        '<div id="QQMailBigAttach"><span class="qqmailbgattach" expiretime="1631445507"'
        f' downloadlink="{FTN}" title="文件大小：20.61M&#10;到期时间：2021年09月12日 19:18">'
        f'<a href="{FTN.replace("&", "&amp;")}">方案.mp4</a></span></div>',
        "",
        Link(FTN, "mail.qq.com", "方案.mp4", 21611151, _at(2021, 9, 12, 19, 18, 27), False),
    ),
    "QQ old, the title alone": (
        f'<a href="{FTN}" title="文件大小：20.61M 到期时间：2021年09月12日 19:18">方案.mp4</a>',
        "",
        Link(FTN, "mail.qq.com", "方案.mp4", 21611151, _at(2021, 9, 12, 19, 18), False),
    ),
    "QQ in plain text": (
        "",
        f"方案 一.mp4 (128.03M, 2020年11月27日 21:59 到期)进入下载页面：{FTN}\n",
        Link(FTN, "mail.qq.com", "方案 一.mp4", 134249185, _at(2020, 11, 27, 21, 59), False),
    ),
    "Sina": (
        "<a href='https://mail.sina.com.cn/filecenter/download.php?id=9'>a.zip</a>",
        "",
        Link("https://mail.sina.com.cn/filecenter/download.php?id=9", "mail.sina.com.cn", "a.zip"),
    ),
    "Baidu with its code": (
        "",
        "通过网盘分享的文件：方案.zip\n链接：https://pan.baidu.com/s/1abcDEF 提取码：ax3k\n",
        Link(
            "https://pan.baidu.com/s/1abcDEF",
            "pan.baidu.com",
            "方案.zip 提取码：ax3k",
            fetchable=False,
        ),
    ),
    "university drive": (
        "<a href='https://pan.neu.edu.cn/share/77'>微党课视频</a>",
        "",
        Link("https://pan.neu.edu.cn/share/77", "pan.neu.edu.cn", "微党课视频", fetchable=False),
    ),
}


@pytest.mark.parametrize("sender", VECTORS)
def test_each_sender_gives_one_link_with_name_size_and_expiry(sender: str) -> None:
    html, text, link = VECTORS[sender]
    assert find_links(html, text, received_at=RECEIVED) == (link,)


NO_LINKS = {
    "style block": "<style id='cloudAttachStyle'>#divNeteaseBigAttach{background:url("
    f"{LARGE}k)}}</style><p>正文</p>",
    "decoy": "<a class='bigattach-mailmaster-download' href='http://u.163.com/x'>下载</a>",
    "comment": f"<!-- <a href='{LARGE}k'>x</a> -->",
    "script": f"<script>var a='{LARGE}k'</script>",
    "front page of the same host": "<a href='https://mail.163.com/'>163</a>",
    "article": "<a href='https://mp.weixin.qq.com/s/abc'>推送</a>",
    "broken address": "<a href='https://[mail.163.com/large-attachment-download/'>x</a>",
}


@pytest.mark.parametrize("case", NO_LINKS)
def test_what_is_no_link_to_a_file_is_left_out(case: str) -> None:
    assert find_links(NO_LINKS[case], "", received_at=RECEIVED) == ()


UNKNOWN = {
    "host that ends alike": "<a href='https://mail.163.com.evil.example"
    "/large-attachment-download/index.html?file=k'>x</a>",
    "host as a user name": "<a href='https://mail.163.com@evil.example"
    "/large-attachment-download/?file=k'>x</a>",
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_host_that_only_looks_like_a_service_is_listed_to_be_looked_at(case: str) -> None:
    (link,) = find_links(UNKNOWN[case], "", received_at=RECEIVED)
    assert not link.fetchable
    assert known_kind(link.url) is None
    assert link.sentence == "x"


def test_each_of_several_files_has_its_own_size_and_expiry() -> None:
    html = "".join(
        f"<div><a href='{LARGE}{key}'>{name}</a>"
        f"<span> ({size}M, 2026年8月{day}日 0:49 到期)</span></div>"
        for key, name, size, day in (("a", "一.mp4", 1, 17), ("b", "二.mp4", 2, 18))
    )
    assert [
        (link.name, link.size_bytes, link.expires_at)
        for link in find_links(html, "", received_at=None)
    ] == [("一.mp4", M, _at(2026, 8, 17, 0, 49)), ("二.mp4", 2 * M, _at(2026, 8, 18, 0, 49))]


def test_a_missing_size_is_not_taken_from_the_neighbour() -> None:
    html = f"<div><a href='{LARGE}a'>一.mp4</a> (1M)</div><div><a href='{LARGE}b'>二.mp4</a></div>"
    sizes = [link.size_bytes for link in find_links(html, "", received_at=None)]
    assert sizes == [M, None]


def test_lines_of_plain_text_keep_to_their_own_address() -> None:
    other = FTN.replace("k1", "k2")
    text = (
        f"一.mp4 (1M, 2020年11月27日 21:59 到期)\n进入下载页面：{FTN}\n"
        f"二.mp4 (2M, 2020年11月28日 21:59 到期)\n进入下载页面：{other}\n"
    )
    links = find_links("", text, received_at=None)
    assert [(link.name, link.size_bytes) for link in links] == [("一.mp4", M), ("二.mp4", 2 * M)]


def test_the_same_link_in_html_and_text_is_one() -> None:
    html, _, link = VECTORS["163 now"]
    assert find_links(html, f"见 {LARGE}k", received_at=RECEIVED) == (link,)


@pytest.mark.parametrize(
    ("words", "expires"),
    [
        ("2021年3月20日到期", _at(2021, 3, 20, 23, 59, 59)),
        ("到期时间：2021-03-20 18:30", _at(2021, 3, 20, 18, 30)),
        ("有效期至2021/3/20 8:05:06", _at(2021, 3, 20, 8, 5, 6)),
        ("7天后过期", _at(2021, 3, 8, 9, 0)),
        ("有效期：30天", _at(2021, 3, 31, 9, 0)),
        ("永久有效", None),
        ("上传于2021年3月1日", None),
        ("2021年13月40日到期", None),
    ],
)
def test_expiry_is_read_where_words_say_it_and_else_unknown(
    words: str, expires: datetime | None
) -> None:
    html = f"<p><a href='{LARGE}k'>a.mp4</a> ({words})</p>"
    assert find_links(html, "", received_at=RECEIVED)[0].expires_at == expires


def test_days_are_not_counted_from_nowhere() -> None:
    html = f"<p><a href='{LARGE}k'>a.mp4</a> (7天后过期)</p>"
    assert find_links(html, "", received_at=None)[0].expires_at is None


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.163.com/large-attachment-download/index.html?file=k",
        "https://mail.163.com:8443/large-attachment-download/index.html?file=k",
        "https://u@mail.163.com/large-attachment-download/index.html?file=k",
        "https://pan.baidu.com/s/1abc",
    ],
)
def test_only_https_to_a_known_host_may_be_fetched(url: str) -> None:
    (link,) = find_links(f"<a href='{url}'>a.mp4</a>", "", received_at=None)
    assert not link.fetchable
    assert replace(link, fetchable=True).url == url


@given(st.text(max_size=400), st.text(max_size=200))
def test_any_text_is_searched_without_failing(html: str, text: str) -> None:
    find_links(f"<a href='{LARGE}k' {html}>{html}</a>{html}", text, received_at=RECEIVED)
