"""The roster compiled for matching: branch names, colleges, people, and names that cannot be told
apart. Nothing is stored here.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "compiled",
)
