"""The only place that builds concrete objects."""

import platform
from pathlib import Path
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
    from officedesk.services.office.drafts import Founding

__all__ = ["AppContext", "Start", "desktop_name", "open_context", "start"]


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
            sample, date_format = session.execute(text("SELECT is_sample, date_format FROM company")).one()
    except BaseException:
        database.close()
        raise
    return AppContext(desk, config or Config.load(), place, SystemSecrets(), bool(sample), str(date_format))


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
    if "://" not in office:
        return str(Path(office).expanduser().absolute())
    from sqlalchemy.engine import URL, make_url

    url = make_url(office)
    return URL.create(
        url.drivername, username=url.username, host=url.host, port=url.port, database=url.database, query=url.query
    ).render_as_string()
