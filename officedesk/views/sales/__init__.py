"""Estimates, invoices and payments on screen."""
