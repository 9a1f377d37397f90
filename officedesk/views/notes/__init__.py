"""Notes in the window: their list, their form, and how a job shows them."""
