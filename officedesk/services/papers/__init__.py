"""The blocks that papers are put together from: see ``services.documents``."""
