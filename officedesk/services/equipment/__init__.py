"""Equipment at customers' locations: what stands there, what belongs to it, and what was done to it."""
