"""Forms that crews fill in: on a job, and their templates in the settings."""
