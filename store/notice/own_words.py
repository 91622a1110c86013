"""What a notice calls the items that it has beside the six, as messages beside the catalogs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from store.notice.notice import Notice
from store.text.visible import visible
from store.text.wording import Message, Wording


def own_wording(wording: Wording, notice: Notice) -> Wording:
    """The wording with the names of the notice's own items, by the codes of those of the six."""
    if not notice.own_items:
        return wording
    messages: dict[str, Message] = {}
    for own in notice.own_items:
        title, short = _plain(own.title), _plain(own.short)
        number = f"{own.number}"
        names = {
            "item_title": title,
            "item_short": f"{number} {short}",
            "item_number": number,
            "head": f"{number} {short}",
            "head_narrow": number,
            "cli.column": short,
        }
        messages |= {f"{area}.{own.id}": text for area, text in names.items()}
    return wording.beside(messages)


def numbered_title(item: str, wording: Wording) -> str:
    """An item with its number: `1 工作方案`."""
    return f"{wording.say(f'item_number.{item}')} {wording.say(f'item_title.{item}')}"


def _plain(text: str) -> str:
    """A name as it can stand in a message, whose braces are fields."""
    return visible(text).replace("{", "{{").replace("}", "}}")


def own_titles(notice: Notice) -> tuple[str, ...]:
    """The titles of what a notice has beside the six."""
    return tuple(own.title for own in notice.own_items)


def own_item_in(text: str, titles: Iterable[str]) -> str:
    """The title of the own item that a name of a file or the like holds; "" where it has none."""
    plain = _tight(text)
    return next((title for title in titles if (tight := _tight(title)) and tight in plain), "")


def _tight(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
