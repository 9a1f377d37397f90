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
    from officedesk.services.office.beginning import BeginningFile
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
    doorway: "Doorway | None" = None
    """Where somebody else signs in, or the same person after the window was locked."""
    guarded: bool = False
    """Whether whoever sits here has a password, so that locking the window means something."""

    @property
    def address(self) -> str:
        """What opens this office again: the path of its file, or its address without a password."""
        return self.place.address

    def close(self) -> None:
        """Let go of the office's database; other desktops see at once that nobody is here any more."""
        if self.desks is not None:
            self.desks.close()
        self.desk.database.close()


@dataclass(frozen=True, slots=True)
class Doorway:
    """An open office, and how to sit down in it. The functions run off the GUI thread and raise known errors."""

    place: OfficePlace
    config: Config
    secrets: SecretStore
    key: str
    """Tells the office from others, wherever it lies."""
    enter: Callable[[str, str, bool | None], AppContext]
    """Name or email, password, and whether this computer stays signed in (``None``: as it was)."""
    names: Callable[[], list[str]]
    """Whom an office without passwords offers."""
    forget: Callable[[], None]
    """Sign this computer out: the next start asks for the password."""
    close: Callable[[], None]
    """Let go of the office's database."""

    @property
    def last(self) -> str:
        """Who signed in last at this computer."""
        return str(self.config.part("last_user", self.key, ""))

    def lock(self, locked: bool) -> None:
        """A window that was locked asks for the password again when the program was ended meanwhile."""
        self.config.put_part("locked", self.key, locked or None)


@dataclass(frozen=True, slots=True)
class Start:
    """For the start window: what was open before, and how to open, found and fill an office.

    The three functions run off the GUI thread and raise known errors. ``sample`` makes the sample office where it is
    missing and gives its path. ``join`` uses an invitation code, ``keep`` puts a server's password into the keyring;
    both give the address that opens the office.
    """

    config: Config
    recent: list[str]
    open: Callable[..., AppContext]
    """``open(office, words="")``: ``words`` are the passphrase or recovery code of an encrypted file."""
    found: Callable[[str, "Founding"], None]
    sample: Callable[[], str]
    message: str = ""
    join: Callable[[str], str] | None = None
    keep: Callable[[str, str], str] | None = None
    secrets: SecretStore | None = None
    begun: "Callable[[], BeginningFile] | None" = None
    """What the assistant was told of an office that is not made yet."""
    locked: str = ""
    """An encrypted office that was wanted: its passphrase is asked for at once."""
    link: str = ""
    """An ``officedesk:`` link that the program was started with."""
