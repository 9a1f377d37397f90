"""What a shape comes to: looked at off the GUI thread while it is typed or drawn."""

from dataclasses import dataclass

from officedesk.maps.shapes import BadShape, Measured, Shape


@dataclass(frozen=True, slots=True)
class Checked:
    """``shape`` as it would be saved; ``notes`` say what was mended; ``problem`` why it cannot be saved."""

    shape: Shape | None
    measured: Measured | None = None
    notes: tuple[str, ...] = ()
    problem: str = ""


def check(shape: Shape) -> Checked:
    """Repair and measure ``shape``."""
    from officedesk.maps.geometry import measured
    from officedesk.services.mapping.fence_store import sound

    try:
        mended, notes = sound(shape)
        return Checked(mended, measured(mended), notes)
    except BadShape as error:
        return Checked(None, problem=str(error))
