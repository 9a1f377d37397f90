"""Customers: list, search, profile, contacts, locations, tags, favourites and flags."""
