"""推广, the online promotion: articles by channel, and addresses pasted at once."""
