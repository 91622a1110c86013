"""One workspace on disk: its folder, its settings and their file, its secrets.

What is stored in it lives in `db` and `files`.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "freshness",
)
