"""What the window and the command line work with once an office is open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk

if TYPE_CHECKING:
    from officedesk.database.desks import Desks
    from officedesk.services.office.drafts import Founding


@dataclass(frozen=True, slots=True)
class AppContext:
    """An open office at this desktop. ``date_format`` is the office's (``MM/DD/YYYY``)."""

    desk: Desk
    config: Config
    place: OfficePlace
    secrets: SecretStore
    is_sample: bool
    date_format: str
    seen: int | None = None
    """The newest change that was there when the office was opened: what comes after is news."""
    desks: "Desks | None" = None
    """The other desktops at this office; ``None`` where they cannot be known."""

    @property
    def address(self) -> str:
        """What opens this office again: the path of its file, or its address without a password."""
        return self.place.address

    def close(self) -> None:
        """Let go of the office's database."""
        self.desk.database.close()


@dataclass(frozen=True, slots=True)
class Start:
    """For the start window: what was open before, and how to open, found and fill an office.

    The three functions run off the GUI thread and raise known errors. ``sample`` makes the sample office where it is
    missing and gives its path.
    """

    config: Config
    recent: list[str]
    open: Callable[[str], AppContext]
    found: Callable[[str, "Founding"], None]
    sample: Callable[[], str]
    message: str = ""
