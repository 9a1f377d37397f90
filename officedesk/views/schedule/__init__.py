"""The schedule: a board of technicians and their visits, and its other views."""
