"""Where devices went into fences and out of them: what counts as a crossing is written down in ``engine``."""
