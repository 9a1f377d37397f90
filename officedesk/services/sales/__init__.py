"""Estimates, invoices, credit notes, payments and the price book."""
