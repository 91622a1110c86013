"""Blocks for files that stay on a server, as the mail programs of 163 and QQ write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from mailsync.demo.stories import LinkScript
from store.model import FileKind


@dataclass(frozen=True, slots=True)
class DemoLink:
    """The truth about one link; it never reaches the matcher."""

    url: str
    name: str
    kind: FileKind
    branch_id: str | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """One link as it stands in a mail's plain text and in its HTML."""

    text: str
    html: str


def link_url(script: LinkScript, key: str) -> str:
    """Give the address of a link; `key` is invented, no such file exists."""
    match script.host:
        case "163":
            return f"https://mail.163.com/large-attachment-download/index.html?file=demo{key}"
        case "qq":
            return f"https://wx.mail.qq.com/ftn/download?func=3&key=demo{key}&code=demo{key[:8]}"
        case "baidu":
            return f"https://pan.baidu.com/s/1demo{key[:18]}"


def link_block(script: LinkScript, link: DemoLink, key: str) -> LinkBlock:
    """Write the block of a link."""
    url = escape(link.url)
    name = escape(link.name)
    until = "" if link.expires_at is None else _moment(link.expires_at)
    match script.host:
        case "163":
            note = f"({script.size}, {until} 到期)"
            return LinkBlock(
                f"从网易163邮箱发来的超大附件\n{link.name} {note}\n{link.url}",
                '<div id="divNeteaseBigAttach" style="background:#ebf1fd">'
                "<div><b>从网易163邮箱发来的超大附件</b></div>"
                f'<div><a href="{url}" target="_blank">{name}</a><span> {note}</span></div></div>',
            )
        case "qq":
            note = f"({script.size}, {until} 到期)"
            return LinkBlock(
                f"从QQ邮箱发来的超大附件\n\n{link.name} {note}进入下载页面：{link.url}",
                '<div id="QQMailBigAttach"><div>从QQ邮箱发来的超大附件</div>'
                f'<div><a href="{url}">{name}</a> {note}'
                f'<a href="{url}">进入下载页面</a></div></div>',
            )
        case "baidu":
            text = f"通过百度网盘分享的文件：{link.name}\n链接：{link.url}\n提取码：{key[:4]}"
            return LinkBlock(text, escape(text).replace("\n", "<br>"))


def _moment(when: datetime) -> str:
    return f"{when.year}年{when.month}月{when.day}日 {when.hour}:{when.minute:02}"
