"""The office's tasks: what somebody has to see to, about a customer or about none; and the Today page."""
