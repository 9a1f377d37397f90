"""The only place that builds concrete objects."""

import platform
from typing import TYPE_CHECKING

from sqlalchemy import text

from officedesk.config import Config, data_dir
from officedesk.context import AppContext, Start
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.secrets import SystemSecrets
from officedesk.services.desk import sit_down

if TYPE_CHECKING:
    from officedesk.database.desks import Desks
    from officedesk.services.office.drafts import Founding

__all__ = ["AppContext", "Start", "desktop_name", "open_context", "start"]


# What the window asks before any table is mapped.
_COMPANY = text("SELECT is_sample, date_format, (SELECT coalesce(max(id), 0) FROM change_log) AS seen FROM company")


def desktop_name() -> str:
    """What this computer is called in the history."""
    return platform.node() or "desktop"


def open_context(office: str, config: Config | None = None) -> AppContext:
    """Open the office at a path or database URL. Raises a known error where that cannot be done."""
    place = OfficePlace.parse(office)
    database = Database(place, schema.open_office(place))
    try:
        desk = sit_down(database, desktop_name())
        with database.read() as session:
            sample, date_format, seen = session.execute(_COMPANY).one()
    except BaseException:
        database.close()
        raise
    return AppContext(
        desk, config or Config.load(), place, SystemSecrets(), bool(sample), str(date_format), seen, _desks(database)
    )


def _desks(database: Database) -> "Desks | None":
    if database.place.url is None:
        return None
    from officedesk import __version__
    from officedesk.database.presence import ServerDesks

    return ServerDesks(database, desktop_name(), __version__)


def start(config: Config, message: str = "") -> Start:
    """What the start window needs."""

    def found(office: str, founding: "Founding") -> None:
        from officedesk.services.office.setup import found_office

        found_office(OfficePlace.parse(office), founding)

    def sample() -> str:
        from officedesk.services.office.sample import make_sample

        path = data_dir() / "Sample office.officedesk"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_sample(OfficePlace(path=path), desktop_name())
        return str(path)

    return Start(config, config.recent(), lambda office: open_context(office, config), found, sample, message)


def remembered(office: str) -> str:
    """``office`` as it may be written to a settings file: an absolute path, or an address without its password."""
    return OfficePlace.parse(office).address
