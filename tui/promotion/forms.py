"""The forms of the promotion grid: an article, a channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import UsageError
from store.items.promotions import Article, new_article_id, url_problem
from tui.dialogs.form import Field, MarkForm

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from store.items.promotions import Step
    from store.notice.notice import Channel
    from store.views.items.promotion import PromotionRow
    from tui.promotion.screen import PromotionPlace

_STEPS: Mapping[str, Step] = {"submitted": "submitted", "published": "published"}


def article_form(
    place: PromotionPlace,
    rows: Sequence[PromotionRow],
    channel: Channel,
    known: Article | None,
) -> None:
    """Ask for an article on one channel, presenting one branch or several."""
    say, desk = place.desk.wording.say, place.desk
    today = desk.clock().astimezone(desk.workspace.notice.dates.zone).date()
    branch_ids = known.branch_ids if known else tuple(row.branch.id for row in rows)
    names = "、".join(row.branch.name for row in rows)
    about = f"{channel.name}\n{names}"
    if known is not None and len(known.branch_ids) > 1:
        about += "\n" + say("promotion.form_together", n=len(known.branch_ids))
    fields = [
        Field(
            "step",
            say("promotion.step"),
            known.step if known else "published",
            tuple((step, say(f"promotion.step_{step}")) for step in reversed(channel.steps)),
        ),
        Field("title", say("promotion.title"), known.title if known else ""),
        Field("url", say("promotion.url"), known.url if known else ""),
        Field(
            "day",
            say("promotion.day"),
            (known.date if known and known.date else today).isoformat(),
        ),
        Field("file", say("promotion.file"), hint=say("promotion.file_hint")),
    ]
    drafts = tuple(
        dict.fromkeys(draft.digest for row in rows for draft in row.drafts if not draft.waiting)
    )

    def record(values: Mapping[str, str] | None) -> None:
        if values is None:
            return
        article = Article(
            id=known.id if known else new_article_id(),
            channel=channel.id,
            step=_STEPS[values["step"]],
            branch_ids=branch_ids,
            url=values["url"],
            date=date.fromisoformat(values["day"]),
            title=values["title"],
            files=known.files if known else drafts,
        )
        if values["file"]:
            _with_file(place, article, Path(values["file"]).expanduser())
        else:
            place.save([article], "promotion.recorded")

    form = MarkForm(say("promotion.form"), fields, desk.wording, text=about, check=_check)
    place.app.push_screen(form, record)


def _check(values: Mapping[str, str]) -> None:
    if code := url_problem(values["url"]):
        raise UsageError(code, url=values["url"])
    try:
        date.fromisoformat(values["day"])
    except ValueError as err:
        raise UsageError("promotion.day", text=values["day"]) from err
    if values["file"] and not Path(values["file"]).expanduser().is_file():
        raise UsageError("promotion.file", file=values["file"], reason="-")


def _with_file(place: PromotionPlace, article: Article, path: Path) -> None:
    """Keep a screenshot or the article itself in the workspace, then record."""
    from dataclasses import replace

    workspace = place.desk.workspace

    def keep() -> str:
        from store.files.blobs import Blobs

        with path.open("rb") as source:
            return Blobs(workspace.files).put(iter(lambda: source.read(1 << 20), b"")).digest

    def record(digest: str) -> None:
        place.save([replace(article, files=(*article.files, digest))], "promotion.recorded")

    place.run_job("keep", keep, record)


def channel_form(place: PromotionPlace) -> None:
    """Ask for a channel of the staff's own (等方式)."""
    say, desk = place.desk.wording.say, place.desk
    fields = [
        Field("name", say("promotion.channel_name")),
        Field(
            "cases",
            say("promotion.channel_cases"),
            "excellent",
            tuple((one, say(f"promotion.cases_{one}")) for one in ("excellent", "all")),
        ),
    ]

    def record(values: Mapping[str, str] | None) -> None:
        if values is None:
            return

        def write(store: Store, now: datetime) -> str:
            from store.items.promotions import add_channel

            everyone = values["cases"] == "all"
            notice = desk.workspace.notice
            add_channel(store, values["name"], notice, everyone=everyone, at=now, who=desk.who)
            return desk.wording.say("promotion.channel_added", name=values["name"])

        place.decide(write)

    place.app.push_screen(MarkForm(say("promotion.channel_form"), fields, desk.wording), record)
