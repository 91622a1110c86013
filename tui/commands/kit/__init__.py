"""What all commands share: calls, columns, progress, click options and written files.

No command lives here.
"""
