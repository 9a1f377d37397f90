"""Geofences in files of other programs: GeoJSON, KML (and KMZ) and GPX, in and out.

None of these formats knows true circles. A circle is written as a ring of 180 corners, so that every program shows it,
together with its centre and radius in properties, from which it comes back as the circle it was, unless the ring was
changed meanwhile. In GPX it is a waypoint with a radius.
"""

from officedesk.maps.exchange.found import BadFenceFile, FenceFound, FencesRead
from officedesk.maps.exchange.reading import read_fences
from officedesk.maps.exchange.writing import write_geojson, write_gpx, write_kml

__all__ = [
    "BadFenceFile",
    "FenceFound",
    "FencesRead",
    "read_fences",
    "write_geojson",
    "write_gpx",
    "write_kml",
]
