"""The mailbox behind an IMAP server: connection, login, folders, fetching, replies.

Nothing here ever changes the mailbox.
"""
