"""Seconds that pass only while something waits for them."""


class StillTime:
    """``clock`` and ``wait`` for whoever waits; ``waited`` is what it did."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waited: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds
