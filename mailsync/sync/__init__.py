"""From a mailbox to stored facts: read, measure, judge, record; also files given by hand and links
fetched. No rule of matching or of the notice lives here.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "by_hand",
    "filled_form",
    "sync",
)
