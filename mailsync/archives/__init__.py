"""Archives opened without trust: members listed, unpacked in a child under limits, and given safe
paths. What a member is worth is not judged here.
"""
