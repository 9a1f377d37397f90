"""Everything that makes an installer out of the program: the frozen tree, its icons, and what each system wants."""
