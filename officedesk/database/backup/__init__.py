"""Backups of an office: one file each, made while others go on working, proved whole before it counts."""
