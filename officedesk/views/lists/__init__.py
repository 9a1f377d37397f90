"""Lists: the paged table model, its view and the page around it."""
