"""A glance at many fixes at once: at which of them something can happen. Nothing is decided here."""

from collections.abc import Sequence
from typing import Final

from officedesk.maps.crossings.fixes import Fences, Fix, Rules
from officedesk.maps.crossings.way import EARTH

WORTH: Final = 64
"""From so many fixes on a glance takes less time than looking at each."""
_SURELY: Final = 0.99
"""What is slower than this much of the speed limit is slower however the distance is computed."""


def notable(fixes: Sequence[Fix], fences: Fences, rules: Rules) -> Sequence[int]:
    """The numbers of the fixes that have to be looked at, ascending; the last one is always among them.

    The others are plausible after the one before, and on the way from it no edge is met. That is only worth something
    if the one before was used: so the first one is among them too.
    """
    if len(fixes) < WORTH:
        return range(len(fixes))
    import numpy as np

    at = np.array([fix[0].timestamp() for fix in fixes])
    latitude = np.array([fix[1] for fix in fixes], dtype=float)
    longitude = np.array([fix[2] for fix in fixes], dtype=float)
    half = np.sin(np.radians(np.diff(latitude)) / 2) ** 2
    flat = np.cos(np.radians(latitude))
    half += flat[1:] * flat[:-1] * np.sin(np.radians(np.diff(longitude)) / 2) ** 2
    metres = 2 * EARTH * np.arcsin(np.minimum(np.sqrt(half), 1.0))
    marked = metres > _SURELY * rules.max_speed * np.diff(at)
    marked |= np.asarray(fences.may_cross(latitude, longitude), dtype=bool)
    marked[-1] = True
    found: list[int] = (np.flatnonzero(marked) + 1).tolist()
    return [0, *found]
