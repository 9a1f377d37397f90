"""Files of customers: added, listed, moved, read."""
