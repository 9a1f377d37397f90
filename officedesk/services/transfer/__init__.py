"""Bringing customers in from other programs' files, and the office's data out."""
