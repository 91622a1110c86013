"""Contents by digest, drafts, durable and whole files, locks, and the lists that an archive keeps.

No row of the database is written here.
"""

from store.starting.lazy import lazy

lazy(__name__, "digest")
