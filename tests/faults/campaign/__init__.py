"""Long and short trials of the promises: many desktops at work, killed at any moment, with clocks that jump."""
