"""The roster: files read, an import planned, previewed and applied, and what is stored of it.

Matching compiles it in mailsync.
"""

from store.starting.lazy import lazy

lazy(__name__, "importing")
