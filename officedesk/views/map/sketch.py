"""The steps of a shape that is being drawn, so that each can be taken back, and done again."""

from __future__ import annotations

from officedesk.maps.shapes import Shape

MOST_STEPS = 200


class Sketch:
    """The shapes that stood after each step; the first is what it began with (``None``: nothing)."""

    def __init__(self) -> None:
        self.active = False
        self._steps: list[Shape | None] = [None]
        self._now = 0

    def begin(self, shape: Shape | None = None) -> None:
        """Begin with a shape that stands, or with nothing."""
        self.active, self._steps, self._now = True, [shape], 0

    def end(self) -> None:
        """Nothing is drawn any more."""
        self.active, self._steps, self._now = False, [None], 0

    def add(self, shape: Shape | None) -> bool:
        """A step was done; ``False`` where it changed nothing."""
        if shape == self.shape:
            return False
        self._steps = [*self._steps[: self._now + 1], shape][-MOST_STEPS:]
        self._now = len(self._steps) - 1
        return True

    @property
    def shape(self) -> Shape | None:
        """What stands now."""
        return self._steps[self._now]

    @property
    def can_undo(self) -> bool:
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        return self._now < len(self._steps) - 1

    def undo(self) -> Shape | None:
        """One step back, where there is one; what stands then."""
        self._now = max(0, self._now - 1)
        return self.shape

    def redo(self) -> Shape | None:
        """One step on again, where there is one; what stands then."""
        self._now = min(len(self._steps) - 1, self._now + 1)
        return self.shape
