"""Hosting an office on this computer: the PostgreSQL that ships with the program, TLS before it, and who may enter."""
