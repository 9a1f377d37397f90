"""Papers as PDF: frozen data in, bytes out. Nothing here reads the database or knows the window."""
