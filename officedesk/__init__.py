"""OfficeDesk: the desktop office of a field-service company."""

__version__ = "0.1.0"
