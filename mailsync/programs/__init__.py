"""Other programs: what environment they get, and how they are shut in.

Which programs and what for stands with what uses them: archives, documents, videos, the player of
a person.
"""
