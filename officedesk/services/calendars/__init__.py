"""Technicians' visits as iCalendar files (RFC 5545), for the calendars that they look at on the way."""
