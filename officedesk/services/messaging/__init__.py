"""Email and text messages: drafts, the outbox, who sends it, templates, accounts and answers."""
