"""An encrypted archive of a stored mail, opened by the password that a person gives."""

from __future__ import annotations

from msgspec.structs import replace

from mailsync.archives.budget import Budget
from mailsync.archives.unpack import unpack
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.sync.judge import judge_or_ask
from mailsync.sync.learning import knowledge
from mailsync.sync.sync import examine
from store.db.acts import subject_id
from store.db.database import Store
from store.db.decisions import Marking
from store.errors import UsageError
from store.intake.opened import record_opened
from store.notice.own_words import own_titles
from store.views.board.measures import latest_measures, stored_mail
from store.workspace.workspace import Workspace


def unlock(
    workspace: Workspace,
    store: Store,
    archive: str,
    password: str,
    *,
    marking: Marking,
) -> tuple[int, int]:
    """Open an archive, look into its files and judge them as files of its mail.

    Returns:
        How many files came out, and how many of them wait for a person.

    Raises:
        UsageError: `unlock.password` (it opens nothing), `unlock.gone` (no such archive).
        StoreError: nothing was recorded.
    """
    found = stored_mail(store, archive)
    if found is None:
        raise UsageError("unlock.gone", file=subject_id(archive))
    mail_id, mail, at_place = found
    closed = mail.attachments[at_place]
    blobs = workspace.blobs
    given = unpack(blobs.path(closed.digest), closed.path, blobs, password=password)
    known = {part.path for part in mail.attachments}
    members = tuple(part for part in given.members if part.path not in known)
    if not members:
        raise UsageError("unlock.password", file=closed.name)
    whole = replace(mail, attachments=(*mail.attachments, *members))
    with Child() as child:
        opened = replace(mail, attachments=members)
        tools = find_tools(workspace.settings.ffmpeg)
        examinations, _ = examine(opened, blobs, tools, child, Budget())
    measures = latest_measures(store) | {one.digest: one.measures for one in examinations}
    learnt = knowledge(store)
    judgements, _ = judge_or_ask(
        whole,
        measures,
        learnt.matcher,
        window_start=workspace.settings.window_start,
        dates=workspace.notice.dates,
        submissions=learnt.submissions(workspace.settings.cohort),
        own_items=own_titles(workspace.notice),
    )
    first = len(mail.attachments)
    proposals = [one.proposal for one in judgements[first : first + len(members)]]
    record_opened(
        store,
        archive,
        mail_id,
        list(zip(members, proposals, strict=True)),
        examinations=examinations,
        marking=marking,
    )
    waiting = sum(one.branch_id is None or not one.kind_certain for one in proposals)
    return len(members), waiting
