"""What is remembered of what a user looked at."""

Visit = tuple[str, int]
"""A kind of record and its id."""
KINDS = ("customer", "estimate", "job", "invoice", "project")
KEY = "search.recent"
"""The setting of a user that remembers it."""
