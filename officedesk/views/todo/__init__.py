"""The office's tasks on screen: on the Today page, on a customer's profile and in a list of their own."""
