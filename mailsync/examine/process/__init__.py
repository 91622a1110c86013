"""The child process that parses strangers' files, and the limits it runs under.

What is parsed in it lives beside this package.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "child",
)
