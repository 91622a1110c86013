"""Confirmed figures as the notice's TOML: the figures and quoted words are those of that notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit

from store.errors import ConfigError
from store.notice.notice import shipped_text
from store.notice.reading.amounts import is_soft
from store.notice.reading.clauses import Sentence, sentences
from store.notice.reading.figures import Figure
from store.notice.reading.named import kind_of
from store.notice.work import work_in

# What must be known before a notice can be followed; the rest may be absent from it.
NEEDED = ("number", "title", "issuer", "issued", "cohort", "items", "deadline", "clock", "mailbox")
# What a person types for a figure that the notice does not have.
NONE = ("-", "无")
# What a supplement leaves as it was where it does not say it plainly.
_OF_A_WHOLE_NOTICE = ("number", "issued", "cohort", "issuer")
_END_OF_WORK = "下班"
# The clause of words that stand under no number.
_NO_CLAUSE = "正文"
_LIMITS = {"chars": "document.too_long", "minutes": "video.too_long", "format": "video.not_mp4",
           "resolution": "video.too_small", "chars_min": "document.too_short",
           "minutes_min": "video.too_short"}  # fmt: skip
# Limits that the notice which comes with the program does not have, with their units.
_LEAST = {"chars_min": "chars", "minutes_min": "seconds"}


@dataclass(frozen=True, slots=True)
class Written:
    """The TOML of a notice, and what of the last one does not stand in this one any more."""

    text: str
    left_out: tuple[str, ...]


def is_supplement(title: str) -> bool:
    """Whether a title is that of a notice that only changes an earlier one."""
    return bool(
        re.search(r"补充通知|(?:延期|延长|推迟|顺延|调整|变更|更正)[^。]{0,30}的?通知$", title)
    )


def still_open(
    values: Mapping[str, str], found: Mapping[str, Figure], *, changes: bool = False
) -> tuple[str, ...]:
    """The keys of what has to be given yet: what is needed first, then what is unclear.

    Args:
        values: what was read or given, by key; one of `NONE` where the notice has none.
        found: what was read.
        changes: of a supplement, which only changes an earlier notice.
    """
    missing = [] if changes else [key for key in NEEDED if values.get(key, "") in ("", *NONE)]
    # Where no amount is set there is nothing to be strict about.
    settled = {f"{key}_rule" for key, value in values.items() if value in NONE}
    settled |= set(_OF_A_WHOLE_NOTICE if changes else ())
    unclear = [
        key
        for key, one in found.items()
        if one.unclear and not values.get(key) and key not in settled
    ]
    return tuple(dict.fromkeys((*missing, *unclear)))


def written(text: str, values: Mapping[str, str], found: Mapping[str, Figure]) -> Written:
    """Word a notice as TOML, after the pattern of the one that comes with the program.

    Args:
        text: the notice as issued.
        values: confirmed values by key; "" where the notice has none.
        found: what was read, for sentences and clauses.

    Raises:
        ConfigError: `notice.read.missing` for one of `NEEDED`, `notice.read.value` for a value
            that is none, `notice.read.items` where the text names none of the six.
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
    base["work"] = values.get("work") or work_in(values["title"])
    _dates(base["dates"], values, found)
    left_out = _items(base, values, told)
    _item_dates(base, values)
    left_out += _limits(base, values, found, told)
    _form_and_volume(base, values, found)
    left_out += _lists(base, values, told)
    return Written(tomlkit.dumps(base), tuple(left_out))


def supplemented(current: str, values: Mapping[str, str], found: Mapping[str, Figure]) -> Written:
    """The TOML of a notice with what its supplement changes: what it does not name stays.

    Raises:
        ConfigError: `notice.read.value` for a value that is none.
    """
    base: Any = tomlkit.parse(current)
    if values.get("deadline"):
        clock = values.get("clock") or base["dates"]["work_day_end"]
        base["dates"]["deadline"] = _checked("deadline", values["deadline"], r"\d\d-\d\d")
        if clock != _END_OF_WORK:
            base["dates"]["work_day_end"] = _checked("clock", clock, r"\d\d:\d\d")
        _quote(base["dates"], found.get("deadline"))
    if values.get("mailbox"):
        base["mailbox"] = values["mailbox"]
    limits = {limit["code"]: limit for limit in base["limits"]}
    for key, code in _LIMITS.items():
        if not values.get(key):
            continue
        limit = limits.get(code) or _new_limit(key)
        _set_limit(limit, key, values, found)
        if code not in limits:
            base["limits"].append(limit)
    if values.get("forms") or values.get("volume"):
        _form_and_volume(base, values, found)
    return Written(tomlkit.dumps(base), ())


def _dates(dates: Any, values: Mapping[str, str], found: Mapping[str, Figure]) -> None:
    dates["deadline"] = _checked("deadline", values["deadline"], r"\d\d-\d\d")
    dates["window_start"] = values["issued"][5:]
    if values["clock"] != _END_OF_WORK:
        dates["work_day_end"] = _checked("clock", values["clock"], r"\d\d:\d\d")
    dates["words"] = values["title"]
    dates["clause"] = _NO_CLAUSE
    _quote(dates, found.get("deadline"))


def _items(base: Any, values: Mapping[str, str], told: tuple[Sentence, ...]) -> list[str]:
    """The items that the notice names, in its order; returns the titles that it does not."""
    pattern = {str(item["id"]): item for item in base["items"]}
    titles = [name for name in values.get("items", "").split("、") if name.strip()]
    named = {str(kind): title for title in titles if (kind := kind_of(title)) is not None}
    if not titles:
        named = {
            name: str(item["title"])
            for name, item in pattern.items()
            if any(part in one.text for part in (item["title"], *item["aliases"]) for one in told)
        }
        titles = list(named.values())
    if not named:
        raise ConfigError("notice.read.items")
    kept, own = [], []
    for number, title in enumerate(titles, start=1):
        item_id = next((name for name, mine in named.items() if mine == title), None)
        where = _own([title], told) or (told[0] if told else None)
        enumerated = next((one for one in told if title in one.text), where)
        clause = (where.clause if where else "") or _NO_CLAUSE
        words = _part(enumerated.text, title) if enumerated else title
        if item_id is None:
            own.append({"id": f"own_{number}", "number": number, "title": title,
                        "short": title[:4], "clause": clause, "words": words})  # fmt: skip
            continue
        item = pattern[item_id]
        before = str(item["title"])
        item["number"], item["title"], item["clause"], item["words"] = number, title, clause, words
        if title != before:
            item["aliases"] = list(dict.fromkeys([*map(str, item["aliases"]), before]))
        kept.append(item)
    gone = [str(item["title"]) for name, item in pattern.items() if name not in named]
    base["items"] = kept
    if own:
        base["own_items"] = own
    return gone


def _item_dates(base: Any, values: Mapping[str, str]) -> None:
    """The days that single items have of their own, each behind the title that it is for.

    Raises:
        ConfigError: `notice.read.value` for what is no title with a day.
    """
    entries = {str(one["title"]): one for one in (*base["items"], *base.get("own_items", ()))}
    for said in filter(None, values.get("dues", "").split("、")):
        title, _, day = said.strip().rpartition(" ")
        if title not in entries:
            raise ConfigError("notice.read.value", key="dues", value=said)
        entries[title]["due"] = True
        entries[title]["deadline"] = _checked("dues", day, r"\d\d-\d\d")


def _part(text: str, title: str) -> str:
    """The part of a sentence that names an item, between its commas."""
    return next((part for part in re.split(r"[，、；：。]", text) if title in part), text)


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
            if _plain(limit["words"]) in whole:
                limit["clause"] = _where(limit["words"], told)
                kept.append(limit)
            else:
                left_out.append(str(limit["words"]))
            continue
        if not values.get(key):
            left_out.append(str(limit["words"]))
            continue
        _set_limit(limit, key, values, found)
        kept.append(limit)
    for key in _LEAST:
        if values.get(key):
            kept.append(_new_limit(key))
            _set_limit(kept[-1], key, values, found)
    base["limits"] = kept
    return left_out


def _new_limit(key: str) -> Any:
    """A limit to be filled in, as the notice which comes with the program has it."""
    if key in _LEAST:
        return {"code": _LIMITS[key], "severity": "hard", "value": 0, "unit": _LEAST[key]}
    pattern: Any = tomlkit.parse(shipped_text())
    return next(one for one in pattern["limits"] if one["code"] == _LIMITS[key])


def _set_limit(
    limit: Any, key: str, values: Mapping[str, str], found: Mapping[str, Figure]
) -> None:
    limit["value"] = _value(key, values[key])
    if rule := values.get(f"{key}_rule"):
        limit["severity"] = _checked(f"{key}_rule", rule, "soft|hard")
    limit["words"], limit["clause"] = values[key], _NO_CLAUSE
    _quote(limit, found.get(key))
    if key in _LEAST:
        limit["severity"] = "soft" if is_soft(str(limit["words"])) else "hard"


def _value(key: str, text: str) -> Any:
    if key in ("chars", "chars_min"):
        return int(_checked(key, text, r"\d{2,6}"))
    if key in ("minutes", "minutes_min"):
        return round(float(_checked(key, text, r"\d{1,3}(?:\.\d+)?")) * 60)
    if key == "resolution":
        sides = _checked(key, text, r"\d{3,4}[×xX]\d{3,4}").lower().replace("x", "×")
        return [int(side) for side in sides.split("×")]
    return _checked(key, text, r"[a-z0-9]{2,4}")


def _form_and_volume(base: Any, values: Mapping[str, str], found: Mapping[str, Figure]) -> None:
    """The form and the volume by their titles; without one, by what they are."""
    if titles := values.get("forms"):
        base["eval_form"]["titles"] = titles.split("、")
        base["eval_form"]["words"], base["eval_form"]["clause"] = titles, _NO_CLAUSE
        _quote(base["eval_form"], found.get("forms"))
    else:
        base["eval_form"]["titles"] = [base["eval_form"]["short"]]
        base["eval_form"]["words"], base["eval_form"]["clause"] = base["title"], _NO_CLAUSE
    volumes = [str(item["title"]) for item in base["items"] if item["id"] == "volume"]
    base["volume_title"] = values.get("volume") or next(iter(volumes), "成果文集")


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
                _where(entry["words"], told)
                if stands
                else (own.clause if own is not None else "") or _NO_CLAUSE
            )
            kept.append(entry)
        base[name] = kept
    _channels(base, values, told)
    occasions = {"sessions": "sharing", "review": "review"}
    for name, item_id in occasions.items():
        part = base[name]
        if _plain(part["words"]) in whole:
            part["clause"] = _where(part["words"], told)
        else:
            item = next((one for one in base["items"] if one["id"] == item_id), base["dates"])
            part["words"], part["clause"] = item["words"], item["clause"]
    return left_out


def _channels(base: Any, values: Mapping[str, str], told: tuple[Sentence, ...]) -> None:
    """Channels that the pattern does not have; the first one is where every branch is shown."""
    known = _plain("".join(str(entry["name"]) for entry in base["channels"]))
    named = [name for name in values.get("channels", "").split("、") if name.strip()]
    for number, new in enumerate(named, start=1):
        if _plain(new) in known:
            continue
        own = _own([new], told)
        base["channels"].append(
            {
                "id": f"channel_{number}",
                "name": new,
                "cases": "excellent",
                "steps": ["submitted", "published"],
                "clause": (own.clause if own is not None else "") or _NO_CLAUSE,
                "words": own.text if own is not None else new,
            }
        )
    channels = base["channels"]
    if channels and all(entry["cases"] != "all" for entry in channels):
        mine = [one for one in channels if named and _plain(one["name"]) == _plain(named[0])]
        next(iter(mine), channels[0])["cases"] = "all"


def _core(name: str) -> str:
    return re.sub(r"[“”]|专题网站|微信公众号", "", name.partition("：")[0])


def _own(names: Sequence[str], told: Iterable[Sentence]) -> Sentence | None:
    """The sentence that is about one of some names: one that begins with it before others."""
    listed = list(told)
    plain = [_plain(name) for name in names]
    return next(
        (one for name in plain for one in listed if _plain(one.text).startswith(name)),
        next((one for name in plain for one in listed if name in _plain(one.text)), None),
    )


def _said(own: Sentence, told: tuple[Sentence, ...]) -> str:
    """What a clause says below its heading, or the sentence itself."""
    below = [one.text for one in told if one.clause == own.clause and one is not own]
    return "".join(below) if len(own.text) < 12 and own.clause and below else own.text


def _where(words: str, told: tuple[Sentence, ...]) -> str:
    found = next((one.clause for one in told if _plain(words) in _plain(one.text)), "")
    return found or _NO_CLAUSE


def _quote(entry: Any, figure: Figure | None) -> None:
    """Quote the part of a sentence that a figure stands in."""
    if figure is not None and figure.sentence:
        entry["words"] = figure.words
        entry["clause"] = figure.clause or _NO_CLAUSE


def _short(title: str) -> str:
    outer = r"^关于(?:对|做好|开展|进行)*|进行(?=验收)|(?:工作)?的?通知$"
    return re.sub(outer, "", title) or title


def _plain(text: str) -> str:
    return re.sub(r"[\s“”\"‘’'《》]", "", text)


def _checked(key: str, text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ConfigError("notice.read.value", key=key, value=text)
    return text
