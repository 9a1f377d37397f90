"""Email and text messages: writing them, the list of them, the outbox."""
