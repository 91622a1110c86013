"""READ: what letters need to know of every branch. Nothing is written here."""
