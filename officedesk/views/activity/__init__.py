"""What was done: the audit trail, undo, and the trash."""
