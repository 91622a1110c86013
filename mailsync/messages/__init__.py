"""What the words of a mail mean: a withdrawal, a question, a password, and whom they are about.

Whose its files are is in `mailsync.matching`; what a person does about it, in `store.decisions`.
"""
