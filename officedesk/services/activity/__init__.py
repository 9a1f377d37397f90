"""What was done in the office: history, undo, trash, and erasing for good."""
