"""The roster: files read, an import planned, previewed and applied, and what is stored of it.

Matching compiles it in mailsync.
"""
