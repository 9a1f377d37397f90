"""Geofences, devices and their positions, and what is shown on maps."""
