"""What an address offers: an oversize attachment, a share, perhaps a file, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

# Exactly these hosts and paths are oversize attachments that can be fetched; the parameter that
# names the file.
_MAIL_SERVICES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"mail.163.com"}), "/large-attachment-download/", "file"),
    (frozenset({"fs.163.com", "fs.qiye.163.com"}), "/fs/display", "file"),
    (frozenset({"dashi.163.com"}), "/html/cloud-attachment-download", "key"),
    (frozenset({"wx.mail.qq.com", "iwx.mail.qq.com"}), "/ftn/download", "key"),
    (frozenset({"mail.qq.com"}), "/cgi-bin/ftnexs_download", "k"),
    (frozenset({"mail.sina.com.cn"}), "/filecenter/download.php", ""),
)
# Shares that people paste, and attachments of services whose pages are not known: never fetched.
_SHARES = re.compile(
    r"(?:pan\.baidu\.com/(?:s|share)/|yun\.baidu\.com/(?:s|share)/|cloud\.189\.cn/(?:t|web/share)"
    r"|(?:caiyun|yun)\.139\.com/|share\.weiyun\.com/|www\.(?:aliyundrive|alipan)\.com/s/"
    r"|pan\.xunlei\.com/s/|pan\.quark\.cn/s/|(?:\w+\.)?lanzou\w?\.com/|(?:www\.)?115\.com/s/"
    r"|(?:115|anxia)(?:cdn)?\.com/s/|(?:\w+\.)*kdocs\.cn/|docs\.qq\.com/|(?:www\.)?wenshushu\.cn/"
    r"|f\.ws\d\d\.cn/|(?:cowtransfer\.com|c-t\.work)/s/|(?:www\.)?musetransfer\.com/s/"
    r"|drive\.weixin\.qq\.com/s|(?:www\.)?jianguoyun\.com/p/|1drv\.ms/|(?:www\.)?dropbox\.com/s"
    r"|drive\.google\.com/|docs\.google\.com/|we\.tl/|(?:www\.)?wetransfer\.com/"
    r"|(?:www\.)?123(?:pan|\d{3})\.(?:com|cn)/s/|(?:drive|fast)\.uc\.cn/s/"
    r"|(?:\w+\.)?(?:ctfile|400gb|90pan|pipipan|u062)\.com/|(?:www\.)?feiji(?:pan|xiu)\.com/s/"
    r"|(?:www\.)?icloud\.com(?:\.cn)?/(?:attachment|iclouddrive|photos)|(?:cvws|pan)\.icloud"
    r"|[\w-]+\.sharepoint\.(?:com|cn)/|onedrive\.live\.com/"
    r"|(?:[\w-]+\.)?(?:feishu\.cn|larksuite\.com)/(?:file|drive|docx|wiki|base|sheets|minutes)"
    r"|(?:alidocs|qr)\.dingtalk\.com/|space\.dingtalk\.com/"
    r"|exmail\.qq\.com/cgi-bin/ftn|(?:\w+\.)?mail\.qq\.com/(?:cgi-bin/ftn|ftn)"
    r"|e?disk\.qiye\.163\.com/|(?:\w+\.)*mail\.(?:qiye\.)?163\.com/(?:large|cloud)"
    r"|(?:\w+\.)*(?:aliyun|alibaba-inc)\.com/alimail/|pan\.wo\.cn/|(?:www\.)?yunpan\.360\.cn/"
    r"|mega\.(?:nz|io)/|(?:www\.)?mediafire\.com/|gofile\.io/d/|(?:\w+\.)?filemail\.com/"
    r"|(?:www\.)?swisstransfer\.com/d/|(?:\w+\.)?app\.box\.com/s/|airportal\.cn/"
    r"|(?:pan|box|drive|cloud|disk|netdisk|yun|send|file|files|share|transfer)\d*"
    r"\.(?:[a-z0-9-]+\.)+(?:edu\.cn|ac\.cn|gov\.cn|edu)/)",
    re.IGNORECASE,
)
# Pages that people read: articles, meetings, questionnaires, the web mail's own advertisement.
_NO_FILES = re.compile(
    r"(?!(?:web)?mail\d*\.|pan\.|drive\.|disk\.)(?:mp\.weixin\.qq\.com|weixin\.qq\.com|(?:[\w-]+\.)*(?:weibo|zhihu|xuexi|people|xinhuanet"
    r"|news|cctv|gmw|cnr|toutiao|sohu|sina|ifeng|wikipedia|w3|apple"
    r"|microsoft|facebook|twitter|linkedin|instagram)\.(?:com|cn|org|com\.cn)"
    r"|(?:[\w-]+\.)*(?:wjx|wenjuan)\.(?:cn|com|top)|meeting\.tencent\.com|(?:[\w-]+\.)*zoom\.us"
    r"|u\.163\.com|aka\.ms|go\.microsoft\.com|dashi\.163\.com|app\.mail\.qq\.com|schemas\.[\w.]+)(?:/|$)",
    re.IGNORECASE,
)
_NO_FILE_PATHS = re.compile(
    r"unsubscribe|/dashi/|/mobile/|/app/?$|logout|login|/help|privacy|/terms|/about|/contact"
    r"|\.(?:png|gif|jpe?g|svg|ico|css|js|woff2?)$",
    re.IGNORECASE,
)
_FILE_SUFFIX = (
    r"(?:docx?|wps|pdf|ofd|pptx?|dps|xlsx?|et|txt|rtf|zip|rar|7z|tar|gz|tgz|bz2|xz|mp4|m4v|mov"
    r"|avi|wmv|mkv|flv|mpe?g|3gp|webm|rmvb|mp3|wav|m4a|jpe?g|png|heic|tiff?|caj|exe|msg|eml|iso"
    r"|pages|key|numbers)"
)
_NAMES_FILE = re.compile(rf"[^/?&=]\.{_FILE_SUFFIX}(?:$|[?&#])", re.IGNORECASE)
# Places where a branch may have put its film: listed where the words beside say so.
_FILM_PLACES = re.compile(
    r"(?:[\w-]+\.)*(?:bilibili|youku|iqiyi|douyin|youtube|xiaohongshu|ixigua|kuaishou|acfun)\.(?:com|cn)"
    r"|b23\.tv|youtu\.be|v\.qq\.com|m?v?\.?v\.youku\.com|haokan\.baidu\.com|(?:www\.)?vimeo\.com",
    re.IGNORECASE,
)
_FILM_WORDS = re.compile(r"视频|材料|附件|影片|微电影|宣传片|展示|汇报|成果|video", re.IGNORECASE)
_PICTURES = re.compile(r"\.(?:jpe?g|png|tiff?)$", re.IGNORECASE)
_SHAPE = re.compile(
    r"(?:^|[/_.?&=-])(?:down(?:load)?s?|attach(?:ment)?s?|big(?:attach(?:ment)?|file)s?|large\w*"
    r"|huge\w*|ftn\w*|netdisk|net_?disk|cloud(?:file|attach\w*|disk)|webdisk|edisk|vdisk|yunpan"
    r"|share(?:d|link|file)?s?|sharing|pickup|transfer|filecenter|filetransfer|file-?share"
    r"|get-?file|view-?file|dl|wetransfer|nd-?share|outlink|shorturl|netfolder|transport)"
    r"(?:[/_.?&=-]|$)"
    r"|[a-z]*(?:download|attach)[a-z]*|(?:file|share|doc|disk|attach|att)_?(?:id|key|code|token)="
    r"|/:[a-z]:/",
    re.IGNORECASE,
)
# One letter and a token, as nearly every share has: /s/1AbCdEf, /d/x8k2…, /f/…
_TOKEN = re.compile(
    r"/(?:[a-z]|link|file|files|share|shared|send|drop|get|pub)/"
    r"(?=[A-Za-z0-9_-]*(?:\d|[a-z][A-Z]|[A-Z][a-z]))[A-Za-z0-9_-]{6,}"
    r"|/(?:[sfdltu]|link|file|share|public|room)/[\w!-]{3,64}(?:/[\w-]{3,64})?/?(?:[?#]|$)",
)
_WORDS = re.compile(
    r"超大附件|大附件|云附件|雲附件|附件列表|网盘|網盤|云盘|雲盤|网络硬盘|中转站|快传|云文件|文件链接|视频链接"
    r"|视频地址|材料链接|附件链接|提取码|提取密码|访问码|访问密码|取件码|下载码|分享码|提取碼|下载链接|下载地址"
    r"|(?:材料|视频|方案|案例|附件|文件|作品|成果|佐证|照片|影像|资料|录像|微党课|课件|音频)"
    r"|链接|网址|地址|下载|上传|分享|\.(?:docx?|pdf|wps|ofd|pptx?|xlsx?|zip|rar|7z|mp4|mov|avi|wmv)\b"
    r"|\d\s*[MG]\b"
    r"|下载页面|点击下载|点此下载|点按以下载|下载附件|下载文件|下载视频|下载材料|立即下载|到期|过期|有效期|失效"
    r"|永久有效|链接\s*[:：]|视频\s*[:：]|材料\s*[:：]|附件\s*[:：]|文件\s*[:：]|方案\s*[:：]|案例\s*[:：]"
    r"|\d\s*(?:MB|GB|兆)\b|file\s*size|download\s+(?:link|file|attachment|here)|shared?\s+(?:a\s+)?"
    r"(?:file|folder|document)|click\s+to\s+download|access\s+code|passcode|expires?\s+(?:on|in)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    r"^\s*(?:请)?(?:点击|点此|点按|点开|立即|全部|去)?(?:以)?(?:下载|查看|打开|获取|进入|预览|访问|提取|保存"
    r"|download|view|open|get file)"
    r"|^\s*(?:请)?(?:点|戳)(?:击|开|我|这)?(?:这里|此处|这儿|此)?\s*$"
    r"|^\s*(?:click )?(?:here|this link)\s*$",
    re.IGNORECASE,
)
_OTHER_SCHEMES = re.compile(
    r"(?:ftps?|sftp|thunder|ed2k|magnet|smb|davs?|file):|\\\\|#小程序:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`key` is what makes two addresses the same file; `known` where the service is on our list."""

    key: str
    fetchable: bool
    known: bool


@lru_cache(maxsize=1_000)
def split_url(url: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        parts = urlsplit(url)
        # Both raise late, on first use.
        _ = parts.port, parts.hostname
        parse_qs(parts.query, max_num_fields=60)
    except ValueError:
        return None
    return parts


@lru_cache(maxsize=1_000)
def known_kind(url: str) -> Kind | None:
    """What an address is by the list of services; None for all others."""
    parts = split_url(url)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    path = parts.path.lower()
    for hosts, prefix, parameter in _MAIL_SERVICES:
        if host in hosts and path.startswith(prefix):
            query = parse_qs(parts.query, max_num_fields=60)
            file_key = query.get(parameter, [""])[0] if parameter else ""
            plain = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
            return Kind(f"{prefix}|{file_key or parts.query}", plain, known=True)
    if _SHARES.match(f"{host}{parts.path}") and (parts.path.strip("/") or parts.query):
        return Kind(
            f"{host}{parts.path}|{'' if 'pwd=' in parts.query else parts.query}", False, known=True
        )
    return None


def may_be_file(url: str, shown: str, line: str) -> Kind | None:
    """What an address of a service that is on no list may be, by its shape and the words by it.

    Args:
        shown: the text of the link itself; "" where the address is only written out.
        line: the words around it.
    """
    parts = split_url(url)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    kind = Kind(f"{host}{parts.path}|{parts.query}", fetchable=False, known=False)
    if _OTHER_SCHEMES.match(url) is not None:
        return kind
    if not host or not (parts.path.strip("/") or parts.query or parts.fragment.strip("!/")):
        return None
    target = unquote(parts.path)
    if _FILM_PLACES.fullmatch(host) is not None:
        return kind if _FILM_WORDS.search(f"{shown} {line}") is not None else None
    if _NO_FILES.match(f"{host}{parts.path}") is not None:
        return kind if _names_file(shown) else None
    asks = f"{parts.path}?{parts.query}#{parts.fragment}"
    if _NO_FILE_PATHS.search(target) is not None and not _names_file(shown):
        return None
    if _names_file(shown) or _NAMES_FILE.search(unquote(asks)) is not None:
        return kind
    if _SHAPE.search(asks) is not None or _TOKEN.search(asks) is not None:
        return kind
    if _WORDS.search(line) is not None or _OWN_WORDS.match(shown) is not None:
        return kind
    return None


def _names_file(shown: str) -> bool:
    shown = shown.strip()
    if not shown or len(shown) > 300 or shown.lower().startswith(("http", "www.")):
        return False
    return _NAMES_FILE.search(shown) is not None and _PICTURES.search(shown) is None
