"""Figures of the program, each beside its yardstick measured in the same run."""
