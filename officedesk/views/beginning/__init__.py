"""The first hour: the assistant that makes an office, and what comes right after."""
