"""Service agreements and memberships: plans, what they create, what they bill, and what became of it."""
