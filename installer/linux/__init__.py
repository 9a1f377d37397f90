"""The package for Debian, Ubuntu and their relatives, and what a Linux desktop is told of the program."""
