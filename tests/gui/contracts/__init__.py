"""Contracts in the window: selling, listing, reporting, cancelling, plans, and what is upcoming."""
