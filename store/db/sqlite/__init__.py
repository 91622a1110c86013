"""The embedded engine: a file of SQLite, its migrations and the digests of its rows."""
