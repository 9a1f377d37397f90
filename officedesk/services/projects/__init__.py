"""Leads and projects: from the first call to what was delivered."""
