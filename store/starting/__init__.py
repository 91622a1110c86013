"""What keeps the program's start short: modules that wait until something of them is wanted.

What starts lives elsewhere.
"""
