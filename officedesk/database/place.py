"""Where an office lies: a file, or a database URL."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from officedesk.database.cipher import OfficeKey
from officedesk.errors import NotAnOffice

POSTGRES_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class OfficePlace:
    """``url`` is set for a server, ``path`` for a file; exactly one of them."""

    path: Path | None = None
    url: str | None = None
    key: OfficeKey | None = None
    """Of an encrypted file."""
    password: str | None = field(default=None, repr=False, compare=False)
    """Of a server; apart from the address, which is shown and remembered."""

    @classmethod
    def parse(cls, text: str) -> "OfficePlace":
        """Read what a person gave as OFFICE. Raises :class:`NotAnOffice` for a URL of another kind."""
        if "://" not in text:
            return cls(path=Path(text).expanduser().absolute())
        scheme, rest = text.split("://", 1)
        if scheme not in ("postgresql", "postgres", POSTGRES_DRIVER):
            raise NotAnOffice(
                f"“{scheme}://” is not a kind of database that OfficeDesk uses.",
                hint="Give the path of an office file or a postgresql:// address.",
            )
        where, at, _ = rest.partition("/")[0].rpartition("@")
        user, colon, password = where.partition(":")
        if not at or not colon:
            return cls(url=f"{POSTGRES_DRIVER}://{rest}")
        from urllib.parse import unquote

        return cls(url=f"{POSTGRES_DRIVER}://{user}@{rest[len(where) + 1 :]}", password=unquote(password))

    def with_password(self, password: str | None) -> "OfficePlace":
        """The same place, entered with ``password``."""
        return replace(self, password=password)

    @property
    def address(self) -> str:
        """What opens it again and may be written to a settings file: a path, or an address without its password."""
        if self.path is not None:
            return str(self.path)
        from sqlalchemy.engine import URL, make_url

        url = make_url(self.url or "")
        bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
        return bare.render_as_string()

    @property
    def name(self) -> str:
        """Short name for the status bar and messages; never shows a password."""
        if self.path is not None:
            return self.path.name
        from sqlalchemy.engine import make_url

        url = make_url(self.url or "")
        host = host_of(url)
        return f"{url.database} on {'this computer' if host in ('', 'localhost', '127.0.0.1', '::1') else host}"


def host_of(url: Any) -> str:
    """The first computer that an address (SQLAlchemy's ``URL``) names; nothing where it names none, or a socket."""
    named = url.query.get("host", ())
    first = url.host or (named if isinstance(named, str) else next(iter(named), ""))
    return "" if first.startswith("/") else str(first if url.host else first.rpartition(":")[0] or first)
