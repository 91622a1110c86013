"""催办, the letters: planned, read, edited, approved and sent. Letters are composed in mailsync."""
