"""Jobs, their tasks and visits."""
