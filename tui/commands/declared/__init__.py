"""What each command is called and takes; what it does lies beside, imported when it runs.

A help page, a completion or a mistyped option costs no mail code and no database.
"""
