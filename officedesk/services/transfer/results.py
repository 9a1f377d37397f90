"""What an import is asked, and what it answers."""

from dataclasses import dataclass

from officedesk.csv_files import Source
from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.transfer.mapping import Mapping
from officedesk.services.transfer.newcomers import Issue, Severity


class ImportCancelled(OfficeError):
    """The person stopped the import; nothing of it was stored."""

    exit_code = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file looks like and how it would be read. ``rows`` are its first ones, as cells."""

    source: Source
    mapping: Mapping
    rows: tuple[tuple[str, ...], ...]
    unused: tuple[str, ...]
    """Headers of columns that are left out."""

    @property
    def encoding(self) -> str:
        return self.source.encoding

    @property
    def delimiter(self) -> str:
        return self.source.delimiter

    @property
    def headers(self) -> tuple[str, ...]:
        return self.source.headers

    @property
    def preset(self) -> str:
        return self.mapping.preset


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """``update``: customers that are there already take what the file says, else they are passed over.

    ``skip_errors``: rows with errors are left out; else one of them stops the whole import.
    """

    update: bool = False
    skip_errors: bool = False


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: ``new``, ``joined`` (part of the customer above), ``updated``, ``skipped``, ``error``."""

    row: int
    outcome: str
    number: str
    name: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What the import would do, or did. ``issues`` are the first of ``warnings + errors``."""

    rows: int = 0
    new: int = 0
    updated: int = 0
    skipped: int = 0
    contacts: int = 0
    locations: int = 0
    warnings: int = 0
    errors: int = 0
    failed: int = 0
    """Customers that an error keeps out."""
    issues: tuple[Issue, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An import that was carried out. ``batch_id`` is ``None`` where all customers were there already."""

    plan: ImportPlan
    batch_id: int | None


class ImportRefused(InvalidInput):
    """The file has errors and nothing of it was imported; ``plan`` tells them."""

    def __init__(self, plan: ImportPlan) -> None:
        first = next((issue for issue in plan.issues if issue.severity is Severity.ERROR), None)
        count = f"{plan.errors} errors" if plan.errors != 1 else "1 error"
        super().__init__(
            {"file": str(first) if first else count},
            f"Nothing was imported: the file has {count}. {first or ''} "
            "Correct the file, or leave the rows with errors out.",
        )
        self.plan = plan
