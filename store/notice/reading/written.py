"""Confirmed figures as the notice's TOML: the figures and quoted words are those of that notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from store.errors import ConfigError
from store.notice.notice import load_notice, shipped_text
from store.notice.reading.clauses import Sentence, sentences
from store.notice.reading.figures import Figure

# What must be known before a notice can be followed; the rest may be absent from it.
NEEDED = ("number", "title", "issuer", "issued", "cohort", "deadline", "clock", "mailbox")
_END_OF_WORK = "下班"
_LIMITS = {"chars": "document.too_long", "minutes": "video.too_long", "format": "video.not_mp4",
           "resolution": "video.too_small"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """The TOML of a notice, and what of the last one does not stand in this one any more."""

    text: str
    left_out: tuple[str, ...]


def written(text: str, values: Mapping[str, str], found: Mapping[str, Figure]) -> Written:
    """Word a notice as TOML, after the pattern of the one that comes with the program.

    Args:
        text: the notice as issued.
        values: confirmed values by key; "" where the notice has none.
        found: what was read, for sentences and clauses.

    Raises:
        ConfigError: `notice.read.missing` for one of `NEEDED`, `notice.read.value` for a value
            that is none, `notice.read.item` for one of the six that the text does not name.
    """
    for key in NEEDED:
        if not values.get(key):
            raise ConfigError("notice.read.missing", key=key)
    told = sentences(text)
    base: Any = tomlkit.parse(shipped_text())
    base["id"] = re.sub(r"\D+", "-", values["number"]).strip("-") or "notice"
    for key in ("title", "number", "issuer", "mailbox"):
        base[key] = values[key]
    base["issued"] = tomlkit.date(_checked("issued", values["issued"], r"20\d\d-\d\d-\d\d"))
    base["cohort"] = int(_checked("cohort", values["cohort"], r"20\d\d"))
    base["short_title"] = _short(values["title"])
    if values.get("volume"):
        base["volume_title"] = values["volume"]
    _dates(base["dates"], values, found)
    _items(base["items"], told)
    left_out = _limits(base, values, found, told)
    if values.get("forms"):
        base["eval_form"]["titles"] = values["forms"].split("、")
        _quote(base["eval_form"], found.get("forms"))
    left_out += _lists(base, values, told)
    return Written(tomlkit.dumps(base), tuple(left_out))


def _dates(dates: Any, values: Mapping[str, str], found: Mapping[str, Figure]) -> None:
    dates["deadline"] = _checked("deadline", values["deadline"], r"\d\d-\d\d")
    dates["window_start"] = values["issued"][5:]
    if values["clock"] != _END_OF_WORK:
        dates["work_day_end"] = _checked("clock", values["clock"], r"\d\d:\d\d")
    _quote(dates, found.get("deadline"))


def _items(items: Any, told: tuple[Sentence, ...]) -> None:
    for item in items:
        names = (item["title"], *item["aliases"])
        where = next((one for name in names for one in told if name in one.text), None)
        if where is None:
            raise ConfigError("notice.read.item", item=item["title"])
        if _plain(item["words"]) not in _plain("".join(one.text for one in told)):
            item["words"] = where.text
        own = next((one for one in told if one.text.startswith(item["title"])), where)
        item["clause"] = own.clause or item["clause"]


def _limits(
    base: Any,
    values: Mapping[str, str],
    found: Mapping[str, Figure],
    told: tuple[Sentence, ...],
) -> list[str]:
    whole = _plain("".join(one.text for one in told))
    kept, left_out = [], []
    by_code = {code: key for key, code in _LIMITS.items()}
    for limit in base["limits"]:
        key = by_code.get(limit["code"])
        if key is None:
            where = _where(limit["words"], told)
            if _plain(limit["words"]) in whole:
                limit["clause"] = where or limit["clause"]
                kept.append(limit)
            else:
                left_out.append(str(limit["words"]))
            continue
        if not values.get(key):
            left_out.append(str(limit["words"]))
            continue
        limit["value"] = _value(key, values[key])
        if rule := values.get(f"{key}_rule"):
            limit["severity"] = _checked(f"{key}_rule", rule, "soft|hard")
        _quote(limit, found.get(key))
        kept.append(limit)
    base["limits"] = kept
    return left_out


def _value(key: str, text: str) -> Any:
    if key == "chars":
        return int(_checked(key, text, r"\d{2,6}"))
    if key == "minutes":
        return round(float(_checked(key, text, r"\d{1,3}(?:\.\d+)?")) * 60)
    if key == "resolution":
        sides = _checked(key, text, r"\d{3,4}[×xX]\d{3,4}").lower().replace("x", "×")
        return [int(side) for side in sides.split("×")]
    return _checked(key, text, r"[a-z0-9]{2,4}")


def _lists(base: Any, values: Mapping[str, str], told: tuple[Sentence, ...]) -> list[str]:
    """Channels, aspects and criteria that the text still names; the rest is left out."""
    whole = _plain("".join(one.text for one in told))
    left_out = []
    for name in ("channels", "aspects", "criteria"):
        kept = []
        for entry in base[name]:
            names = [_core(str(entry["name"])), *map(str, entry.get("headings", ()))]
            own = _own(names, told)
            stands = "words" in entry and _plain(entry["words"]) in whole
            if own is None and not stands:
                left_out.append(str(entry["name"]))
                continue
            if "words" in entry and not stands and own is not None:
                entry["words"] = _said(own, told)
            entry["clause"] = (
                (_where(entry["words"], told) if stands else "")
                or (own.clause if own is not None else "")
                or entry["clause"]
            )
            kept.append(entry)
        base[name] = kept
    known = _plain("".join(str(entry["name"]) for entry in base["channels"]))
    for number, new in enumerate(filter(None, values.get("channels", "").split("、")), start=1):
        own = _own([new], told)
        if _plain(new) not in known and own is not None:
            base["channels"].append(
                {
                    "id": f"channel_{number}",
                    "name": new,
                    "cases": "excellent",
                    "steps": ["submitted", "published"],
                    "clause": own.clause or base["dates"]["clause"],
                    "words": own.text,
                }
            )
    for part in (base["sessions"], base["review"]):
        if _plain(part["words"]) not in whole:
            part["words"] = base["title"]
    return left_out


def _core(name: str) -> str:
    return re.sub(r"[“”]|专题网站|微信公众号", "", name.partition("：")[0])


def _own(names: Sequence[str], told: tuple[Sentence, ...]) -> Sentence | None:
    """The sentence that is about one of some names: one that begins with it before others."""
    plain = [_plain(name) for name in names]
    return next(
        (one for name in plain for one in told if _plain(one.text).startswith(name)),
        next((one for name in plain for one in told if name in _plain(one.text)), None),
    )


def _said(own: Sentence, told: tuple[Sentence, ...]) -> str:
    """What a clause says below its heading, or the sentence itself."""
    below = [one.text for one in told if one.clause == own.clause and one is not own]
    return "".join(below) if len(own.text) < 12 and own.clause and below else own.text


def _where(words: str, told: tuple[Sentence, ...]) -> str:
    return next((one.clause for one in told if _plain(words) in _plain(one.text)), "")


def _quote(entry: Any, figure: Figure | None) -> None:
    """Quote the part of a sentence that a figure stands in."""
    if figure is not None and figure.sentence:
        entry["words"] = figure.words
        if figure.clause:
            entry["clause"] = figure.clause


def _short(title: str) -> str:
    outer = r"^关于(?:对|做好|开展|进行)*|进行(?=验收)|(?:工作)?的?通知$"
    return re.sub(outer, "", title) or title


def _plain(text: str) -> str:
    return re.sub(r"[\s“”\"‘’'《》]", "", text)


def _checked(key: str, text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ConfigError("notice.read.value", key=key, value=text)
    return text


def check_written(text: str, folder: Path) -> None:
    """Read what was written as any notice is read.

    Raises:
        ConfigError: as `store.notice.notice.load_notice`.
    """
    trial = folder / "notice.toml"
    trial.write_text(text, encoding="utf-8")
    load_notice(trial)
