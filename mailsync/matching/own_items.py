"""What a notice asks for beside the six is none of the six: people mark who is done with it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mailsync.matching.kinds import word_kind
from store.model import Evidence, FileKind, Proposal
from store.notice.own_words import own_item_in

# What is due, and is credited as such.
_DUE = (FileKind.PLAN, FileKind.VIDEO)
# So many characters at the end of a title are most of its name, as 微党课 of 主题微党课.
_END = 3


def of_own_item(
    proposal: Proposal, path: str, heading: str, subject: str, titles: Sequence[str]
) -> Proposal:
    """The proposal for a file that may belong to an item beside the six.

    A path that holds the title of one is that item's. Where its name says another kind behind it,
    or the title or the end of it stands elsewhere only, the kind is asked.

    Args:
        heading: the first lines of the file; `subject` is that of its mail.
        titles: of the items that the notice has beside the six.
    """
    name = path.rsplit("/", 1)[-1].rpartition(".")[0] or path
    if item := own_item_in(path, titles):
        sure = word_kind(_without(name, item)) not in _DUE
        return _said(proposal, item, FileKind.OTHER if sure else proposal.kind, sure=sure)
    if proposal.kind not in _DUE or word_kind(name) in _DUE:
        return proposal
    ends = {title[-_END:]: title for title in titles if len(title) > _END}
    item = ends.get(own_item_in(path, ends), "") or own_item_in(heading, titles)
    if not item and word_kind(heading) not in _DUE:
        item = own_item_in(subject, titles)
    return _said(proposal, item, proposal.kind, sure=False) if item else proposal


def _without(name: str, item: str) -> str:
    return "".join(name.split()).replace("".join(item.split()), " ")


def _said(proposal: Proposal, item: str, kind: FileKind, *, sure: bool) -> Proposal:
    code = "judge.own_item" if sure else "judge.own_item_asked"
    why = Evidence(code, params={"item": item})
    return replace(proposal, kind=kind, kind_certain=sure, reasons=(why, *proposal.reasons))
