"""Notes: what was said and seen, at a customer, a location or a job, and the messages that were logged."""
