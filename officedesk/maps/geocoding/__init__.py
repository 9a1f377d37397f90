"""Finding where an address is: how precisely, and by whose answer."""
