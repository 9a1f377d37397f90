"""Where devices were at a moment of a day that is played back. No Qt: a moment in, places out."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from officedesk.services.mapping.positions import Track

SILENT = 15 * 60.0
"""After so many seconds without a word a device is shown where it was last, and as not heard of."""
DAY = 24 * 3_600


@dataclass(frozen=True, slots=True)
class Where:
    """A device at a moment. ``heard``: it told where it was not long before or after."""

    device_id: int
    called: str
    latitude: float
    longitude: float
    heard: bool
    passed: int
    """How many positions of its track lie before the moment."""


def bounds(tracks: Sequence[Track]) -> tuple[float, float]:
    """When, in seconds of the day, the first and the last of them was heard of; the whole day where nobody was."""
    firsts = [track.at[0] for track in tracks if track.at]
    lasts = [track.at[-1] for track in tracks if track.at]
    return (min(firsts), max(lasts)) if firsts else (0.0, float(DAY))


def places(tracks: Sequence[Track], moment: float) -> list[Where]:
    """Where those are that were heard of by ``moment``; between two positions, on the line between them."""
    found = []
    for track in tracks:
        passed = bisect_right(track.at, moment)
        if passed == 0:
            continue
        at, latitude, longitude = (values[passed - 1] for values in (track.at, track.latitudes, track.longitudes))
        heard = moment - at <= SILENT
        if passed < len(track.at):
            then = track.at[passed]
            if then - at <= SILENT and then > at:
                part = (moment - at) / (then - at)
                latitude += part * (track.latitudes[passed] - latitude)
                turn = (track.longitudes[passed] - longitude + 180.0) % 360.0 - 180.0
                longitude = (longitude + part * turn + 180.0) % 360.0 - 180.0
                heard = True
        found.append(Where(track.device_id, track.called, latitude, longitude, heard, passed))
    return found


def thinned(track: Track, most: int = 2_000) -> tuple["array[float]", "array[float]"]:
    """Latitudes and longitudes of a way to be drawn: of very many positions every so-manieth, and the last."""
    step = max(1, -(-len(track.at) // most))
    latitudes, longitudes = track.latitudes[::step], track.longitudes[::step]
    if track.at and (len(track.at) - 1) % step:
        latitudes.append(track.latitudes[-1])
        longitudes.append(track.longitudes[-1])
    return latitudes, longitudes
