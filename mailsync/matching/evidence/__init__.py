"""What speaks for a branch in a mail: its sender, its text, its lists, and the names, folders and
headings of its files. Ranking lives one level up.
"""
