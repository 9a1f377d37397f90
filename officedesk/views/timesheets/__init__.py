"""Timesheets: who worked where and when, by hand and by geofences."""
