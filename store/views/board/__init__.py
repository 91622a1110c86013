"""READ: the board, one branch, one finding, history and search, derived from facts.

Nothing is written here.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "branch",
    "saved_views",
    "sync_status",
)
