"""Drafts are kept: what is in several of them becomes durable at once."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from store.files.draft import UnfinishedFile
from store.files.durable import sync_file, sync_folder, writing

# More gain nothing.
_WAITERS = 4


def keep_together(drafts: Sequence[UnfinishedFile]) -> None:
    """Store what is in several drafts of one folder.

    In this order: every content becomes durable, then all get their names, then the names become
    durable. The disk is asked for several at once: it writes down together what is asked for
    together, and each wait alone takes as long as for all.

    Raises:
        StoreError: `disk.full` or `disk.write`; what is not stored yet stays a draft.
    """
    for draft in drafts[:1]:
        held = [(each, *one) for each in drafts for one in each._held.items()]
        with writing(draft._folder), ThreadPoolExecutor(_WAITERS) as waiters:
            collections.deque(waiters.map(sync_file, (file for _, _, file in held)), 0)
            collections.deque(waiters.map(lambda one: one[0]._share(one[2], one[1]), held), 0)
            draft._make_folders(digest for _, digest, _ in held)
            folders = {each._name(file, digest) for each, digest, file in held}
            collections.deque(waiters.map(sync_folder, folders), 0)
    for draft in drafts:
        draft._held.clear()
