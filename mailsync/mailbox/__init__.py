"""Where mail comes from: the contract of a mailbox, the folder of mail files, and the names of
folders. Reading a mail is done in `mime`.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "contract",
)
