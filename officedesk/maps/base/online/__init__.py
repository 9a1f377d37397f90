"""Tile services on the network, asked politely: identified, few at a time, and not for what is known already."""
