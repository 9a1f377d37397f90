"""Reminders for users, and the notifications behind the bell."""
