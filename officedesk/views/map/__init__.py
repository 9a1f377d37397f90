"""The map as the office sees it. ``view`` is the only face of the web page; nothing here is imported at the start."""
