"""How much is stored in one transaction: so much that others, who wait for it, hardly notice."""

from dataclasses import dataclass

HOLD = 0.04
"""Seconds that a transaction may take, about."""


@dataclass(slots=True)
class Pace:
    """``size`` follows how long the last transaction took, between ``fewest`` and ``most``."""

    size: int
    fewest: int
    most: int

    def took(self, seconds: float, count: int) -> None:
        """So many were stored in so much time. Few that went fast say nothing about many."""
        if seconds < HOLD and count < self.size:
            return
        factor = min(max(HOLD / max(seconds, 0.001), 0.5), 2.0)
        self.size = max(self.fewest, min(self.most, int(self.size * factor)))
