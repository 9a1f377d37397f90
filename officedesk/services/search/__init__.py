"""Searching everything: what Ctrl+K finds, and what was looked at lately."""
