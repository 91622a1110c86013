"""The embedded engine: a file of SQLite, its migrations and the digests of its rows."""

from store.starting.lazy import lazy

lazy(__name__, "library")
