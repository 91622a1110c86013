"""The database: its schema and migrations, transactions, the journal, row digests, and the log of
decisions. No question about branches is answered here.
"""
