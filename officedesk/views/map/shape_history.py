"""The steps in which a shape was drawn: back and forth again."""

from officedesk.maps.shapes import Shape


class ShapeHistory:
    """Shapes in the order in which they were made. Typing in one field is one step, however many keys it takes."""

    def __init__(self) -> None:
        self._steps: list[Shape | None] = [None]
        self._at = 0
        self._field = ""

    def begin(self, shape: Shape | None) -> None:
        """Forget everything; this is where it starts."""
        self._steps, self._at, self._field = [shape], 0, ""

    def note(self, shape: Shape | None, field: str = "") -> None:
        """A step was made: by typing in ``field``, or with the mouse where that is empty."""
        if shape == self._steps[self._at]:
            return
        if field and field == self._field and self._at == len(self._steps) - 1 and self._at:
            self._steps[self._at] = shape
        else:
            del self._steps[self._at + 1 :]
            self._steps.append(shape)
            self._at += 1
        self._field = field

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._steps) - 1

    def undo(self) -> Shape | None:
        """The shape before the last step."""
        return self._go(-1)

    def redo(self) -> Shape | None:
        """The shape after the step that was taken back."""
        return self._go(1)

    def _go(self, step: int) -> Shape | None:
        self._at = max(0, min(len(self._steps) - 1, self._at + step))
        self._field = ""
        return self._steps[self._at]
