"""The schedule: who is where when, and how visits are moved."""
