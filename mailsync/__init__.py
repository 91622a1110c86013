"""What arrives and what is sent: mailboxes in, judgement of attachments, letters out."""
