"""Fences made sound, measured and searched. Import it inside functions: what it stands on takes long to load."""

from officedesk.maps.geometry.circles import bounds, circle_box, ring, sound_circle
from officedesk.maps.geometry.ellipsoid import distance
from officedesk.maps.geometry.index import FenceIndex
from officedesk.maps.geometry.measure import measured
from officedesk.maps.geometry.repair import repaired
from officedesk.maps.geometry.ways import Met

__all__ = ["FenceIndex", "Met", "bounds", "circle_box", "distance", "measured", "repaired", "ring", "sound_circle"]
