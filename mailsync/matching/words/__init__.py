"""Words and characters that matching is made of: normal forms, slots of a name, words of a kind.

No roster is known here.
"""
