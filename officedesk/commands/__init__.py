"""The command line's commands, one file per group. Each command is a function from arguments to an exit code."""
