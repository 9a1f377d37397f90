"""What dev.py does to a fresh machine: system libraries, the virtual environment, fonts. Standard library only."""
