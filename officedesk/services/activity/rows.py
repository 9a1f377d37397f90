"""What history and trash show."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One record as one transaction changed it. ``before`` and ``after`` are what differs, with names for ids.

    ``undone``: it was taken back, and counts no more. ``undoes``: it took something back. ``erased``: what it said was
    erased for good. ``customer`` is empty on a customer's own profile.
    """

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: int
    label: str
    before: dict[str, object]
    after: dict[str, object]
    desktop: str = ""
    user_id: int | None = None
    customer_id: int | None = None
    customer: str = ""
    transaction_key: str = ""
    undone: bool = False
    undoes: bool = False
    erased: bool = False
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """``text`` is looked for in what a record is called; days are the office's."""

    text: str = ""
    user_id: int | None = None
    desktop: str = ""
    entity: str = ""
    action: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryChoices:
    """What can be filtered by: (id, name) of users, and the desktops of the latest changes."""

    users: tuple[tuple[int, str], ...] = ()
    desktops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealReport:
    """Whether the history is as it was written. ``broken`` tells what is wrong, the first place first.

    ``seal`` of row ``last_id`` can be noted elsewhere, and handed to the next look.
    """

    ok: bool
    rows: int
    unsealed: int
    last_id: int
    seal: str
    broken: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TrashFilter:
    text: str = ""
    kind: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class TrashRow:
    """Something in the trash. ``id`` names the row in lists; ``kind`` and ``entity_id`` the record."""

    id: int
    kind: str
    entity_id: int
    name: str
    detail: str
    customer_id: int
    customer: str
    amount: int | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, as (kind, id, customer's id), and why the others did not."""

    done: tuple[tuple[str, int, int], ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasePlan:
    """What erasing would take away. ``word`` has to be typed; ``refused`` says what stays, and why."""

    word: str
    names: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, as (kind, id, customer's id). ``clean``: nothing of it is left in the file's unused space."""

    done: tuple[tuple[str, int, int], ...]
    refused: tuple[str, ...] = field(default=())
    clean: bool = True
