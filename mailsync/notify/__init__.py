"""What a sync found, told to programs of the person's own: a command, or one address.

Counts and names of units leave, never a person's name, a subject or a file. Letters to people
are in `letters` and `sending`.
"""
