"""A tile service, as it is asked, and what its provider wants kept to."""

from dataclasses import dataclass
from hashlib import sha256

from officedesk.maps.base.kinds import Link
from officedesk.maps.base.online.template import Template
from officedesk.maps.shapes import Box

DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a provider wants.

    ``parallel`` requests at once; a tile that came without saying how long it lasts is kept for ``keep`` seconds, and
    none for longer than ``most``.
    """

    parallel: int = 2
    keep: float = 7 * DAY
    most: float = 365 * DAY


@dataclass(frozen=True, slots=True)
class OnlineSource:
    """``key`` names it in the office's settings. ``typed``: the office typed its address; it may be a private one."""

    key: str
    name: str
    template: Template
    min_zoom: int = 0
    max_zoom: int = 19
    tile_size: int = 256
    bounds: Box | None = None
    attribution: str = ""
    links: tuple[Link, ...] = ()
    policy: Policy = Policy()
    typed: bool = False

    @property
    def token(self) -> str:
        """Tells its tiles from those of others, on disk too. It does not depend on the office's key."""
        return sha256(f"{self.template.text}\n{self.tile_size}".encode()).hexdigest()[:16]
