"""The installer for Windows: its script, what compiles it, and the signatures."""
