"""The bell and what is behind it, and the form of a reminder."""
