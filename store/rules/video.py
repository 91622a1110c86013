"""The video against the notice: hard and soft limits, and hints for the person who views it."""

from __future__ import annotations

from store.model import Finding, JsonValue, Params, Severity
from store.notice.notice import Limit, Notice
from store.rules.file import FOREIGN
from store.rules.measures import limit_number, number, over, ruled, text, under, whole
from store.rules.video_settings import RuleSettings

_OTHER_ARCHIVES = frozenset(
    ("tar", "bzip2", "xz", "zstd", "lzip", "compress", "cab", "arj", "lzh", "wim", "xar", "iso")
)
# A transmission loses a picture here and there; more than this is missing from the video.
_LOST_SHARE = 0.05
_TOLD_AS_SUCH = (
    FOREIGN | {"", "empty", "unknown", "ole", "text", "zip", "rar", "7z", "gzip"} | _OTHER_ARCHIVES
)


def video_findings(
    measures: Params, *, notice: Notice, settings: RuleSettings
) -> tuple[Finding, ...]:
    """Judge what was sent as the video of a branch (notice 一.2)."""
    found = [*_container(measures, notice)]
    if reason := text(measures, "not_checked"):
        found.append(Finding("video.not_checked", Severity.HINT, {"reason": reason}))
    if text(measures, "unreadable"):
        return tuple(found)
    found += _lost(measures)
    return (
        *found,
        *_duration(measures, notice),
        *_too_short(measures, notice),
        *_resolution(measures, notice, settings),
        *_sound(measures, notice),
        *_codec(measures, notice),
        *_picture_quality(measures, notice),
    )


def _container(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("video.not_mp4")
    container = text(measures, "container")
    if limit is None or container == limit.value:
        return ()
    if not container:
        # Text, an archive or damage is told as such; a document or a picture is no video.
        content = text(measures, "content")
        if content in _TOLD_AS_SUCH:
            return ()
        container = content
    return (ruled(limit, container=container, limit=str(limit.value)),)


def _lost(measures: Params) -> tuple[Finding, ...]:
    """A part that nobody can see or hear: the file is damaged, though its headers are whole."""
    lost = number(measures, "lost_share")
    if lost is None or lost <= _LOST_SHARE:
        return ()
    seconds = round(lost * (number(measures, "duration_s") or 0.0), 1)
    params: dict[str, JsonValue] = {
        "reason": "part_lost",
        "percent": round(100 * lost),
        "seconds": _plain(seconds),
    }
    return (Finding("video.unreadable", Severity.HARD, params),)


def _duration(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("video.too_long")
    seconds = number(measures, "duration_s")
    if limit is None or seconds is None or not seconds > limit_number(limit):
        return ()
    allowed = limit_number(limit)
    other: dict[str, JsonValue] = {}
    if limit.severity is Severity.SOFT and "一般" not in limit.words:
        # Said with another word, such as 原则上.
        other["reason"] = "soft_otherwise"
    return (
        ruled(
            limit,
            **other,
            seconds=_plain(seconds),
            limit=_plain(allowed),
            over=_plain(round(seconds - allowed, 3)),
            time=clock(seconds),
            limit_time=clock(allowed),
        ),
    )


def _too_short(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("video.too_short")
    seconds = number(measures, "duration_s")
    if limit is None or seconds is None or not seconds < limit_number(limit):
        return ()
    least = limit_number(limit)
    return (
        ruled(
            limit,
            seconds=_plain(seconds),
            missing=_plain(round(least - seconds, 3)),
            time=clock(seconds),
            limit_time=clock(least),
        ),
    )


def _resolution(measures: Params, notice: Notice, settings: RuleSettings) -> tuple[Finding, ...]:
    limit = notice.limit("video.too_small")
    width, height = whole(measures, "width"), whole(measures, "height")
    if limit is None or not isinstance(limit.value, tuple) or len(limit.value) != 2:
        return ()
    if not width or not height:
        return ()
    least_width, least_height = limit.value
    fails_by_side = width < least_width or height < least_height
    fails_by_pixels = width * height < least_width * least_height
    severity = _resolution_severity(limit, fails_by_side, fails_by_pixels, settings)
    if severity is None:
        return ()
    params: dict[str, JsonValue] = {
        "width": width,
        "height": height,
        "pixels": width * height,
        "least_width": least_width,
        "least_height": least_height,
        "least_pixels": least_width * least_height,
        "fails_by_side": fails_by_side,
        "fails_by_pixels": fails_by_pixels,
        "words": limit.words,
    }
    return (Finding(limit.code, severity, params, clause=limit.clause),)


def _resolution_severity(
    limit: Limit, fails_by_side: bool, fails_by_pixels: bool, settings: RuleSettings
) -> Severity | None:
    if settings.resolution == "by_side":
        return limit.severity if fails_by_side else None
    if settings.resolution == "by_pixels":
        return limit.severity if fails_by_pixels else None
    if fails_by_side and fails_by_pixels:
        return limit.severity
    return Severity.SOFT if fails_by_side or fails_by_pixels else None


def _sound(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    if "audio" not in measures:
        return ()
    empty = measures.get("sound_empty") and not number(measures, "decode_errors")
    if not measures["audio"] or empty:
        limit = notice.limit("video.no_audio")
        return (ruled(limit),) if limit is not None else ()
    silent = over(
        notice, "video.silent", number(measures, "silence_share"),
        percent=_percent(measures, "silence_share"),
    )  # fmt: skip
    if silent:
        # Nothing more can be said of a sound that is not there.
        return silent
    return (
        *under(notice, "video.quiet", number(measures, "loudness_lufs")),
        *over(
            notice, "video.clipped", number(measures, "clipped_share"),
            percent=_percent(measures, "clipped_share"),
        ),
        *over(notice, "video.dead_channel", number(measures, "channel_gap_db")),
        *under(notice, "video.noisy", number(measures, "speech_to_noise_db")),
    )  # fmt: skip


def _codec(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    limit = notice.limit("video.codec_hint")
    codec = text(measures, "video_codec")
    if limit is None or not codec or codec == limit.value:
        return ()
    return (ruled(limit, codec=codec, limit=str(limit.value)),)


def _picture_quality(measures: Params, notice: Notice) -> tuple[Finding, ...]:
    return (
        *over(notice, "video.decode_errors", number(measures, "decode_errors")),
        *over(notice, "video.black", number(measures, "black_s")),
        *over(notice, "video.shaky", number(measures, "shake_percent")),
        *under(
            notice, "video.not_slides", number(measures, "still_share"),
            percent=_percent(measures, "still_share"),
        ),
    )  # fmt: skip


def _plain(value: float) -> float | int:
    """As people write it: 522 and not 522.0."""
    return int(value) if value == int(value) else value


def _percent(measures: Params, name: str) -> int:
    return round(100 * (number(measures, name) or 0.0))


def clock(seconds: float) -> str:
    """Seconds as m:ss, with tenths where they are not whole seconds."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{int(minutes)}:{rest:04.1f}" if rest % 1 else f"{int(minutes)}:{int(rest):02d}"
