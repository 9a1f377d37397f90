"""Leads and projects on screen: the strip, their pages, the board."""
