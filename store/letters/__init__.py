"""Letters as facts: what a letter is, the events of its sending, and where each letter stands.

Letters are composed and sent in mailsync.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "standing",
)
