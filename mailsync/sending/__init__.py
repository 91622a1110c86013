"""Letters leave here: the queue, one SMTP conversation, its replies, and deliveries whose end is
unknown. What a letter says is composed in `letters`.
"""
