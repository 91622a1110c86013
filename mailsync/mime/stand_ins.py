"""Notes that a mail program or a gateway left in place of a file that it took out of a mail."""

from __future__ import annotations

import re

from mailsync.mime.headers import HeaderFields
from mailsync.text.html_text import readable_text

# No note is longer; a text of somebody's own mostly is.
NOTE_BYTES = 6_000
_NOTE_CHARACTERS = 900
_NAMES = re.compile(
    r"(?:deleted|removed|detached|blocked|stripped|quarantined|已删除|已移除|已拦截|已隔离)\s?[:：]\s?.+"
    r"|attachment-?deleted.*|(?:removed|deleted|blocked|stripped|quarantined|replaced)[-_ ]?"
    r"(?:attachment|file)s?\d*(?:\.\w+)?|deleted\d*\.txt"
    r"|malware alert text\.txt|unsupported file types? alert\.txt"
    r"|(?:safe attachments? scan|atp scan) in progress(?:\.\w+)?"
    r"|(?:virus|size|spam|filename|content)[-_ ]?warning.*\.(?:txt|html?)"
    r"|.{0,60}attachment[-_ ]?warning.*\.(?:txt|html?)|warning\.txt"
    r"|attachments? (?:on hold|stripped|removed|blocked|held).*|interscan.*\.txt"
    r"|.+\.(?:removed|deleted|blocked|quarantined|stripped)\.(?:txt|html?)"
    r"|attachment[-_ ]?(?:removed|deleted|blocked|stripped)[-_ ]?\d*\.(?:txt|html?)|removed\.txt"
    r"|(?:quarantine|dlp|policy|security|blocked)[-_ ]?(?:attachments?|files?|notice|notification"
    r"|alert|warning)\w*\.(?:txt|html?)|anti-?virus[-_ ]?(?:warning|alert|notice)\w*\.(?:txt|html?)"
    # A download that was never finished, and a shortcut to a file that stayed at home.
    r"|.+\.(?:crdownload|opdownload|partial|downloading|xltd|td|aria2|lnk|symlink)"
    r"|.{0,20}(?:病毒警告|病毒提示|附件已删除|附件被删除|附件已移除|附件拦截|附件被拦截|附件隔离|安全提示|安全警告)"
    r".{0,20}\.(?:txt|html?|docx?)",
    re.IGNORECASE,
)
_TOOK = (
    r"(?:删除|移除|剥离|剔除|去除|清除|拦截|隔离"
    r"|阻止|阻断|替换|屏蔽|过滤|扣留|拒绝|拒收|丢弃|截留|分离)"
)
_CHINESE = re.compile(
    rf"(?:附件|文件|邮件|内容)[^\n。]{{0,60}}(?:已|被|予以|将被)[^\n。]{{0,24}}{_TOOK}"
    rf"|(?:已|被)[^\n。]{{0,16}}{_TOOK}[^\n。]{{0,12}}(?:附件|文件)"
    r"|(?:含有?|携带|发现|检测到|感染|带有)[^\n。]{0,12}(?:病毒|木马|恶意|敏感信息|敏感内容|违规|涉密)"
    r"|附件[^\n。]{0,12}(?:过大|太大|超限|超过)[^\n。]{0,20}(?:转存|网盘|中转|未随|没有随|未发送|未包含)"
    r"|(?:附件|文件)已?(?:经)?(?:过期|失效)"
    r"|附件[^\n。]{0,20}(?:扫描中|正在扫描|安全检测中|尚未下载|未下载|无法显示|不可用)"
)
_ENGLISH = re.compile(
    r"(?:attachment|file|message|content|part)s?\b[^\n]{0,120}?\b(?:was|were|is|are|has|have|been|being)\b"
    r"[^\n]{0,60}?\b(?:removed|deleted|stripped|blocked|quarantined|replaced|detached|withheld|held"
    r"|rejected|dropped|infected|disarmed|sanitized|scrubbed|scanned|filtered|cleaned)\b"
    r"|(?:removed|deleted|stripped|blocked|quarantined|detached|replaced)\b[^\n]{0,60}"
    r"\battachments?\b"
    r"|replaced\b[^\n]{1,160}\bwith this (?:text|message|file|notice)"
    r"|(?:was|were) not downloaded|attachment is too large"
    r"|you deleted an attachment|(?:contain(?:s|ed|ing)?|infected with)[^\n]{0,40}"
    r"\b(?:virus|malware)"
    r"|will be downloaded on demand|not (?:been )?downloaded from the server"
    r"|attachment (?:removed|deleted|blocked|stripped|quarantined|not available)",
    re.IGNORECASE,
)
# What machines write into the body itself; sentences that no person writes.
_IN_BODY = re.compile(
    r"(?:the following|these?|an?|some|one or more)\s+attachments?\s[^\n]{0,80}\b(?:removed|deleted"
    r"|stripped|blocked|quarantined|detached|scrubbed)\b"
    r"|non-text attachment was scrubbed"
    r"|\[attachment (?:removed|deleted|stripped|blocked)[^\n]{0,80}\]"
    r"|the attachment .{1,120} has been manually removed"
    r"|attachments? (?:was|were|has been|have been) "
    r"(?:removed|deleted|stripped|blocked|quarantined)"
    r"|\[附件已?被?(?:移除|删除|拦截|隔离)[^\n]{0,40}\]|(?:本|此|该)邮件[^\n。]{0,20}附件[^\n。]{0,30}"
    r"(?:已被|已经被|被)[^\n。]{0,16}(?:删除|移除|拦截|隔离|剥离|清除|过滤)"
    r"|附件[^\n。]{0,60}已被[^\n。]{0,16}(?:网关|系统|防病毒|反病毒|杀毒|服务器)[^\n。]{0,10}"
    r"(?:删除|移除|拦截|隔离|剥离|清除|过滤)"
    r"|attachments? (?:removed|deleted|blocked|stripped|quarantined) by\b"
    r"|附件[^\n。]{0,60}(?:已被|已由|被)[^\n。]{0,16}(?:隔离|剥离|拦截|屏蔽|过滤)"
    r"|this body part will be downloaded on demand|<<[^<>\n]{1,120}>>\s+\(removed\)",
    re.IGNORECASE,
)
# A server's note in place of the mail itself.
_NOT_HANDED_OUT = re.compile(
    r"retrieval using the (?:imap4?|pop3?)\w* protocol failed"
    r"|(?:the )?server could(?: not|n['’]t) retrieve the following message"
    r"|(?:使用|通过) ?(?:imap4?|pop3?)\w* ?协议(?:检索|获取|接收)[^\n]{0,40}失败"
    r"|服务器无法检索(?:以下|下列)邮件"
    r"|truncated!\s*(?:message|this message)?[^\n]{0,60}maximum message size"
    r"|message exceeded the maximum message size set in account settings"
    r"|(?:本邮件|此邮件|该邮件)(?:过大|太大)[^\n。]{0,20}(?:未|没有)(?:完整)?(?:下载|收取|接收)"
    r"|error retrieving message|message could not be (?:retrieved|downloaded|converted)",
    re.IGNORECASE,
)


def is_taken_out(fields: HeaderFields, kind: str, name: str) -> bool:
    """Whether a part says by its header that the file that it names is not in it."""
    altered = fields.text("x-mozilla-altered").lower()
    return (
        kind in ("text/x-moz-deleted", "application/x-moz-deleted")
        or "attachmentdeleted" in altered
        or "attachmentdetached" in altered
        or _NAMES.fullmatch(name.strip()) is not None
    )


def is_note(text: str, *, html: bool) -> bool:
    """Whether the text of a small file says that it stands for one that was taken out."""
    text = (readable_text(text) if html else text).strip()
    if not text or len(text) > _NOTE_CHARACTERS:
        return False
    return _CHINESE.search(text) is not None or _ENGLISH.search(text) is not None


def note_in_body(body: str) -> str:
    """The sentence of a machine in a body that says that files were taken out; or ""."""
    hit = _IN_BODY.search(body[:20_000])
    return " ".join(hit[0].split()) if hit is not None else ""


def is_not_handed_out(subject: str, body: str) -> bool:
    """Whether a mail is only a server's note that the real one could not be handed out."""
    return (
        _NOT_HANDED_OUT.search(subject[:500]) is not None
        or _NOT_HANDED_OUT.search(body[:1_000]) is not None
    )


def original_name(name: str) -> str:
    """The name of the file that a note stands for, as far as its own name tells it."""
    name = re.sub(r"^[A-Za-z\u4e00-\u9fff]{2,12}\s?[:：]\s?", "", name.strip())
    return re.sub(r"(\.[A-Za-z0-9]{2,4})\.(?:txt|html?)$", r"\1", name)
